import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64, utf8, type Sha256 } from './bytes';
import { formatTlogProof, parseTlogProof, type TlogProof } from './tlog-proof';
import { changeByte } from './vectors/change-byte';
import published from './vectors/tlog-proof.json';

const sha256: Sha256 = (message) => new Uint8Array(hash('sha256', message, 'buffer'));
const line = toBase64(new Uint8Array(32));
const head = 'c2sp.org/tlog-proof@v1\n';

const anyProof: fc.Arbitrary<TlogProof> = fc.record({
  extra: fc.option(fc.uint8Array({ minLength: 1, maxLength: 50 }), { nil: undefined }),
  index: fc.maxSafeNat(),
  path: fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 6 }),
  checkpoint: fc
    .array(fc.stringMatching(/^[ -~é—]{0,12}$/), { minLength: 1, maxLength: 5 })
    .map((lines) => `${lines.join('\n')}\n`),
});

describe('proof files (published)', () => {
  it.each(Object.entries(published.written))('%s', (_, { index, hashOf, extra, checkpoint, text: template }) => {
    const proof = { index, path: hashOf.map(sha256), extra: extra === null ? undefined : utf8(extra), checkpoint };
    const filled = hashOf.reduce((text, name) => text.replace(`{${name}}`, toBase64(sha256(name))), template);
    const text = filled.replace('{extra}', toBase64(utf8(extra ?? '')));
    expect(formatTlogProof(proof)).toBe(text);
    expect(parseTlogProof(text)).toEqual(proof);
  });

  it.each(Object.entries(published.refused))('refuses: %s', (_, text) => expect(parseTlogProof(text)).toBeUndefined());

  it('refuses: scanner error, buffer too large', () =>
    expect(parseTlogProof(`${head}index 0\n${'a'.repeat(65 * 1024)}\n`)).toBeUndefined());
});

describe('proof files', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(anyProof, (proof) => {
        expect(parseTlogProof(formatTlogProof(proof))).toEqual(proof);
      }),
    );
  });

  it('are another proof, or none, with one byte changed', () => {
    fc.assert(
      fc.property(anyProof, fc.nat(), fc.integer({ min: 1, max: 255 }), (proof, at, by) => {
        expect(parseTlogProof(changeByte(formatTlogProof(proof), at, by))).not.toEqual(proof);
      }),
    );
  });

  it('are refused, not thrown at, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseTlogProof(text)).toBeUndefined();
        const read = parseTlogProof(`${head}index 1\n${text}\n\n${text}\n`);
        if (read !== undefined) expect(formatTlogProof(read)).toBe(`${head}index 1\n${text}\n\n${text}\n`);
      }),
    );
  });

  it('leave out extra data there is none of', () => {
    const proof = { extra: new Uint8Array(), index: 0, path: [], checkpoint: 'c\n' };
    expect(formatTlogProof(proof)).toBe(`${head}index 0\n\nc\n`);
  });

  it('hold at most 63 hashes, a checkpoint of 64 kB, and a million letters', () => {
    const of = (count: number): string => `${head}index 0\n${`${line}\n`.repeat(count)}\nc\n`;
    expect(parseTlogProof(of(63))?.path).toHaveLength(63);
    expect(parseTlogProof(of(64))).toBeUndefined();
    expect(parseTlogProof(`${head}index 0\n\n${'c'.repeat(65_535)}\n`)).toBeDefined();
    expect(parseTlogProof(`${head}index 0\n\n${'c'.repeat(65_536)}\n`)).toBeUndefined();
    const extra = (letters: number): string => `${head}extra ${'A'.repeat(letters)}\nindex 0\n\nc\n`;
    expect(parseTlogProof(extra(1_000_000))?.extra).toHaveLength(750_000);
    expect(parseTlogProof(extra(1_048_576))).toBeUndefined();
  });

  it.each([
    `${head}extra \nindex 0\n\nc\n`,
    `${head}index 0\nextra AAAA\n\nc\n`,
    `${head}extra AAAA\nextra AAAA\nindex 0\n\nc\n`,
    `${head}index 00\n\nc\n`,
    `${head}index 9007199254740992\n\nc\n`,
    `${head}index 0\n${line.slice(4)}\n\nc\n`,
    `${head}index 0\n${line} \n\nc\n`,
    `${head}index 0\n\n`,
    `${head}index 0\n\nc`,
    `${head}index 0\nc\n`,
    `${head}index 0\n`,
    `${head}index 0\n\nc\tc\n`,
    `${head}index 0\n\nc\uD800\n`,
    `${head}index 0\r\n\nc\n`,
    `\n${head}index 0\n\nc\n`,
    head,
    '',
  ])('are not %j', (text) => expect(parseTlogProof(text)).toBeUndefined());
});
