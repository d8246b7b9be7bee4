import type { Pool, PoolClient } from 'pg';
import { parseCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { successorOrigin } from '@/lib/ledger/domain/lineage';
import { parseNote } from '@/lib/ledger/domain/signed-note';
import { HUB, LogSucceeded, SUCCESSION_STREAM } from '@/lib/ledger/language/facts';
import { Ledger } from './ledger';
import type { OrganisationKeys } from './organisation-keys';
import { readLineage } from './read-lineage';
import { readStandstill } from './standstill';
import type { SubjectKeys } from './subject-keys';

/** What a successor is declared with. Keys are C2SP verifier keys; `number` is greater than any that was used. */
export interface SuccessionRequest {
  readonly number: number;
  readonly key: string;
  /** Null where the ancestor's key is not known any more. */
  readonly ancestorKey: string | null;
  readonly keys: OrganisationKeys;
  readonly requestSecret: string;
  readonly subjects: SubjectKeys;
  readonly now: Date;
}

/** A declared successor: its name, the position of its first entry, and how many entries had been signed before. */
export interface DeclaredSuccession {
  readonly origin: string;
  readonly from: number;
  readonly signedSize: number;
}

/** Why no successor is declared: nothing stands still, or there is nothing to go on from. */
export class NoSuccession extends Error {}

/**
 * Declares that the log goes on under another name, where it stands still: its first entry there, alone in its commit, says from
 * which log, what that had signed, and how much of it is kept. All of it in one transaction, or nothing. `pool` is the owner's.
 */
export async function succeedLog(pool: Pool, request: SuccessionRequest): Promise<DeclaredSuccession> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const declared = await declare(client, request);
    await client.query('commit');
    return declared;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function declare(client: PoolClient, request: SuccessionRequest): Promise<DeclaredSuccession> {
  const { rows } = await client.query<{ size: string }>('select size from ledger.head for update');
  const from = Number(rows[0]?.size ?? 0);
  const lineage = await readLineage(client);
  const [first, ancestor] = [lineage[0], lineage.at(-1)];
  if ((await readStandstill(client)) === undefined) throw new NoSuccession('The log is not behind, and goes on as it is.');
  if (first === undefined || ancestor === undefined || from === 0) throw new NoSuccession('There are no entries to go on from.');
  const origin = successorOrigin(first.origin, request.number);
  const signed = await findSigned(client, ancestor.origin);
  await client.query(
    `insert into ledger.succession (number, origin, from_index, signed_size, last_alarm)
     select $1, $2, $3, $4, coalesce(max(id), 0) from ledger.alarm`,
    [request.number, origin, from, signed.size],
  );
  await client.query('update ledger.restored set compared_at = clock_timestamp() where compared_at is null');
  await append(client, { ...request, origin, from }, { ancestor: ancestor.origin, ...signed });
  return { origin, from, signedSize: signed.size };
}

interface Signed {
  readonly checkpoint: string | null;
  readonly size: number;
}

/** The largest checkpoint of the ancestor that is known: from what was found to be lost, or as published here. */
async function findSigned(client: PoolClient, ancestor: string): Promise<Signed> {
  const { rows } = await client.query<{ note: string }>(
    `select jsonb_array_elements_text(evidence->'notes') as note from ledger.alarm where evidence ? 'lost'
     union all select note from ledger.checkpoint`,
  );
  return rows.reduce<Signed>(
    (largest, { note }) => {
      const checkpoint = parseCheckpoint(parseNote(note)?.text ?? '');
      if (checkpoint?.origin !== ancestor || checkpoint.size <= largest.size) return largest;
      return { checkpoint: note, size: checkpoint.size };
    },
    { checkpoint: null, size: 0 },
  );
}

async function append(
  client: PoolClient,
  { keys, requestSecret, subjects, now, ...request }: SuccessionRequest & { origin: string; from: number },
  { ancestor, checkpoint, size: signedSize }: Signed & { ancestor: string },
): Promise<void> {
  const { origin, number, key, ancestorKey, from } = request;
  const ledger = new Ledger({ pool: client, origin, keys, requestSecret, subjects });
  const values = { ancestor, ancestorKey, checkpoint, signedSize, size: from, key };
  const occurredAt = now.toISOString();
  const { firstIndex } = await ledger.commit({
    organisation: HUB,
    actor: 'operator',
    idempotencyKey: `succession/${String(number)}`,
    fingerprint: origin,
    signedAt: occurredAt,
    facts: [{ definition: LogSucceeded, stream: SUCCESSION_STREAM, values, occurredAt, causes: [] }],
  });
  if (Number(firstIndex) !== from) throw new Error('The successor’s first entry is not where it must be. Nothing was declared.');
}
