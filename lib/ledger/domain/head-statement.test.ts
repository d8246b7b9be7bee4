import { describe, expect, it } from 'vitest';
import { encodeHeadStatement, parseHeadStatement, type HeadStatement } from './head-statement';

const statement: HeadStatement = {
  origin: 'ledger.example/1', stream: 'loan/a', version: 3, digest: 'cd'.repeat(32), size: 9, root: 'AAAA',
}; // prettier-ignore
const text = encodeHeadStatement(statement);

describe('the hub’s statement of a stream’s head', () => {
  it('is the canonical JSON of its members and its tag: the very bytes that are signed (ledger-format §0, Stream heads)', () => {
    expect(text).toBe(
      `{"digest":"${'cd'.repeat(32)}","origin":"ledger.example/1","root":"AAAA","size":9,"stream":"loan/a",` +
        '"tag":"hearthline/head/v1","version":3}',
    );
  });

  it('is read back as it was written', () => {
    expect(parseHeadStatement(text)).toMatchObject(statement);
  });

  it.each([
    ['no JSON', ''],
    ['null', 'null'],
    ['a space more', `${text} `],
    ['members in another order', JSON.stringify({ tag: 'hearthline/head/v1', ...statement })],
    ['the tag of a commit', text.replace('head/v1', 'commit/v1')],
    ['a member more', text.replace('{', '{"a":1,')],
    ['a member missing', text.replace('"size":9,', '')],
    ['a version in words', text.replace(':3', ':"3"')],
    ['a fraction of a version', text.replace(':3', ':3.5')],
    ['a size in words', text.replace(':9', ':"9"')],
    ['a size beyond exact integers', text.replace(':9', ':9007199254740993')],
    ['a digest that is no text', text.replace(`"${'cd'.repeat(32)}"`, 'null')],
  ])('is refused with %s', (_, hostile) => {
    expect(parseHeadStatement(hostile)).toBeUndefined();
  });
});
