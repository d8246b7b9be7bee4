import { generateKeyPairSync, hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toBase64, toBase64Url, toHex, utf8 } from '@/lib/ledger/domain/bytes';
import { canonicalize, type Canonical } from '@/lib/ledger/domain/canonical';
import { leafData } from '@/lib/ledger/domain/commit-statement';
import { fieldMessage, layOutFields } from '@/lib/ledger/domain/commitment';
import { formatEntryProof } from '@/lib/ledger/domain/entry-proof';
import { mapLeafHash, streamKey } from '@/lib/ledger/domain/stream-map';
import { encodeEntryBundle } from '@/lib/ledger/domain/tile';
import { inclusionPath, leafHash, merkleRoot } from '@/lib/ledger/domain/tree';
import { defineFact } from '@/lib/ledger/language/define-fact';
import { sealCursor } from '@/lib/platform/server/sealed-cursor';
import { hubSigner } from './commit-signer';
import { sha256 } from './hashing';
import { Receipts } from './receipts';
import { sealCommit, type SealedFact } from './seal-commit';
import { layOut } from './shapes';
import { signCheckpoint } from './test-proof';

const Scored = defineFact({
  type: 'Scored', version: 1, about: 'loan-terms',
  fields: {
    book: { schema: z.string(), group: 'parties', meaning: 'Shown' },
    band: { schema: z.string(), group: 'credit-score-band', meaning: 'Hidden' },
    calledOn: { schema: z.string(), group: 'contact-log', meaning: 'Hidden' },
    reached: { schema: z.string(), group: 'contact-log', meaning: 'Hidden' },
    score: { schema: z.number(), group: 'credit-score', meaning: 'Hidden' },
  },
}); // prettier-ignore

/** Every value that each hidden field could have: few enough to try them all. */
const POSSIBLE: Readonly<Record<string, readonly Canonical[]>> = {
  band: ['below 620', '620–659', '660–699', '700–739', '740 and above'],
  calledOn: Array.from({ length: 365 }, (_, day) => new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10)),
  reached: ['yes', 'no'],
  score: Array.from({ length: 551 }, (_, at) => 300 + at),
};
const HIDDEN = Object.keys(POSSIBLE);

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
const key = { keyId: toHex(sha256(raw)), publicKey: raw, privateKey };
const { names, groups } = layOut(Scored);
const parts = [...new Set(groups)].map((group) => ({
  group,
  places: groups.flatMap((each, at) => (each === group ? [at] : [])),
}));
const shapes = new Map([[Scored, { id: 1, about: Scored.about, names, layout: layOutFields(names), parts }]]);

const secrets = fc.record({
  band: fc.constantFrom(...(POSSIBLE.band ?? [])), calledOn: fc.constantFrom(...(POSSIBLE.calledOn ?? [])),
  reached: fc.constantFrom(...(POSSIBLE.reached ?? [])), score: fc.constantFrom(...(POSSIBLE.score ?? [])),
}); // prettier-ignore

interface Told {
  /** The entry as it was sealed, with all its salts: what the reader does not get. */
  readonly fact: SealedFact;
  /** Everything that a reader who may not see the hidden fields can get hold of. */
  readonly texts: readonly string[];
  readonly blobs: readonly Uint8Array[];
}

