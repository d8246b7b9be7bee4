import { toBase64 } from '@/lib/ledger/domain/bytes';
import { parseHeadStatement } from '@/lib/ledger/domain/head-statement';
import { HUB } from '@/lib/ledger/language/facts';
import type { WireProof } from '@/lib/ledger/language/wire';
import type { Transaction } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import type { StoredCheckpoint } from './read-checkpoint';

/** What a copy keeps of where a stream ends: as the hub signed it, and as a checkpoint's map shows it. */
export interface KeptEnd {
  readonly head: { readonly statement: string; readonly signature: string };
  /** The hub's public key, base64. */
  readonly hubKey: string;
  /** The stream's last version by that. */
  readonly version: number;
  readonly end: WireProof['end'];
  readonly checkpoint: StoredCheckpoint;
}

interface Row {
  readonly statement: string;
  readonly signature: string;
  readonly shown_end: WireProof['end'];
  readonly size: bigint;
  readonly note: string;
  readonly key: Uint8Array;
}

/** Reads it, in a copy. Throws {@link Problem} NOT_READY until the hub was asked. */
export async function readKeptEnd(transaction: Transaction, stream: string): Promise<KeptEnd> {
  const rows = await transaction.$queryRaw<Row[]>`
    select s.statement, s.signature, s.shown_end, c.size, c.note, k.public_key as key
    from ledger.stream_end s join ledger.checkpoint c on c.size = s.checkpoint_size
    join partners.signing_key k on k.organisation = ${HUB} and k.until_index is null
    where s.stream = ${stream} order by k.from_index desc limit 1`;
  const row = rows[0];
  if (row === undefined)
    throw new Problem('NOT_READY', 'Where this record ends was not asked of the hub yet. That takes a few seconds: ask again.');
  const { statement, signature, shown_end: end, size, note, key } = row;
  const version = parseHeadStatement(statement)?.version ?? 0;
  return {
    head: { statement, signature },
    hubKey: toBase64(key),
    version,
    end,
    checkpoint: { size: Number(size), note },
  };
}
