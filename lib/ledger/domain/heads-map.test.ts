import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256 } from '@/lib/ledger/server/test-stream';
import { fromHex, toHex } from './bytes';
import { HeadsMap } from './heads-map';
import { nodeBytes, streamKey, subtreeOf, type MapLeaf } from './stream-map';

/** Entries of a log over a few streams; each is its stream's next version. */
const logs = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 120 });

function entriesOf(streams: readonly number[]): { index: number; stream: string; version: number; digest: string }[] {
  const versions = new Map<number, number>();
  return streams.map((stream, index) => {
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    return { index, stream: `loan/${String(stream)}`, version, digest: toHex(sha256(`${String(stream)} ${String(version)}`)) };
  });
}

/** The map as it is defined, over the first entries. */
function whole(entries: ReturnType<typeof entriesOf>, size: number): MapLeaf[] {
  const heads = new Map<string, MapLeaf>();
  for (const { stream, version, digest } of entries.slice(0, size))
    heads.set(stream, { key: streamKey(stream, sha256), version, digest: fromHex(digest) ?? new Uint8Array() });
  return [...heads.values()];
}

it('grown step by step, has at every size the root that the whole has', () => {
  fc.assert(
    fc.property(logs, fc.integer({ min: 1, max: 9 }), (streams, step) => {
      const entries = entriesOf(streams);
      const map = new HeadsMap(sha256);
      for (const entry of entries) map.note(entry);
      for (let size = 0; size <= entries.length; size += step) {
        const root = nodeBytes(subtreeOf(whole(entries, size), 0, sha256));
        expect(toHex(map.rootAt(size) ?? new Uint8Array())).toBe(toHex(root));
      }
    }),
    { numRuns: 40 },
  );
});

it('names every subtree with its hash: a lone leaf stands for all that it is alone in', () => {
  const entries = entriesOf(Array.from({ length: 60 }, (_, at) => at % 25));
  const map = new HeadsMap(sha256);
  for (const entry of entries) map.note(entry);
  const root = map.rootAt(entries.length);
  const { leaves, nodes } = map.parts(8);
  const byKey = (left: MapLeaf, right: MapLeaf): number => Buffer.compare(left.key, right.key);
  expect(leaves.sort(byKey)).toEqual(whole(entries, entries.length).sort(byKey));
  expect(nodes.get(1)?.hash).toEqual(root);
  for (let bucket = 0; bucket < 256; bucket += 1) {
    const own = leaves.filter(({ key }) => key[0] === bucket);
    expect(nodes.get(256 + bucket)).toEqual(subtreeOf(own, 8, sha256));
  }
});

it('does not go back to a size that it has passed', () => {
  const map = new HeadsMap(sha256);
  for (const entry of entriesOf([1, 2, 1])) map.note(entry);
  map.rootAt(2);
  expect(map.rootAt(1)).toBeUndefined();
});
