import { expect, it } from 'vitest';
import { HUB_KEYS, noted, sealLineage, succeeded, type LineageEntry } from '@/lib/ledger/server/test-lineage';
import { altered, HUB, sha256, verifySignature } from '@/lib/ledger/server/test-stream';
import { SUCCESSION_STREAM } from '@/lib/ledger/language/facts';
import type { WireEntry } from '@/lib/ledger/language/wire';
import { verifyLineage } from './verify-lineage';
import { LogVerifier } from './verify-log';

const [FIRST, TWO, THREE] = ['log.example/a', 'log.example/a/2', 'log.example/a/3'] as const;
const CRYPTO = { sha256, verifySignature };
const HONEST = [noted(FIRST), noted(FIRST), succeeded(TWO, FIRST, 2), noted(TWO), succeeded(THREE, TWO, 4), noted(THREE)];

/** The codes that whoever knows the log by its last name finds in a whole log; with its values or without. */
async function wholeCodes(entries: readonly LineageEntry[], last: string = THREE, valuesHeld = true): Promise<string[]> {
  const keys = new Map([[HUB.keyId, { organisation: 'hub', publicKey: HUB.publicKey }]]);
  const verifier = new LogVerifier({ ...CRYPTO, keys, origin: last, valuesHeld });
  const { commits, head } = sealLineage(entries);
  for (const { commit, entry } of commits)
    await verifier.add(commit, [valuesHeld ? entry : { ...entry, wire: { ...entry.wire, fields: [] } }]);
  return [...new Set(verifier.finish(head).map(({ code }) => code))];
}

const successionsOf = (entries: readonly LineageEntry[]): WireEntry[] =>
  sealLineage(entries).commits.flatMap(({ entry, wire }) => (entry.stream === SUCCESSION_STREAM ? [wire] : []));

/** The same of a reader who is shown the entries of `log/succession` alone. */
async function shownCodes(entries: readonly WireEntry[], origin: string = THREE): Promise<string[]> {
  return (await verifyLineage(entries, { origin, keys: HUB_KEYS }, CRYPTO)).faults.map(({ code }) => code);
}

it('a log that went on twice is sound under its last name, whole and as shown, with values and without', async () => {
  expect(await wholeCodes(HONEST)).toEqual([]);
  expect(await wholeCodes(HONEST, THREE, false)).toEqual([]);
  const { eras, faults } = await verifyLineage(successionsOf(HONEST), { origin: THREE, keys: HUB_KEYS }, CRYPTO);
  expect(faults).toEqual([]);
  expect(eras).toEqual([{ origin: FIRST, from: 0 }, { origin: TWO, from: 2 }, { origin: THREE, from: 4 }]); // prettier-ignore
});

it.each<[string, LineageEntry[], string[]]>([
  ['an entry of the ancestor comes after', [...HONEST, noted(TWO)], ['WRONG_STREAM', 'COMMIT_MALFORMED']],
  ['an entry of the successor comes before', HONEST.with(1, noted(TWO)), ['WRONG_STREAM', 'COMMIT_MALFORMED']],
  ['the log stops before its last name', HONEST.slice(0, 4), ['LINEAGE_WRONG']],
  ['a succession is left out', HONEST.toSpliced(2, 1), ['WRONG_STREAM', 'COMMIT_MALFORMED', 'LINEAGE_WRONG']],
  ['it names another ancestor', HONEST.with(2, succeeded(TWO, 'log.example/b', 2)), ['LINEAGE_WRONG']],
  ['it says that more was restored', HONEST.with(4, succeeded(THREE, TWO, 5)), ['LINEAGE_WRONG']],
  ['another fact stands where a name begins', HONEST.with(2, { ...noted(TWO), stream: SUCCESSION_STREAM }), ['LINEAGE_WRONG']],
  ['it is declared where no name begins', HONEST.with(3, { ...succeeded(TWO, FIRST, 3), stream: 'loan/a' }), ['LINEAGE_WRONG']],
])('a whole log is not when %s', async (_, entries, codes) => {
  expect(await wholeCodes(entries)).toEqual(codes);
});

it('nor does one pass for another: names below and beyond its own are not its own', async () => {
  expect(await wholeCodes(HONEST, TWO)).toContain('WRONG_STREAM');
  expect(await wholeCodes(HONEST, 'log.example/a/4')).toEqual(['LINEAGE_WRONG']);
  expect(await wholeCodes([noted(FIRST)], TWO)).toEqual(['LINEAGE_WRONG']);
});

it.each<[string, WireEntry[], string]>([
  ['one names another ancestor', successionsOf(HONEST.with(2, succeeded(TWO, 'log.example/b', 2))), 'LINEAGE_WRONG'],
  ['the first is withheld', successionsOf(HONEST).slice(1), 'VERSION_GAP'],
  ['the last is withheld', successionsOf(HONEST).slice(0, 1), 'LINEAGE_WRONG'],
  ['they change places', successionsOf(HONEST).reverse(), 'LINK_BROKEN'],
  ['one is told to stand elsewhere', altered(successionsOf(HONEST), ([own]) => { if (own) own.index = 1; }), 'LINEAGE_WRONG'],
  ['one keeps its values back', altered(successionsOf(HONEST), ([own]) => void own?.fields.splice(0)), 'LINEAGE_WRONG'],
  ['a value is changed', altered(successionsOf(HONEST), ([own]) => own?.fields.forEach((field) => (field.value = 'x'))), 'FIELD_ALTERED'],
  ['a signature is changed', altered(successionsOf(HONEST), ([own]) => { if (own) own.commit.signature = 'AAAA'; }), 'SIGNATURE_WRONG'],
])('a reader is not taken in when %s', async (_, entries, code) => {
  expect(await shownCodes(entries)).toContain(code);
}); // prettier-ignore

it('a reader who is shown none goes by the one name', async () => {
  expect(await verifyLineage([], { origin: THREE, keys: {} }, CRYPTO)).toEqual({
    eras: [{ origin: THREE, from: 0 }],
    faults: [],
  });
  expect(await shownCodes(successionsOf(HONEST), FIRST)).toContain('LINEAGE_WRONG');
});