/** Seals two entries as the product does and answers all that leaves the hub for a reader without those fields, or for anyone. */
async function tell(values: Record<string, Canonical>, weaken: (fact: SealedFact) => readonly string[] = () => []): Promise<Told> {
  const draft = { definition: Scored, stream: 'loan/a', values: { book: 'book', ...values }, occurredAt: '2026-10-31', causes: [] };
  const request = { organisation: 'servicer', actor: 'a', idempotencyKey: 'k', fingerprint: 'k', signedAt: '2026-10-31T00:00:00Z' };
  const context = { origin: 'test.example/1', signer: hubSigner(key), requestHash: sha256('request'), shapes, keyOf: () => 'none' as const };
  const sealed = await sealCommit({ ...request, facts: [draft, draft] }, new Map(), context);
  const [fact, next] = sealed.facts;
  if (fact === undefined || next === undefined) throw new Error('Two drafts make two facts');
  const signed = { statement: utf8(sealed.statement), signature: sealed.signature };
  const data = sealed.facts.map(({ entry }) => leafData({ digest: Buffer.from(entry.digest, 'hex'), ...signed }, sha256));
  const tile = data.map((each) => leafHash(each, sha256));
  const path = inclusionPath(sealed.facts.map(({ entry }) => leafHash(Buffer.from(entry.digest, 'hex'), sha256)), 0, sha256);
  const commit = { statement: sealed.statement, signature: toBase64(sealed.signature), path: path.map(toBase64), position: 0 };
  const entry = { index: 0, header: fact.entry.header, ...shownOf(fact), commit, recordedAt: '2026-10-31T00:00:00.000Z' };
  const wireKey = { organisation: 'servicer', publicKey: toBase64(raw) };
  const checkpoint = signCheckpoint(2, merkleRoot(tile, sha256), { north: 1, east: 2 });
  const proofs = [entry, { ...entry, commitments: null, fields: [] }].map((each) =>
    formatEntryProof({ entry: each, key: wireKey }, { path: inclusionPath(tile, 0, sha256), checkpoint }));
  const commitHash = sha256(Buffer.concat([signed.statement, signed.signature]));
  const receipt = new Receipts('test.example/1', () => key).sign({ commitHash, firstIndex: 0n, count: 2, recordedAt: new Date(0) });
  const signal = { loans: [{ loanId: 'a', version: 2 }], many: false, cursor: sealCursor('secret', 'owner', 2n) };
  const heads = sealed.facts.map((each) => ({ key: streamKey('loan/a', sha256), version: each.version, digest: Buffer.from(each.entry.digest, 'hex') }));
  return {
    fact,
    texts: [JSON.stringify(entry), ...proofs, ...proofs.map(extraOf), JSON.stringify(receipt), JSON.stringify(signal), next.entry.header, ...weaken(fact)],
    blobs: [encodeEntryBundle(data), Buffer.concat(tile), fact.entry.commitments, ...heads.map((each) => mapLeafHash(each, sha256))],
  };
} // prettier-ignore

/** A field's salt. */
function saltIn({ salts }: SealedFact, name: string): string {
  return salts[names.indexOf(name)] ?? '';
}

/** As `read-entries` tells it: every name with its commitment, and name, salt and value of what may be seen. */
function shownOf(fact: SealedFact): { commitments: [string, string][]; fields: { name: string; group: string; salt: string; value: Canonical }[] } {
  const { entry } = fact;
  const commitments = names.map((name, at): [string, string] => [name, toBase64Url(entry.commitments.subarray(at * 32, at * 32 + 32))]);
  const all = names.map((name, at) => ({ name, group: groups[at] ?? '', salt: saltIn(fact, name), value: JSON.parse(entry.texts[at] ?? 'null') as Canonical }));
  return { commitments, fields: all.filter(({ name }) => !HIDDEN.includes(name)) };
} // prettier-ignore

/** What a proof file carries in base64, as text. */
function extraOf(file: string): string {
  return Buffer.from(/^extra (.+)$/m.exec(file)?.[1] ?? '', 'base64').toString('utf8');
}

/** Whether bytes occur in what was told, as they are or in hex, base64 or base64url. */
function occurs({ texts, blobs }: Told, bytes: Uint8Array): boolean {
  const forms = [toHex(bytes), toBase64(bytes), toBase64Url(bytes), Buffer.from(bytes).toString('latin1')];
  const whole = [...texts, ...blobs.flatMap((each) => [Buffer.from(each).toString('latin1'), toHex(each)])].join('\n');
  return forms.some((form) => whole.includes(form));
}

