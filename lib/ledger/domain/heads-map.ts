import { fromHex, sameBytes, type Sha256 } from './bytes';
import { bitOf, joinNodes, mapLeafHash, nodeBytes, streamKey, type MapLeaf, type MapNode } from './stream-map';

/** A part of the map held in memory: a leaf where one key is alone, else two halves whose hash is made when asked for. */
type Part = undefined | { readonly leaf: MapLeaf; node?: MapNode } | Branch;
interface Branch {
  readonly halves: [Part, Part];
  node?: MapNode;
}

/** The map of stream heads as it grows, to recompute its root at any size on the way; memory grows with streams. */
export class HeadsMap {
  private root: Part;
  private size = 0;
  private waiting: { readonly index: number; readonly leaf: MapLeaf }[] = [];

  constructor(private readonly sha256: Sha256) {}

  /** The next entry of the log: where its stream now ends. `digest` is hex. */
  note(entry: { index: number; stream: string; version: number; digest: string }): void {
    const { index, stream, version, digest } = entry;
    this.waiting.push({
      index,
      leaf: { key: streamKey(stream, this.sha256), version, digest: fromHex(digest) ?? new Uint8Array() },
    });
  }

  /** The root over the first `size` entries; undefined when that is behind what was asked before. */
  rootAt(size: number): Uint8Array | undefined {
    if (size < this.size) return undefined;
    for (const { index, leaf } of this.waiting) if (index < size) this.root = place(this.root, leaf, 0);
    this.waiting = this.waiting.filter(({ index }) => index >= size);
    this.size = size;
    return nodeBytes(nodeOf(this.root, this.sha256));
  }

  /** All leaves, and every subtree down to a depth by its number in a heap, at the size last asked for. */
  parts(depth: number): { leaves: MapLeaf[]; nodes: Map<number, Exclude<MapNode, undefined>> } {
    const found = { leaves: [] as MapLeaf[], nodes: new Map<number, Exclude<MapNode, undefined>>() };
    const walk = (part: Part, number: number, at: number): void => {
      const node = nodeOf(part, this.sha256);
      if (part === undefined || node === undefined) return;
      if (at <= depth) found.nodes.set(number, node);
      if ('halves' in part) part.halves.forEach((half, bit) => walk(half, number * 2 + bit, at + 1));
      // A leaf stands for every subtree in which its key is alone.
      else if (at < depth) walk(part, number * 2 + bitOf(part.leaf.key, at), at + 1);
      else found.leaves.push(part.leaf);
    };
    walk(this.root, 1, 0);
    return found;
  }
}

function nodeOf(part: Part, sha256: Sha256): MapNode {
  if (part === undefined) return undefined;
  if ('leaf' in part) return (part.node ??= { kind: 'leaf', hash: mapLeafHash(part.leaf, sha256) });
  return (part.node ??= joinNodes(nodeOf(part.halves[0], sha256), nodeOf(part.halves[1], sha256), sha256));
}

/** The part with a leaf put in its place; what lies beside its way is kept with its hash. */
function place(part: Part, leaf: MapLeaf, depth: number): Part {
  if (part === undefined) return { leaf };
  if ('leaf' in part && sameBytes(part.leaf.key, leaf.key)) return { leaf };
  const halves: Branch['halves'] = 'halves' in part ? [...part.halves] : [undefined, undefined];
  if ('leaf' in part) halves[bitOf(part.leaf.key, depth)] = part;
  const own = bitOf(leaf.key, depth);
  halves[own] = place(halves[own], leaf, depth + 1);
  return { halves };
}
