import { readErasure } from '@/lib/ledger/domain/erasure';
import { encodeHeadStatement } from '@/lib/ledger/domain/head-statement';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { SUCCESSION_STREAM } from '@/lib/ledger/language/facts';
import { erasureStream, subjectOf } from '@/lib/ledger/language/subject';
import type { WireEntry, WireKey, WireStream } from '@/lib/ledger/language/wire';
import type { Transaction } from '@/lib/platform/server/database';
import { signBytes } from './hashing';
import type { SigningKey } from './organisation-keys';
import { readKeptEnd } from './read-kept-end';
import type { SubjectKeys } from './subject-keys';
import { readEntries, readStreamEntries } from './read-entries';

/** What the hub has and Postgres has not: the log's origin, its own key to sign what it says, and the keys of what is kept. */
export interface HubIdentity {
  readonly origin: string;
  readonly subjects: SubjectKeys;
  /** Asked for each time: a key may be rotated. Undefined in a copy, which signs nothing and shows what the hub signed. */
  readonly key: () => SigningKey | undefined;
}

/** The log's tree at a size. */
export interface Tree {
  readonly size: bigint;
  readonly root: Uint8Array;
}

/**
 * A stream as the current organisation may read it: every header, each visible field with salt and value, each withheld
 * one as its commitment, and a signed statement of the stream's head. Row security decides what is visible.
 * Undefined when the organisation is not party to it, or it does not exist: the two are not told apart. `past` is the tree as
 * it was at the position as of which the transaction reads, for a head that was true then.
 */
export async function readStream(
  transaction: Transaction,
  stream: string,
  hub: HubIdentity,
  past?: Tree,
): Promise<WireStream | undefined> {
  const rows = await transaction.entry.findMany({ where: { stream }, orderBy: { version: 'asc' } });
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  const keys = await readWireKeys(transaction, past);
  const key = hub.key();
  const kept = key === undefined ? await readKeptEnd(transaction, stream) : undefined;
  const entries = await readEntries(transaction, hub.subjects, rows.slice(0, kept?.version));
  const certificates = entries.some((entry) => entry.erased !== undefined)
    ? await readCertificates(transaction, hub.subjects, stream)
    : [];
  const successions = await readStreamEntries(transaction, hub.subjects, SUCCESSION_STREAM);
  const record = {
    entries,
    ...(certificates.length > 0 && { certificates }),
    ...(successions.length > 0 && { successions }),
    keys,
  };
  if (kept !== undefined) return { ...record, head: kept.head, hubKey: kept.hubKey };
  if (key === undefined) throw new Error('A hub has a key');
  const tree = past ?? (await currentTree(transaction));
  const head = signHead(tree, { stream, version: last.version, digest: last.digest }, { origin: hub.origin, key });
  return { ...record, head, hubKey: toBase64(key.publicKey) };
}

async function readWireKeys(transaction: Transaction, past: Tree | undefined): Promise<Record<string, WireKey>> {
  const rows = await transaction.signingKey.findMany({ where: past === undefined ? {} : { fromIndex: { lt: past.size } } });
  return Object.fromEntries(
    rows.map(({ keyId, organisation, publicKey, custody, untilIndex }): [string, WireKey] => [
      keyId,
      {
        organisation,
        publicKey: toBase64(publicKey),
        custody: custody === 'organisation' ? 'organisation' : 'hub',
        ...(untilIndex === null ? {} : { until: Number(untilIndex) }),
      },
    ]),
  );
}

/** The facts that erased something of a stream's person. */
async function readCertificates(transaction: Transaction, subjects: SubjectKeys, stream: string): Promise<WireEntry[]> {
  const told = erasureStream(subjectOf(stream) ?? stream);
  const entries = await readStreamEntries(transaction, subjects, told);
  return entries.filter((entry) => readErasure(told, entry.fields) !== undefined);
}

async function currentTree(transaction: Transaction): Promise<Tree> {
  const rows = await transaction.$queryRaw<Tree[]>`select size, root from ledger.current_root()`;
  return rows[0] ?? { size: 0n, root: new Uint8Array() };
}

function signHead(
  tree: Tree,
  head: { stream: string; version: number; digest: Uint8Array },
  hub: { origin: string; key: SigningKey },
): { statement: string; signature: string } {
  const statement = encodeHeadStatement({
    origin: hub.origin,
    stream: head.stream,
    version: head.version,
    digest: Buffer.from(head.digest).toString('hex'),
    size: Number(tree.size),
    root: toBase64(tree.root),
  });
  return { statement, signature: toBase64(signBytes(hub.key.privateKey, Buffer.from(statement, 'utf8'))) };
}
