import type { Pool } from 'pg';
import { toHex } from '@/lib/ledger/domain/bytes';
import type { HeldEnd } from '@/lib/ledger/domain/verify-feed-ends';

interface Row {
  readonly stream: string;
  readonly version: number;
  readonly digest: Buffer;
  readonly mapped_version: number | null;
  readonly mapped_digest: Buffer | null;
}

/** The last entries that are held of some streams: before a checkpoint's size, and before the size that its map covers. */
export async function readHeldEnds(
  pool: Pool,
  streams: readonly string[],
  { size, mapped }: { size: number; mapped: number },
): Promise<HeldEnd[]> {
  const { rows } = await pool.query<Row>(
    `select s.stream, c.version, c.digest, m.version as mapped_version, m.digest as mapped_digest
     from unnest($1::text[]) s(stream)
     cross join lateral (select version, digest from ledger.entry e where e.stream = s.stream and e.index < $2 order by version desc limit 1) c
     left join lateral (select version, digest from ledger.entry e where e.stream = s.stream and e.index < $3 order by version desc limit 1) m on true`,
    [streams, size, mapped],
  );
  return rows.map(({ stream, version, digest, mapped_version, mapped_digest }) => ({
    stream,
    covered: { version, digest: toHex(digest) },
    mapped:
      mapped_version === null || mapped_digest === null ? undefined : { version: mapped_version, digest: toHex(mapped_digest) },
  }));
}
