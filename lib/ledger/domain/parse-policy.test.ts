import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sha256 } from './bytes';
import { COSIGNATURE, ED25519, formatVkey, makeNoteKey, parseVkey } from './note-key';
import { parsePolicy, type PolicyFault } from './parse-policy';
import { formatPolicy } from './tlog-policy';
import notes from './vectors/notes.json';
import published from './vectors/tlog-policy.json';

const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');
const vkey = (name: string, type: number, publicKey: Uint8Array): string =>
  formatVkey(makeNoteKey(name, type, publicKey, sha256));
const filled = (letter: number): Uint8Array => new Uint8Array(32).fill(letter);

/** The published witnesses' keys, as cosigners; where the published test makes keys at random, keys of one repeated byte. */
const publicKeyOf = (text: string): Uint8Array => parseVkey(text, sha256)?.publicKey ?? new Uint8Array();
const wit1 = publicKeyOf(published.keys.wit1.vkey);
const names: Readonly<Record<string, string>> = {
  log: vkey('example.com/log', ED25519, filled(9)),
  wit1: vkey('Wit1', COSIGNATURE, wit1),
  wit2: vkey('Wit2', COSIGNATURE, publicKeyOf(published.keys.wit2.vkey)),
  wit3: vkey('Wit3', COSIGNATURE, publicKeyOf(published.keys.wit3.vkey)),
  wit4: vkey('Wit4', COSIGNATURE, filled(4)),
  wit5: vkey('Wit5', COSIGNATURE, filled(5)),
  wit6: vkey('Wit6', COSIGNATURE, filled(6)),
  impostor: vkey('impostor.example.com', COSIGNATURE, wit1),
  unknown: vkey('unknown.example.com', 0x63, new Uint8Array(32)),
};
const fill = (template: string): string => template.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '');
const read = (template: string): ReturnType<typeof parsePolicy> => parsePolicy(fill(template), sha256);

/** What each published refusal is here, and at which line. */
const REFUSALS: Readonly<Record<keyof typeof published.refused, readonly [PolicyFault, number]>> = {
  'disallowed control octet': ['BAD_CHARACTER', 2],
  'carriage return': ['BAD_CHARACTER', 1],
  'unknown keyword': ['UNKNOWN_KEYWORD', 1],
  'inline comments are not comments': ['WRONG_ITEMS', 1],
  'log without vkey': ['WRONG_ITEMS', 1],
  'log with invalid vkey': ['BAD_KEY', 1],
  'log with unknown key type': ['BAD_KEY', 1],
  'duplicate log public key': ['KEY_TWICE', 2],
  'witness without vkey': ['WRONG_ITEMS', 1],
  'witness with non-cosignature vkey': ['BAD_KEY', 1],
  'witness with plain ed25519 vkey': ['WRONG_KEY_TYPE', 1],
  'witness named none': ['NAME_RESERVED', 1],
  'duplicate witness name': ['NAME_TWICE', 2],
  'group name duplicates witness name': ['NAME_TWICE', 2],
  'group without members': ['WRONG_ITEMS', 2],
  'group named none': ['NAME_RESERVED', 2],
  'zero threshold': ['BAD_THRESHOLD', 2],
  'negative threshold': ['BAD_THRESHOLD', 2],
  'threshold exceeds members': ['BAD_THRESHOLD', 2],
  'unknown group member': ['MEMBER_UNKNOWN', 2],
  'forward reference in group': ['MEMBER_UNKNOWN', 1],
  'none as group member': ['MEMBER_UNKNOWN', 2],
  'member repeated within a group': ['MEMBER_TWICE', 2],
  'member repeated across groups': ['MEMBER_TWICE', 4],
  'no quorum': ['QUORUM_MISSING', 2],
  'multiple quorums': ['QUORUM_TWICE', 3],
  'quorum with unknown name': ['QUORUM_UNKNOWN', 1],
  'quorum before referenced definition': ['QUORUM_UNKNOWN', 1],
  'quorum without name': ['WRONG_ITEMS', 1],
  'duplicate witness keys': ['KEY_TWICE', 2],
};

const NOTHING = { logs: [], witnesses: [], groups: [], quorum: 'none' };

