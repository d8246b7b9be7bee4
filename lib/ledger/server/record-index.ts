/** Bytes of a record: the SHA-256 of a subject, and its key. */
export const RECORD_BYTES = 64;
const NAME_BYTES = 32;
const FEWEST_SLOTS = 1_024;

/**
 * Records of fixed size in memory, found by their first 32 bytes: open addressing, because a map of a million subjects
 * would take several times the memory of the records themselves. The names are hashes, so they spread by themselves.
 */
export class RecordIndex {
  private records = Buffer.alloc(FEWEST_SLOTS * RECORD_BYTES);
  /** A record's place plus one; 0 is free. At most half are taken. */
  private slots = new Int32Array(FEWEST_SLOTS);
  count = 0;

  /** The record's place, or undefined. */
  find(name: Uint8Array): number | undefined {
    const place = this.slots[this.slotOf(name)] ?? 0;
    return place === 0 ? undefined : place - 1;
  }

  /** The bytes of a record after its name; they are the index's own. */
  contentAt(place: number): Buffer {
    return this.records.subarray(place * RECORD_BYTES + NAME_BYTES, (place + 1) * RECORD_BYTES);
  }

  /** Adds a record, and does not look whether its name is there. Answers its place. */
  add(record: Uint8Array): number {
    if ((this.count + 1) * 2 > this.slots.length) this.grow();
    this.records.set(record, this.count * RECORD_BYTES);
    this.count += 1;
    this.slots[this.slotOf(record)] = this.count;
    return this.count - 1;
  }

  private grow(): void {
    this.records = Buffer.concat([this.records, Buffer.alloc(this.records.length)]);
    this.slots = new Int32Array(this.slots.length * 2);
    for (let place = 0; place < this.count; place += 1) this.slots[this.slotOf(this.records, place * RECORD_BYTES)] = place + 1;
  }

  /** The slot that holds the name at a place of some bytes, or the free one where it belongs. No view is made: this runs a million times. */
  private slotOf(bytes: Uint8Array, at = 0): number {
    const mask = this.slots.length - 1;
    const first = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
    for (let slot = first & mask; ; slot = (slot + 1) & mask) {
      const place = this.slots[slot] ?? 0;
      const held = (place - 1) * RECORD_BYTES;
      if (place === 0 || this.records.compare(bytes, at, at + NAME_BYTES, held, held + NAME_BYTES) === 0) return slot;
    }
  }
}
