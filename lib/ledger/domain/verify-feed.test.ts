import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feedPageShape, type FeedPage } from '@/lib/ledger/language/feed';
import { feedTestLog, FEED_KEYS } from '@/lib/ledger/server/test-feed';
import { POLICY, signCheckpoint } from '@/lib/ledger/server/test-proof';
import { ORIGIN, sha256, verifySignature } from '@/lib/ledger/server/test-stream';
import { entryDigest, parseHeader } from './header';
import { appendLeaf, leafHash } from './tree';
import { verifyFeed, type FeedVerdict, type HeldLog } from './verify-feed';

const NOTHING: HeldLog = { size: 0, frontier: [], leafAt: () => undefined, digestOf: () => undefined };
const crypto = { sha256, verifySignature, keys: FEED_KEYS };
const trust = { origin: ORIGIN, policy: POLICY, now: undefined };
const check = (page: FeedPage, held = NOTHING): Promise<FeedVerdict> => verifyFeed(page, held, { trust, crypto });
const codes = async (page: FeedPage, held?: HeldLog): Promise<string[]> =>
  (await check(page, held)).faults.map(({ code }) => code);

/** What is held after a page was kept. */
function keep(page: FeedPage): HeldLog {
  const leaves = Array.from({ length: page.to }, (_, at) => Buffer.from(page.leaves, 'base64').subarray(at * 32, at * 32 + 32));
  const frontier: Uint8Array[] = [];
  leaves.forEach((leaf, size) => {
    appendLeaf(frontier, { size, leaf: leafHash(leaf, sha256) }, sha256);
  });
  const digests = new Map(
    page.commits.flatMap(({ entries }) =>
      entries.map(({ header }) => {
        const { stream = '', version = 0 } = parseHeader(header) ?? {};
        return [`${stream} ${String(version)}`, entryDigest(header, sha256)] as const;
      }),
    ),
  );
  const digestOf = (stream: string, version: number): string | undefined => digests.get(`${stream} ${String(version)}`);
  return { size: page.to, frontier, leafAt: (index) => leaves[index], digestOf };
}

describe('an honest feed', () => {
  it('holds, in one page or in two', async () => {
    expect(await check(feedTestLog())).toMatchObject({ faults: [], checkpoint: { size: 4 } });
    const first = feedTestLog(0, 3);
    expect(await codes(first)).toEqual([]);
    expect(await codes(feedTestLog(3, 4), keep(first))).toEqual([]);
  });

  it('may bring what went before again, as far as it is the same', async () => {
    const held = keep(feedTestLog());
    const late = { ...feedTestLog(4, 4), commits: feedTestLog().commits };
    expect(await codes(late, held)).toEqual([]);
    expect(await codes(late, { ...held, leafAt: () => new Uint8Array(32) })).toContain('LEAF_WRONG');
    expect(await codes(late, { ...held, digestOf: () => '00'.repeat(32) })).toContain('LOG_REWRITTEN');
  });
});

describe('a feed that does not hold', () => {
  it('is found out wherever a letter of it is another', async () => {
    const honest = feedTestLog();
    const places = textsIn(honest, []);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: places.length - 1 }), fc.nat(), fc.constantFrom('A', 'z', '0', '"'), async (at, place, letter) => {
        const page = structuredClone(honest);
        if (!change(page, places[at] ?? [], place, letter)) return;
        const parsed = feedPageShape.safeParse(page);
        expect(parsed.success ? (await check(parsed.data)).faults.length : 1).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  }, 30_000); // prettier-ignore

  it('is found out when it skips, shrinks, or goes on from elsewhere', async () => {
    const held = keep(feedTestLog(0, 3));
    expect(await codes(feedTestLog(3, 4))).toEqual(['INDEX_GAP']);
    expect(await codes(feedTestLog(), held)).toEqual(['INDEX_GAP']);
    expect(await codes(feedTestLog(3, 4), { ...held, digestOf: () => undefined })).toContain('VERSION_GAP');
    expect(await codes({ ...feedTestLog(3, 4), checkpoint: signCheckpoint(2, sha256('older'), { north: 1, east: 1 }) }, held)).toEqual(['LOG_SHRANK']);
    expect(await codes({ ...feedTestLog(3, 4), checkpoint: signCheckpoint(4, sha256('other'), { north: 1, east: 1 }) }, held)).toEqual(['LOG_REWRITTEN']);
  }); // prettier-ignore

  it('is not relied on before enough witnesses have vouched for it', async () => {
    const root = (await check(feedTestLog())).checkpoint?.root ?? new Uint8Array();
    expect(await codes({ ...feedTestLog(), checkpoint: signCheckpoint(4, root, { north: 1 }) })).toEqual(['QUORUM_MISSING']);
  });
});

type Path = readonly (string | number)[];

/** What no digest covers: the hub's word of time, its cursor, and by which groups fields are filed. */
const UNSEALED = new Set(['recordedAt', 'next', 'network', 'groups', 'about']);

function textsIn(value: unknown, path: Path): Path[] {
  if (typeof value === 'string') return value === '' ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => (UNSEALED.has(name) ? [] : textsIn(each, [...path, name])));
}

/** Puts another letter into a text of a page. False where it is the same letter. */
function change(page: unknown, path: Path, place: number, letter: string): boolean {
  const parent = path.slice(0, -1).reduce((at, name) => (at as Record<string, unknown>)[name], page) as Record<string, string>;
  const name = String(path.at(-1));
  const text = parent[name] ?? '';
  const at = place % text.length;
  parent[name] = text.slice(0, at) + letter + text.slice(at + 1);
  return parent[name] !== text;
}
