/** Types of array elements by their object ids in Postgres's catalogue (pg_type.dat), which never change. */
const TEXT = 25;
const INTEGER = 23;
const HEADER_BYTES = 20;

/**
 * A `text[]` parameter in Postgres's binary form, which the driver sends as it is. As a literal, each element would be escaped
 * here and read letter by letter there: a batch of entries has thousands.
 */
export function textArray(values: readonly string[]): Buffer {
  let bytes = 0;
  for (const value of values) bytes += 4 + Buffer.byteLength(value);
  const { array, view } = begin(TEXT, values.length, bytes);
  let at = HEADER_BYTES;
  for (const value of values) {
    const length = array.write(value, at + 4);
    view.setInt32(at, length);
    at += 4 + length;
  }
  return array;
}

/** An `integer[]` parameter in Postgres's binary form. */
export function integerArray(values: readonly number[]): Buffer {
  const { array, view } = begin(INTEGER, values.length, values.length * 8);
  values.forEach((value, at) => {
    view.setInt32(HEADER_BYTES + at * 8, 4);
    view.setInt32(HEADER_BYTES + at * 8 + 4, value);
  });
  return array;
}

/** One dimension counted from 1, without nulls (array_recv in Postgres's arrayfuncs.c). */
function begin(elementType: number, count: number, bytes: number): { array: Buffer; view: DataView } {
  const array = Buffer.allocUnsafe(HEADER_BYTES + bytes);
  const view = new DataView(array.buffer, array.byteOffset, array.length);
  [1, 0, elementType, count, 1].forEach((word, at) => {
    view.setInt32(at * 4, word);
  });
  return { array, view };
}
