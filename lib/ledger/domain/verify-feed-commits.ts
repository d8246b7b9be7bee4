import type { FeedCommit, FeedEntry, FeedShape } from '@/lib/ledger/language/feed';
import { fromBase64, sameBytes, toHex, utf8 } from './bytes';
import { leafData, parseCommitStatement } from './commit-statement';
import type { Fault, FaultCode } from './fault';
import { entryDigest, FIRST_PREV } from './header';
import { openFeedEntry } from './open-feed-entry';
import { findCommitFault, type LogCrypto } from './verify-commit';
import { verifyEntry } from './verify-entry';

/** What a follower knows before it looks at the commits of a page: the log's name, its leaves, and what it holds of the streams. */
export interface FeedGround {
  readonly origin: string;
  leafAt(index: number): Uint8Array | undefined;
  /** The digest (hex) of an entry that is held. */
  digestOf(stream: string, version: number): string | undefined;
}

/**
 * Checks the commits of a page (hostile): that each is signed by its organisation, stands in the log where it is said to, and that
 * what is shown of its entries is what was sealed and continues what is held of their streams without a gap.
 */
export async function verifyFeedCommits(
  page: { readonly commits: readonly FeedCommit[]; readonly shapes: readonly FeedShape[] },
  ground: FeedGround,
  crypto: LogCrypto,
): Promise<Fault[]> {
  const shapes = new Map(page.shapes.map((shape) => [shape.id, shape]));
  const seen = new Map<string, string>();
  const digestOf = (stream: string, version: number): string | undefined =>
    seen.get(placeOf(stream, version)) ?? ground.digestOf(stream, version);
  const faults: Fault[] = [];
  let last = -1;
  for (const commit of page.commits) {
    const digests = split(fromBase64(commit.digests) ?? new Uint8Array());
    const code = await findFault(commit, digests, { ground, crypto });
    if (code !== undefined) faults.push({ code, index: commit.firstIndex });
    for (const entry of commit.entries) {
      if (entry.index <= last) faults.push({ code: 'INDEX_DISORDERED', index: entry.index });
      last = entry.index;
      const digest = digests[entry.index - commit.firstIndex];
      const shape = entry.shape === null ? undefined : shapes.get(entry.shape);
      faults.push(...checkEntry(entry, { shape, digest, seen, digestOf, origin: ground.origin, crypto }));
    }
  }
  return faults;
}

async function findFault(
  commit: FeedCommit,
  digests: readonly Uint8Array[],
  { ground, crypto }: { ground: FeedGround; crypto: LogCrypto },
): Promise<FaultCode | undefined> {
  const signature = fromBase64(commit.signature) ?? new Uint8Array();
  if (parseCommitStatement(commit.statement)?.origin !== ground.origin) return 'COMMIT_MALFORMED';
  const code = await findCommitFault({ ...commit, signature }, digests.map(toHex), crypto);
  if (code !== undefined) return code;
  const statement = utf8(commit.statement);
  const stands = digests.every((digest, at) => {
    const leaf = ground.leafAt(commit.firstIndex + at);
    return leaf !== undefined && sameBytes(leaf, leafData({ digest, statement, signature }, crypto.sha256));
  });
  return stands ? undefined : 'LEAF_WRONG';
}

interface EntryGround {
  readonly shape: FeedShape | undefined;
  readonly digest: Uint8Array | undefined;
  readonly seen: Map<string, string>;
  readonly digestOf: FeedGround['digestOf'];
  readonly origin: string;
  readonly crypto: LogCrypto;
}

function checkEntry(entry: FeedEntry, ground: EntryGround): Fault[] {
  const opened = openFeedEntry(entry, ground.shape);
  if (opened === undefined) return [{ code: 'FEED_MALFORMED', index: entry.index }];
  const { header, faults } = verifyEntry(opened, ground.crypto.sha256);
  if (header === undefined) return [...faults];
  const { stream, version } = header;
  const digest = entryDigest(entry.header, ground.crypto.sha256);
  const place = { index: entry.index, stream, version };
  const known = ground.digestOf(stream, version);
  const before = version === 1 ? FIRST_PREV : ground.digestOf(stream, version - 1);
  const codes: FaultCode[] = [];
  if (header.origin !== ground.origin) codes.push('WRONG_STREAM');
  if (ground.digest === undefined || toHex(ground.digest) !== digest) codes.push('DIGEST_WRONG');
  if (before === undefined) codes.push('VERSION_GAP');
  else if (header.prev !== before) codes.push('LINK_BROKEN');
  if (known !== undefined && known !== digest) codes.push('LOG_REWRITTEN');
  ground.seen.set(placeOf(stream, version), digest);
  return [...faults, ...codes.map((code): Fault => ({ code, ...place }))];
}

function placeOf(stream: string, version: number): string {
  return `${stream} ${String(version)}`;
}

function split(digests: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(digests.length / 32) }, (_, at) => digests.subarray(at * 32, at * 32 + 32));
}
