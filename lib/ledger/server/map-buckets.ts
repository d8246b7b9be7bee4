/** The map's top sixteen levels are stored node by node, what hangs below is computed from the leaves of its bucket. */
export const BUCKET_DEPTH = 16;

/** The number of the first bucket's node: nodes are numbered as in a heap, 1 being the root. */
export const FIRST_BUCKET = 1 << BUCKET_DEPTH;

/** The bucket a key lies in: its first two bytes. */
export function bucketOf(key: Uint8Array): number {
  return ((key[0] ?? 0) << 8) | (key[1] ?? 0);
}

/** The least and the greatest key of a bucket. */
export function bucketRange(bucket: number): [low: Buffer, high: Buffer] {
  const [low, high] = [Buffer.alloc(32, 0x00), Buffer.alloc(32, 0xff)];
  low.writeUInt16BE(bucket);
  high.writeUInt16BE(bucket);
  return [low, high];
}
