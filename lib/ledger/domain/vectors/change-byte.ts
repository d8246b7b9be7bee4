import { utf8 } from '../bytes';

/** A text with one of its bytes changed, as a reader would decode it: what every format must notice. */
export function changeByte(text: string, at: number, by: number): string {
  const bytes = utf8(text);
  const place = at % bytes.length;
  bytes[place] = (bytes[place] ?? 0) ^ by;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
