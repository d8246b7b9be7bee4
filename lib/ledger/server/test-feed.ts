import { toBase64 } from '@/lib/ledger/domain/bytes';
import { consistencyProof } from '@/lib/ledger/domain/consistency';
import { leafHash } from '@/lib/ledger/domain/tree';
import type { StoredEntry } from '@/lib/ledger/domain/verify-log';
import type { FeedCommit, FeedEntry, FeedPage, FeedShape } from '@/lib/ledger/language/feed';
import { signCheckpoint } from './test-proof';
import { HUB, sealTestLog, sha256, SERVICER } from './test-stream';

const SHAPE: FeedShape = {
  id: 1,
  about: 'payment-history',
  names: ['@causes', '@type', 'count', 'upb'],
  groups: ['meta', 'meta', 'payment-history', 'payment-history'],
};

const log = sealTestLog();
const leaves = log.commits.flatMap(({ entries }) => entries.map((entry) => entry.leaf));

/** The test ledger as a hub feeds it, from a size up to another, under a checkpoint of all of it that two of three witnesses cosigned. */
export function feedTestLog(from = 0, to = leaves.length): FeedPage {
  const hashes = leaves.map((leaf) => leafHash(leaf, sha256));
  const commits = log.commits.filter(({ commit: { firstIndex } }) => firstIndex >= from && firstIndex < to);
  return {
    checkpoint: signCheckpoint(leaves.length, log.head.root, { north: 1_000, east: 1_001 }),
    from,
    to,
    leaves: toBase64(Buffer.concat(leaves.slice(from, to))),
    growth: consistencyProof(hashes, to, sha256).map(toBase64),
    commits: commits.map(({ commit, entries }) => feedCommit(commit, entries)),
    shapes: [SHAPE],
    network: { organisations: [], books: [], keysHash: '' },
    next: '',
    more: false,
  };
}

/** The keys that signed it. */
export const FEED_KEYS = new Map([
  [SERVICER.keyId, { organisation: 'servicer', publicKey: SERVICER.publicKey }],
  [HUB.keyId, { organisation: 'hub', publicKey: HUB.publicKey }],
]);

function feedCommit(
  { firstIndex, statement, signature }: { firstIndex: number; statement: string; signature: Uint8Array },
  entries: readonly StoredEntry[],
): FeedCommit {
  return {
    firstIndex,
    statement,
    signature: toBase64(signature),
    digests: toBase64(Buffer.concat(entries.map(({ digest }) => Buffer.from(digest, 'hex')))),
    recordedAt: '2026-11-02T00:00:00.000Z',
    entries: entries.map(feedEntry),
  };
}

function feedEntry({ wire }: StoredEntry): FeedEntry {
  const groups = [...new Set(SHAPE.groups)];
  return {
    index: wire.index,
    header: wire.header,
    shape: SHAPE.id,
    commitments: toBase64(Buffer.concat((wire.commitments ?? []).map(([, text]) => Buffer.from(text, 'base64url')))),
    disclosed: groups.map((group) => {
      const fields = wire.fields.filter((field) => field.group === group);
      const salts = Buffer.concat(fields.map(({ salt }) => Buffer.from(salt, 'base64url')));
      return { group, erased: [], salts: toBase64(salts), values: JSON.stringify(fields.map(({ value }) => value)) };
    }),
  };
}
