import { encodeHeadStatement } from '@/lib/ledger/domain/head-statement';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import type { WireKey, WireStream } from '@/lib/ledger/language/wire';
import type { Transaction } from '@/lib/platform/server/database';
import { signBytes } from './hashing';
import type { SigningKey } from './organisation-keys';
import { readEntries } from './read-entries';

/** How the hub signs what it says: the log's origin and the hub's own key. */
export interface HubIdentity {
  readonly origin: string;
  /** Asked for each time: a key may be rotated. */
  readonly key: () => SigningKey;
}

/**
 * A stream as the current organisation may read it: every header, each visible field with salt and value, each withheld
 * one as its commitment, and a signed statement of the stream's head. Row security decides what is visible.
 * Undefined when the organisation is not party to it, or it does not exist: the two are not told apart.
 */
export async function readStream(transaction: Transaction, stream: string, hub: HubIdentity): Promise<WireStream | undefined> {
  const rows = await transaction.entry.findMany({ where: { stream }, orderBy: { version: 'asc' } });
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  const entries = await readEntries(transaction, rows);
  const keyRows = await transaction.signingKey.findMany();
  const keys = Object.fromEntries(
    keyRows.map(({ keyId, organisation, publicKey, custody, untilIndex }): [string, WireKey] => [
      keyId,
      {
        organisation,
        publicKey: toBase64(publicKey),
        custody: custody === 'organisation' ? 'organisation' : 'hub',
        ...(untilIndex === null ? {} : { until: Number(untilIndex) }),
      },
    ]),
  );
  const head = await signHead(transaction, { stream, version: last.version, digest: last.digest }, hub);
  return { entries, head, keys, hubKey: toBase64(hub.key().publicKey) };
}

async function signHead(
  transaction: Transaction,
  head: { stream: string; version: number; digest: Uint8Array },
  hub: HubIdentity,
): Promise<{ statement: string; signature: string }> {
  const tree = await transaction.$queryRaw<{ size: bigint; root: Uint8Array }[]>`select size, root from ledger.current_root()`;
  const statement = encodeHeadStatement({
    origin: hub.origin,
    stream: head.stream,
    version: head.version,
    digest: Buffer.from(head.digest).toString('hex'),
    size: Number(tree[0]?.size ?? 0n),
    root: toBase64(tree[0]?.root ?? new Uint8Array()),
  });
  return { statement, signature: toBase64(signBytes(hub.key().privateKey, Buffer.from(statement, 'utf8'))) };
}