/** Every string and number that is told, however deep in JSON within JSON. */
function scalarsOf(text: string): Canonical[] {
  let value: unknown;
  try { value = JSON.parse(text); } catch { return [text]; } // prettier-ignore
  const walk = (each: unknown): Canonical[] =>
    typeof each === 'string' ? [each, ...(each.startsWith('{') ? scalarsOf(each) : [])]
    : typeof each === 'object' && each !== null ? Object.values(each).flatMap(walk) : [each as Canonical]; // prettier-ignore
  return walk(value);
}

/** Every salt that one who was not given the right one could try: each 16 bytes that were told, and none at all. */
function saltsIn({ texts, blobs }: Told): string[] {
  const words = texts.flatMap((text) => text.match(/[A-Za-z0-9_-]{22,}/g) ?? []).map((word) => word.slice(0, 22));
  const cuts = blobs.flatMap((blob) => [0, 16].map((at) => toBase64Url(blob.subarray(at, at + 16))));
  return [...new Set(['', toBase64Url(new Uint8Array(16)), ...words, ...cuts])];
}

/** The values that fit a hidden field's commitment, or any other hash that was told, under some salts. */
function guess(told: Told, name: string, salts: readonly string[]): Canonical[] {
  const known = told.texts.flatMap((text) => text.match(/[A-Za-z0-9_-]{43}/g) ?? []);
  const seals = new Set([...known, ...names.map((_, at) => toBase64Url(told.fact.entry.commitments.subarray(at * 32, at * 32 + 32)))]);
  const hits = (message: string): boolean => seals.has(hash('sha256', message, 'base64url'));
  return (POSSIBLE[name] ?? []).filter((value) => {
    const text = canonicalize(value);
    const bare = [text, text.replaceAll('"', ''), `[${canonicalize(name)},${text}]`];
    return bare.some(hits) || salts.some((salt) => hits(fieldMessage(salt, name, text)));
  });
} // prettier-ignore

const saltOf = ({ fact }: Told, name: string): string => saltIn(fact, name);

describe('hidden fields with few possible values', () => {
  it('leave no value and no salt in an entry, proof file, tile, bundle, checkpoint, receipt or signal', async () => {
    await fc.assert(fc.asyncProperty(secrets, async (values) => {
      const told = await tell(values);
      const scalars = told.texts.flatMap(scalarsOf);
      for (const name of HIDDEN) {
        expect(occurs(told, Buffer.from(saltOf(told, name), 'base64url'))).toBe(false);
        expect(scalars).not.toContain(values[name as keyof typeof values]);
        expect(told.texts.join('\n')).not.toContain(`"${canonicalize(values[name as keyof typeof values]).replaceAll('"', '')}"`);
      }
      expect(occurs(told, Buffer.from(saltOf(told, 'book'), 'base64url'))).toBe(true);
      expect(scalars).toContain('book');
    }), { numRuns: 40 }); // prettier-ignore
  });

  it('fit none of their values for one who tries all with every salt that was told, and just one with their own', async () => {
    await fc.assert(fc.asyncProperty(secrets, async (values) => {
      const told = await tell(values);
      const salts = saltsIn(told);
      expect(salts.length).toBeGreaterThan(names.length);
      for (const name of HIDDEN) {
        expect(guess(told, name, salts)).toEqual([]);
        expect(guess(told, name, [saltOf(told, name)])).toEqual([values[name as keyof typeof values]]);
      }
    }), { numRuns: 15 }); // prettier-ignore
  }, 30_000);

  it.each<[string, (fact: SealedFact) => string]>([
    ['its salt', (fact) => saltIn(fact, 'score')],
    ['an unsalted hash of it', (fact) => hash('sha256', fact.entry.texts[names.indexOf('score')] ?? '', 'base64url')],
  ])('would be found by the same attack if a reader were told %s', async (_, leak) => {
    const told = await tell({ band: '620–659', calledOn: '2025-03-01', reached: 'no', score: 641 }, (fact) => [leak(fact)]);
    expect(guess(told, 'score', saltsIn(told))).toEqual([641]);
    expect(guess(told, 'reached', saltsIn(told))).toEqual([]);
  });
});
