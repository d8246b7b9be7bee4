import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromBase64, fromBase64Url, fromHex, toBase64, toBase64Url, toHex, utf8, writeUtf8 } from './bytes';

describe('bytes', () => {
  it('encodes as the platform does, of every length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        expect([toBase64(bytes), toBase64Url(bytes), toHex(bytes)]).toEqual([
          buffer.toString('base64'),
          buffer.toString('base64url'),
          buffer.toString('hex'),
        ]);
        expect([fromBase64(toBase64(bytes)), fromBase64Url(toBase64Url(bytes)), fromHex(toHex(bytes))]).toEqual([
          bytes,
          bytes,
          bytes,
        ]);
      }),
    );
  });

  it.each(['QQ', 'QR==', 'Q===', 'Q!==', 'QQ==\n'])('refuses %j, which is not the one canonical base64', (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });

  it('writes a text where it is told', () => {
    const into = new Uint8Array(8);
    expect(writeUtf8('é1', into, 2)).toBe(5);
    expect(into).toEqual(concat(new Uint8Array(2), utf8('é1'), new Uint8Array(3)));
  });
});
