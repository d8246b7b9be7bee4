import type { PoolClient } from 'pg';
import type { Kind } from './mutation';

const LEDGER = ['log', 'head', 'shape', 'commit', 'entry', 'disclosure', 'stream_head', 'subtree', 'map_leaf', 'map_node', 'map_state', 'checkpoint', 'verifier_key'].map((name) => `ledger.${name}`); // prettier-ignore
const VIEWS = [
  'partners.organisation', 'partners.signing_key', 'partners.stream_party', 'partners.book', 'servicing.loan', 'servicing.loan_number', 'servicing.loan_record',
  'servicing.loan_standing', 'servicing.loan_month', 'servicing.alert', 'lending.position', 'lending.month_bucket', 'lending.movement', 'securities.pool',
  'securities.security', 'securities.position', 'securities.restatement',
]; // prettier-ignore

/** Keeps a copy of ledger and views as they now stand, as a backup would. */
export async function takeBackup(client: PoolClient): Promise<void> {
  await client.query('create schema backup');
  for (const table of [...LEDGER, ...VIEWS, 'platform.cursor'])
    await client.query(`create table backup.${table.replace('.', '_')} as table ${table}`);
}

async function restore(client: PoolClient, tables: readonly string[]): Promise<void> {
  // Foreign keys of accounts would hold organisations in their place.
  await client.query("set local session_replication_role = 'replica'");
  for (const table of tables) {
    await client.query(`delete from ${table}`);
    await client.query(`insert into ${table} overriding system value select * from backup.${table.replace('.', '_')}`);
  }
  await client.query("set local session_replication_role = 'origin'");
}

function restores(name: string, tables: readonly string[]): Kind {
  return {
    name,
    async apply(attack) {
      await restore(attack.client, tables);
      return {};
    },
  };
}

/** States that were true once. */
export const BACKUP_KINDS: readonly Kind[] = [
  restores('restore an old backup', [...LEDGER, ...VIEWS, 'platform.cursor']),
  restores('restore old views', VIEWS),
];
