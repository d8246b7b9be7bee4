import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toBase64, toHex, utf8, type Sha256 } from './bytes';
import { commitRoot, encodeCommitStatement, leafData, parseCommitStatement, type CommitStatement } from './commit-statement';

const sha256: Sha256 = (message) => createHash('sha256').update(message).digest();

const statement: CommitStatement = {
  origin: 'ledger.example/1', organisation: 'org', key: 'ab'.repeat(32), idempotencyKey: 'once', count: 2, root: 'AAAA',
}; // prettier-ignore
const text = encodeCommitStatement(statement);

describe('a commit’s statement', () => {
  it('is the canonical JSON of its members and its tag: the very bytes that are signed (ledger-format §0)', () => {
    expect(text).toBe(
      `{"count":2,"idempotencyKey":"once","key":"${'ab'.repeat(32)}","organisation":"org","origin":"ledger.example/1",` +
        '"root":"AAAA","tag":"hearthline/commit/v1"}',
    );
  });

  it('is read back as it was written', () => {
    expect(parseCommitStatement(text)).toMatchObject(statement);
  });

  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a space more', text.replace(':', ': ')],
    ['members in another order', JSON.stringify({ tag: 'hearthline/commit/v1', ...statement })],
    ['another tag', text.replace('commit/v1', 'commit/v2')],
    ['the tag of a head', text.replace('commit/v1', 'head/v1')],
    ['a member more', text.replace('{', '{"a":1,')],
    ['a member missing', text.replace('"count":2,', '')],
    ['a member twice', text.replace('{', '{"count":1,')],
    ['a root that is no text', text.replace('"AAAA"', '0')],
    ['no entries', text.replace(':2', ':0')],
    ['a negative count', text.replace(':2', ':-1')],
    ['a fraction of an entry', text.replace(':2', ':1.5')],
    ['a count beyond exact integers', text.replace(':2', ':9007199254740993')],
    ['a count in words', text.replace(':2', ':"2"')],
    ['a member that would reach a prototype', text.replace('{', '{"__proto__":{"count":2},').replace('"count":2,', '')],
  ])('is refused with %s', (_, hostile) => {
    expect(parseCommitStatement(hostile)).toBeUndefined();
  });
});

describe('what a commit covers', () => {
  // The tree of two leaves by RFC 6962 §2.1, written out.
  it('is a tree over the entry digests in their order', () => {
    const [one, two] = [sha256('one'), sha256('two')];
    const leaf = (digest: Uint8Array): Uint8Array => sha256(Buffer.concat([Buffer.of(0), digest]));
    const root = sha256(Buffer.concat([Buffer.of(1), leaf(one), leaf(two)]));
    expect(toBase64(commitRoot([toHex(one), toHex(two)], sha256))).toBe(toBase64(root));
    expect(commitRoot([toHex(two), toHex(one)], sha256)).not.toEqual(root);
  });

  it('goes into each leaf of the log with its signature (ledger-format §0, Leaf data)', () => {
    const digest = sha256('entry');
    const [said, signature] = [utf8(text), new Uint8Array(64).fill(5)];
    const proof = sha256(Buffer.concat([said, signature]));
    const expected = sha256(Buffer.concat([Buffer.from('hearthline/leaf/v1\n'), digest, proof]));
    expect(leafData({ digest, statement: said, signature }, sha256)).toEqual(expected);
    expect(leafData({ digest, statement: said, signature: new Uint8Array(64) }, sha256)).not.toEqual(expected);
  });
});
