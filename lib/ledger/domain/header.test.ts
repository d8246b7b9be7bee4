import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Sha256 } from './bytes';
import { encodeHeader, entryDigest, FIRST_PREV, parseHeader, type Header } from './header';

const sha256: Sha256 = (message) => createHash('sha256').update(message).digest();

const header: Header = {
  origin: 'ledger.example/1', stream: 'loan/a', version: 1, prev: FIRST_PREV, nonce: 'AAAAAAAAAAAAAAAAAAAAAA', fieldsRoot: 'ef'.repeat(32),
}; // prettier-ignore
const text = encodeHeader(header);

describe('an entry’s header', () => {
  it('is the canonical JSON of its six members (ledger-format §0, Header)', () => {
    expect(text).toBe(
      `{"fieldsRoot":"${'ef'.repeat(32)}","nonce":"AAAAAAAAAAAAAAAAAAAAAA","origin":"ledger.example/1",` +
        `"prev":"${'0'.repeat(64)}","stream":"loan/a","version":1}`,
    );
  });

  it('is hashed under its own tag', () => {
    expect(entryDigest(text, sha256)).toBe(createHash('sha256').update(`hearthline/entry/v1\n${text}`).digest('hex'));
  });

  it('is read back as it was written', () => {
    expect(parseHeader(text)).toEqual(header);
  });

  it.each([
    ['no JSON', 'header'],
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[]'],
    ['a space more', text.replace(',', ', ')],
    ['a line end more', `${text}\n`],
    ['members in another order', JSON.stringify(header)],
    ['an escape that need not be', text.replace('loan', 'lo\\u0061n')],
    ['a member twice', text.replace('{', '{"version":2,')],
    ['a member more, where personal data could ride along', text.replace('}', ',"who":"Ana"}')],
    ['a member missing', text.replace(',"version":1', '')],
    ['a version in words', text.replace(':1}', ':"1"}')],
    ['a fraction of a version', text.replace(':1}', ':1.5}')],
    ['a version that is no exact integer', text.replace(':1}', ':9007199254740993}')],
    ['a stream that is no text', text.replace('"loan/a"', 'null')],
    ['a lone surrogate', text.replace('loan/a', '\\ud800')],
    ['members of a prototype', `{"__proto__":${text}}`],
  ])('is refused with %s', (_, hostile) => {
    expect(parseHeader(hostile)).toBeUndefined();
  });
});
