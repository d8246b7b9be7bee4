import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toHex } from './bytes';
import { cosignatureMessage, encodeCosignature, parseCosignature } from './cosignature';
import { parseNote } from './signed-note';
import published from './vectors/notes.json';

/** A signature as it stands in a line, without its key id. */
const payload = (base64: string): Uint8Array => (fromBase64(base64) ?? new Uint8Array()).subarray(4);

describe('cosignatures', () => {
  it('tell the published time', () => {
    expect(parseCosignature(payload(published.timestamped.base64))?.timestamp).toBe(published.timestamped.timestamp);
    expect(parseCosignature(payload(published.notTimestamped))).toBeUndefined();
  });

  it('sign the published message of the specification’s example', () => {
    const note = parseNote(published.cosigned.note);
    const cosignature = parseCosignature(note?.signatures[1]?.bytes ?? new Uint8Array());
    expect(cosignature?.timestamp).toBe(published.cosigned.timestamp);
    expect(cosignatureMessage(cosignature?.timestamp ?? 0, note?.text ?? '')).toBe(published.cosigned.message);
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.uint8Array({ minLength: 64, maxLength: 64 }), (timestamp, signature) => {
        expect(parseCosignature(encodeCosignature(timestamp, signature))).toEqual({ timestamp, signature });
      }),
    );
  });

  it('begin with the time, most significant byte first', () => {
    expect(toHex(encodeCosignature(0x0102030405, new Uint8Array()))).toBe('0000000102030405');
  });

  it('are none with another length, or a time beyond what is exact', () => {
    for (const length of [0, 8, 64, 71, 73]) expect(parseCosignature(new Uint8Array(length))).toBeUndefined();
    const late = new Uint8Array(72);
    late[1] = 0x20;
    expect(parseCosignature(late)).toBeUndefined();
    expect(parseCosignature(new Uint8Array(72))?.timestamp).toBe(0);
  });
});
