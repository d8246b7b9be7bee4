/** AES’s block. A row begins at a block of its own, so that it is opened alone or with its neighbours. */
export const BLOCK_BYTES = 16;
/** What a row begins with: a nonce of 12 bytes and the number of its first block, big-endian. */
export const COUNTER_BYTES = 16;
export const NONCE_BYTES = 12;
/** What it ends with. */
export const TAG_BYTES = 16;

/** Where a row of values belongs: a row that is moved to another entry or field group cannot be opened there. */
export interface ValuesPlace {
  /** The entry's digest, hex. */
  readonly digest: string;
  readonly group: string;
}

/** A row to be sealed: salts in base64url and values as the text of a JSON array, both in the order of their fields' names. */
export interface ValuesToSeal extends ValuesPlace {
  readonly salts: readonly string[];
  readonly values: string;
}

/** A row as it is kept, of `count` fields. */
export interface SealedValues extends ValuesPlace {
  readonly sealed: Uint8Array;
  readonly count: number;
}

/** What a row holds; the salts one after another. */
export interface OpenValues {
  readonly salts: Buffer;
  readonly values: string;
}

/** What a row is bound to, beside its own bytes. A field group’s name has no line end. */
export function bindingOf({ digest, group }: ValuesPlace): string {
  return `hearthline/values/v2\n${digest}\n${group}\n`;
}

/** Blocks of the cipher that bytes take up. */
export function blocksOf(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES);
}