describe('policies (published)', () => {
  it('reads the specification’s example', () => {
    const { accepted } = published;
    expect(read(accepted['spec example'])).toMatchObject({
      logs: [{ key: { name: 'example.com/log' }, url: undefined }],
      witnesses: ['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3'].map((name) => ({ name })),
      groups: [
        { name: 'X-witnesses', threshold: 2, members: ['X1', 'X2', 'X3'] },
        { name: 'Y-witnesses', threshold: 1, members: ['Y1', 'Y2', 'Y3'] },
        { name: 'X-and-Y', threshold: 2, members: ['X-witnesses', 'Y-witnesses'] },
      ],
      quorum: 'X-and-Y',
    });
  });

  it('reads the smallest one', () => {
    expect(read(published.accepted.minimal)).toEqual({ logs: [], witnesses: [], groups: [], quorum: 'none' });
  });

  it('reads past whitespace and comments', () => {
    expect(read(published.accepted['whitespace and comments'])).toMatchObject({
      witnesses: [{ name: 'w1', key: { name: 'Wit1' }, url: 'https://w1.example.com/' }],
      quorum: 'w1',
    });
  });

  it('reads addresses where there are any', () => {
    expect(read(published.accepted['urls optional and opaque'])).toMatchObject({
      logs: [{ url: 'https://log.example.com/' }],
      witnesses: [{ url: undefined }],
    });
  });

  it('reads keywords as names', () => {
    expect(read(published.accepted['keywords other than none are valid names'])).toMatchObject({
      groups: [{ name: 'group', threshold: 2, members: ['all', 'any'] }],
      quorum: 'group',
    });
  });

  it.each(Object.entries(published.refused))('refuses: %s', (name, template) => {
    const [refused, line] = REFUSALS[name as keyof typeof REFUSALS];
    expect(read(template)).toEqual({ refused, line });
  });

  it('comes back as it was written', () => {
    const policy = read(published.roundTrip.read);
    if ('refused' in policy) throw new Error(policy.refused);
    expect(formatPolicy(policy)).toBe(fill(published.roundTrip.written));
    expect(parsePolicy(formatPolicy(policy), sha256)).toEqual(policy);
  });

  it('with what a log says of its keys, which other readers pass over', () => {
    const said = { ...NOTHING, statements: ['hearthline/log-key-endorsed/v1\nα\n', 'another\n'] };
    expect(
      formatPolicy(said)
        .split('\n')
        .every((line) => line === '' || /^(#|quorum) /.test(line)),
    ).toBe(true);
    expect(parsePolicy(formatPolicy(said), sha256)).toEqual(said);
  });

  it.each(['# log-key', '# log-key !', '# log-key QQ== QQ==', '#log-key QQ==', '# log-keys QQ=='])('and none in “%s”', (line) => {
    expect(parsePolicy(`${line}\nquorum none\n`, sha256)).toEqual(NOTHING);
  });
});

describe('policies', () => {
  it('keep names apart that only look alike', () => {
    const policy = read('witness K {wit1}\nwitness \u212A {wit2}\ngroup g all K \u212A\nquorum g');
    expect(policy).toMatchObject({ groups: [{ members: ['K', '\u212A'] }] });
    // A no-break space is part of a name: only space and tab part items.
    expect(read('witness a\u00A0b {wit1}\nquorum a\u00A0b')).toMatchObject({ quorum: 'a\u00A0b' });
  });

  it('take an ML-DSA cosigner as witness', () => {
    expect(parsePolicy(`witness w ${notes.vkeys[2] ?? ''}\nquorum w`, sha256)).toMatchObject({ quorum: 'w' });
  });

  it.each([
    ['witness constructor {wit1}\ngroup g any toString\nquorum g', 'MEMBER_UNKNOWN', 2],
    ['witness w {wit1}\ngroup g any g\nquorum g', 'MEMBER_UNKNOWN', 2],
    ['witness w {wit1}\ngroup g 01 w\nquorum g', 'BAD_THRESHOLD', 2],
    ['witness w {wit1}\ngroup g w\nquorum g', 'WRONG_ITEMS', 2],
    ['witness w {wit1}\ngroup g any w\ngroup h any g\ngroup i any g\nquorum h', 'MEMBER_TWICE', 4],
    ['witness w {wit1}\nquorum none\nquorum w', 'QUORUM_TWICE', 3],
    ['quorum none none', 'WRONG_ITEMS', 1],
    ['log {log} https://log.example.com/ more\nquorum none', 'WRONG_ITEMS', 1],
    ['constructor x\nquorum none', 'UNKNOWN_KEYWORD', 1],
    ['# \u007F\nquorum none', 'BAD_CHARACTER', 1],
    ['# \uD800\nquorum none', 'BAD_CHARACTER', 1],
    ['log {wit1}\nlog {impostor}\nquorum none', 'KEY_TWICE', 2],
    ['', 'QUORUM_MISSING', 1],
  ] as const)('are refused when they say %j', (template, refused, line) => {
    expect(read(template)).toEqual({ refused, line });
  });

  it('hold twice what every reader should take, and are bounded', () => {
    const many = Array.from({ length: 64 }, (_, at) => vkey(`w${String(at)}`, COSIGNATURE, filled(at + 1)));
    const lines = many.map((key, at) => `witness w${String(at)} ${key}\ngroup g${String(at)} any w${String(at)}\n`);
    expect(parsePolicy(`${lines.join('')}quorum g63\n`, sha256)).toMatchObject({ quorum: 'g63' });
    expect(parsePolicy(`#${'x'.repeat(262_144)}\nquorum none\n`, sha256)).toEqual({ refused: 'TOO_LONG', line: 1 });
  });

  it('come back as they were written, and are refused, not thrown at, whatever the text', () => {
    const words = fc.constantFrom(
      'log',
      'witness',
      'group',
      'quorum',
      'none',
      'any',
      'all',
      '1',
      '2',
      'a',
      'b',
      '#',
      '{wit1}',
      '{wit2}',
      '{log}',
      '\n',
    );
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 30 }).map((some) => `witness a {wit1}\n${some.join(' ')}\nquorum a`),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        const policy = read(text);
        if (!('refused' in policy)) expect(parsePolicy(formatPolicy(policy), sha256)).toEqual(policy);
      }),
      { numRuns: 500 },
    );
  });
});
