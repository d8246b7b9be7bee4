import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VisibleField, WireEntry, WireStream } from '@/lib/ledger/language/wire';
import {
  altered,
  type Editable,
  EXPECTED,
  HUB,
  ORIGIN,
  SERVICER,
  sealTestLog,
  sha256,
  signText,
  verifySignature,
} from '@/lib/ledger/server/test-stream';
import { toBase64 } from './bytes';
import { canonicalize, type Canonical } from './canonical';
import type { FaultCode } from './fault';
import { encodeHeadStatement } from './head-statement';
import { verifyStream } from './verify-stream';

const crypto = { sha256, verifySignature };
const clean = sealTestLog().stream;

/** The clean stream's keys, of which the servicer's no longer counts from a ledger position on. */
const withdrawn = (until: number): WireStream['keys'] => ({
  [SERVICER.keyId]: { organisation: 'servicer', publicKey: toBase64(SERVICER.publicKey), until },
});

async function codesOf(stream: WireStream, expected = EXPECTED): Promise<FaultCode[]> {
  return (await verifyStream(stream, expected, crypto)).faults.map((fault) => fault.code);
}

/** The clean stream with one of its entries, or one field of one, edited. */
const entry = (place: number, edit: (own: Editable<WireEntry>) => unknown): WireStream =>
  altered(clean, ({ entries }) => void edit(at(entries, place)));
const field = (place: number, column: number, edit: (own: Editable<VisibleField>) => unknown): WireStream =>
  entry(place, ({ fields }) => edit(at(fields, column)));

/** The entry, field or commit at a place of a copy that is known to have it. */
function at<T>(list: readonly T[], place: number): T {
  const found = list[place];
  if (found === undefined) throw new Error(`The test stream has nothing at ${String(place)}`);
  return found;
}

describe('a stream as it was sealed', () => {
  it('has no fault, also when fields or whole entries are withheld', async () => {
    expect(await codesOf(clean)).toEqual([]);
    const partly = altered(clean, ({ entries }) => {
      at(entries, 0).fields = [];
      at(entries, 1).commitments = null;
      at(entries, 1).fields = [];
    });
    expect(await codesOf(partly)).toEqual([]);
  });

  it('is told link by link, with what is shown and what is withheld counted', async () => {
    const partly = entry(2, ({ fields }) => fields.pop());
    const { links } = await verifyStream(partly, EXPECTED, crypto);
    expect(links.map(({ version, shown, withheld }) => [version, shown, withheld])).toEqual([[1, 4, 0], [2, 4, 0], [3, 3, 1]]); // prettier-ignore
  });

  it('may be checked by a platform that verifies signatures asynchronously', async () => {
    const slow = {
      sha256,
      verifySignature: (...what: Parameters<typeof verifySignature>) => Promise.resolve(verifySignature(...what)),
    };
    expect((await verifyStream(clean, EXPECTED, slow)).faults).toEqual([]);
  });
});

describe('a stream altered on its way', () => {
  it.each<[string, WireStream, FaultCode[]]>([
    ['a value is another', field(1, 3, (own) => (own.value = '1.00')), ['FIELD_ALTERED']],
    ['a salt is another', field(1, 3, (own) => (own.salt = 'AAAAAAAAAAAAAAAAAAAAAA')), ['FIELD_ALTERED']],
    ['a value can have no canonical form', field(1, 3, (own) => (own.value = 0.5)), ['FIELD_ALTERED']],
    ['a field is invented', field(0, 0, (own) => (own.name = 'zip3')), ['FIELD_UNKNOWN']],
    ['the field list is reordered', entry(0, (own) => own.commitments?.reverse()), ['FIELDS_DISORDERED', 'FIELDS_ROOT_WRONG']],
    ['a withheld field is dropped from the list', entry(0, (own) => [own.commitments?.pop(), own.fields.pop()]), ['FIELDS_ROOT_WRONG']],
    ['a header is written with a space', entry(2, (own) => (own.header += ' ')), ['HEADER_MALFORMED', 'COMMIT_PATH_WRONG', 'HEAD_CONTRADICTED']],
    ['an entry is left out of the middle', altered(clean, ({ entries }) => void entries.splice(1, 1)), ['VERSION_GAP', 'LINK_BROKEN', 'HEAD_CONTRADICTED']],
    ['the newest entry is left out', altered(clean, ({ entries }) => void entries.pop()), ['HEAD_CONTRADICTED']],
    ['every entry is left out', { ...clean, entries: [] }, ['HEAD_CONTRADICTED']],
    ['two entries change places', altered(clean, ({ entries }) => void entries.splice(0, 2, at(entries, 1), at(entries, 0))),
      ['VERSION_GAP', 'LINK_BROKEN', 'VERSION_GAP', 'LINK_BROKEN', 'LINK_BROKEN']],
    ['a statement is no statement', entry(2, (own) => (own.commit.statement = 'null')), ['COMMIT_MALFORMED']],
    ['an inclusion path is cut', entry(0, (own) => own.commit.path.pop()), ['COMMIT_PATH_WRONG']],
    ['an inclusion path has a step that is not base64', entry(0, (own) => (own.commit.path[0] = '?')), ['COMMIT_PATH_WRONG']],
    ['an entry claims another place in its commit', entry(0, (own) => (own.commit.position = 1)), ['COMMIT_PATH_WRONG']],
    ['the key list is empty', { ...clean, keys: {} }, ['KEY_UNKNOWN', 'KEY_UNKNOWN', 'KEY_UNKNOWN']],
    ['the key was withdrawn before the second commit', { ...clean, keys: withdrawn(3) }, ['KEY_RETIRED']],
    ['the key was distrusted from within the first commit on', { ...clean, keys: withdrawn(1) }, ['KEY_RETIRED']],
    ['the key list puts another key under a known id', { ...clean, keys: { [SERVICER.keyId]: { organisation: 'servicer', publicKey: toBase64(HUB.publicKey) } } }, ['KEY_UNKNOWN', 'KEY_UNKNOWN', 'KEY_UNKNOWN']],
    ['one signature is moved to another commit', entry(2, (own) => (own.commit.signature = at(clean.entries, 0).commit.signature)), ['SIGNATURE_WRONG']],
    ['of two entries that share a signature the second shows another', entry(1, (own) => (own.commit.signature = at(clean.entries, 2).commit.signature)), ['SIGNATURE_WRONG']],
    ['a signature is empty', entry(2, (own) => (own.commit.signature = '')), ['SIGNATURE_WRONG']],
    ['the head is no statement', altered(clean, ({ head }) => void (head.statement = '{}')), ['HEAD_MALFORMED']],
    ['the head is signed by another than the hub', { ...clean, head: signText(SERVICER, clean.head.statement) }, ['HEAD_SIGNATURE_WRONG']],
    ['the hub key is no key', { ...clean, hubKey: 'AA==' }, ['HEAD_SIGNATURE_WRONG']],
  ])('is found out when %s', async (_, stream, codes) => {
    expect(await codesOf(stream)).toEqual(codes);
  }); // prettier-ignore

  it('yields a fault for any single character of any value, salt, commitment, header, statement or signature', async () => {
    const anyLetter = fc.stringMatching(/^[0-9A-Za-z_"/+ -]$/);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SPOTS), fc.nat(), anyLetter, async (spot, pick, letter) => {
        const stream = altered(clean, (copy) => spot(copy, (text) => withLetter(text, pick % text.length, letter)));
        fc.pre(JSON.stringify(stream) !== JSON.stringify(clean));
        expect(await codesOf(stream)).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a stream sealed by one who lies', () => {
  it.each<[string, Parameters<typeof sealTestLog>[0], FaultCode[]]>([
    ['skips a version', { draft: (draft) => (draft.version === 3 ? { ...draft, version: 4 } : draft) }, ['VERSION_GAP']],
    ['leaves the chain', { draft: (draft) => (draft.version === 2 ? { ...draft, prev: '1'.repeat(64) } : draft) }, ['LINK_BROKEN']],
    ['puts in an entry of another loan', { draft: (draft) => (draft.version === 3 ? { ...draft, stream: 'loan/c' } : draft) }, ['WRONG_STREAM']],
    ['puts in an entry of another ledger', { draft: (draft) => (draft.version === 3 ? { ...draft, origin: 'test.example/2' } : draft) }, ['WRONG_STREAM']],
    ['signs for another ledger', { statement: (made) => (made.count === 1 ? { ...made, origin: 'test.example/2' } : made) }, ['COMMIT_MALFORMED']],
    ['signs another root', { statement: (made) => (made.count === 1 ? { ...made, root: toBase64(sha256('')) } : made) }, ['COMMIT_PATH_WRONG']],
    ['signs for fewer entries', { statement: (made) => (made.count === 3 ? { ...made, count: 2 } : made) }, ['COMMIT_PATH_WRONG', 'COMMIT_PATH_WRONG']],
    ['names a key nobody has', { statement: (made) => (made.count === 1 ? { ...made, key: '0'.repeat(64) } : made) }, ['KEY_UNKNOWN']],
    ['names the hub’s key for its own', { statement: (made) => (made.count === 1 ? { ...made, key: HUB.keyId } : made) }, ['KEY_UNKNOWN']],
    ['signs in the name of another organisation', { statement: (made) => (made.count === 1 ? { ...made, organisation: 'owner' } : made) }, ['KEY_UNKNOWN']],
    ['names a key by what every object has', { statement: (made) => (made.count === 1 ? { ...made, key: '__proto__' } : made) }, ['KEY_UNKNOWN']],
    ['signs an older head', { head: (head) => ({ ...head, version: 2 }) }, ['HEAD_CONTRADICTED']],
    ['signs a head of another digest', { head: (head) => ({ ...head, digest: '0'.repeat(64) }) }, ['HEAD_CONTRADICTED']],
    ['signs another stream’s head', { head: (head) => ({ ...head, stream: 'loan/b' }) }, ['HEAD_CONTRADICTED']],
    ['signs another ledger’s head', { head: (head) => ({ ...head, origin: 'test.example/2' }) }, ['HEAD_CONTRADICTED']],
  ])('is found out when it %s', async (_, tampering, codes) => {
    expect(await codesOf(sealTestLog(tampering).stream)).toEqual(codes);
  }); // prettier-ignore

  it('is found out when asked for one loan and answering with another', async () => {
    const codes = await codesOf(clean, { origin: ORIGIN, stream: 'loan/b' });
    expect(codes).toEqual(['WRONG_STREAM', 'WRONG_STREAM', 'WRONG_STREAM', 'HEAD_CONTRADICTED']);
  });

  it('has every fault told with its place, not only the first', async () => {
    const twice = altered(clean, ({ entries }) => {
      at(at(entries, 0).fields, 3).value = '1.00';
      at(at(entries, 2).fields, 3).value = '1.00';
    });
    expect((await verifyStream(twice, EXPECTED, crypto)).faults).toEqual([
      { code: 'FIELD_ALTERED', index: 0, stream: 'loan/a', version: 1, field: 'upb', fact: 'BalanceReported' },
      { code: 'FIELD_ALTERED', index: 3, stream: 'loan/a', version: 3, field: 'upb', fact: 'BalanceReported' },
    ]);
  });

  it('may end where nothing was sealed when the hub signs just that', async () => {
    const statement = encodeHeadStatement({ ...EXPECTED, version: 0, digest: '0'.repeat(64), size: 0, root: '' });
    expect(await codesOf({ ...clean, entries: [], head: signText(HUB, statement) })).toEqual([]);
  });
});

type Spot = (copy: Editable<WireStream>, replace: (text: string) => string) => void;

/** Every text of the clean stream that something covers. Places, groups and the hub's `recordedAt` are covered by nothing. */
const SPOTS: readonly Spot[] = [
  ({ head }, replace) => (head.statement = replace(head.statement)),
  ({ head }, replace) => (head.signature = replace(head.signature)),
  ...clean.entries.flatMap(({ fields }, place) => [
    ...fields.flatMap((_, column) => spotsOfField(place, column)),
    ...[
      (own: Editable<WireEntry>, replace: (text: string) => string) => (own.header = replace(own.header)),
      ({ commit }: Editable<WireEntry>, replace: (text: string) => string) => (commit.statement = replace(commit.statement)),
      ({ commit }: Editable<WireEntry>, replace: (text: string) => string) => (commit.signature = replace(commit.signature)),
    ].map(
      (edit): Spot =>
        ({ entries }, replace) =>
          edit(at(entries, place), replace),
    ),
  ]),
];

function spotsOfField(place: number, column: number): Spot[] {
  return [
    ({ entries }, replace) => {
      const own = at(at(entries, place).fields, column);
      own.value = parseOr(own.value, replace(canonicalize(own.value)));
    },
    ({ entries }, replace) => {
      const own = at(at(entries, place).fields, column);
      own.salt = replace(own.salt);
    },
    ({ entries }, replace) => {
      const own = at<[string, string]>(at(entries, place).commitments ?? [], column);
      own[1] = replace(own[1]);
    },
  ];
}

function withLetter(text: string, spot: number, letter: string): string {
  return text.slice(0, spot) + letter + text.slice(spot + 1);
}

function parseOr(fallback: Canonical, text: string): Canonical {
  try {
    return JSON.parse(text) as Canonical;
  } catch {
    return fallback;
  }
}
