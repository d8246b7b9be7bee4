import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { canonicalize, type Canonical } from '@/lib/ledger/domain/canonical';
import { toBase64, toBase64Url, toHex } from '@/lib/ledger/domain/bytes';
import { fieldMessage } from '@/lib/ledger/domain/commitment';
import { tilesOf, formatEntriesPath, formatTilePath } from '@/lib/ledger/domain/tile';
import { sha256 } from '@/lib/ledger/server/hashing';
import { readSurface } from '@/lib/ledger/server/read-surface';
import { PARTY_KINDS, type PartyKind } from '@/lib/partners/language/party-kind';
import { LoanPartyAssigned } from '@/lib/partners/language/facts';
import { createPool } from '@/lib/platform/server/database';
import { ContactMade } from '@/lib/servicing/language/work-facts';
import { readEntryProof, readLoanProof, type ProofSources } from '@/lib/servicing/server/read-loan-proof';
import { everyEntry } from './test-facts';
import { openTestNetwork, type TestNetwork } from './test-network';
import { openTestSigner } from './test-signer';
import { origination, performance } from './test-tape';

let network: TestNetwork;
let sources: ProofSources;
let loan: string;
let hidden: Hidden[];
let open: string;

/** A field as it is stored, whoever may see it. */
interface Hidden {
  readonly group: string;
  readonly about: string;
  readonly name: string;
  readonly salt: Buffer;
  readonly value: Canonical;
}

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  const { ledger, pool } = network.worker.context;
  const signer = await openTestSigner(network);
  const tape = { origination: origination('HIDDEN000001'), performance: performance('HIDDEN000001', '202408', '00', '239000.00') };
  await network.commitTape(await network.sendTape(tape));
  loan = (await pool.query<{ id: string }>('select loan_id as id from servicing.loan_number')).rows[0]?.id ?? '';
  const drafts = [
    { definition: LoanPartyAssigned, values: { organisation: 'homeowner', role: 'homeowner', sinceOn: '2024-09-01' } },
    { definition: ContactMade, values: { channel: 'phone', outcome: 'reached', madeOn: '2024-09-05' } },
  ].map((each) => ({ ...each, stream: `loan/${loan}`, occurredAt: '2024-09-05', causes: [] }));
  for (const [at, fact] of drafts.entries())
    await ledger.commit({ organisation: 'servicer', actor: 'a', idempotencyKey: `hidden-${String(at)}`, fingerprint: at, signedAt: '2024-09-05T00:00:00.000Z', facts: [fact] });
  await signer.sign();
  const hub = { origin: network.worker.origin, key: () => network.worker.keys.findOrCreate('hub'), subjects: network.worker.subjects };
  sources = { database: network.database, pool: createPool(network.ownerUrl, 2), hub };
  hidden = await everyField();
  open = await surface();
}); // prettier-ignore
afterAll(async () => {
  await sources.pool.end();
  await network.close();
});

async function everyField(): Promise<Hidden[]> {
  const entries = (await everyEntry(network)).filter(({ stream }) => stream === `loan/${loan}`);
  return entries.flatMap(({ fields, row }) =>
    fields.map(({ group, name, salt, value }) => ({
      group,
      about: row.about ?? '',
      name,
      salt: Buffer.from(salt, 'base64url'),
      value,
    })),
  );
}

/** All that anyone may read of the log, bytes in hex. */
async function surface(): Promise<string> {
  const size = Number((await readSurface(sources.pool, 'checkpoint'))?.body.toString().split('\n')[1]);
  const tiles = tilesOf(size);
  const bundles = tiles.filter(({ level }) => level === 0).map(({ index, width }) => formatEntriesPath(index, width));
  const files = await Promise.all(
    ['checkpoint', 'keys', ...tiles.map(formatTilePath), ...bundles].map((path) => readSurface(sources.pool, path)),
  );
  expect(files).not.toContain(undefined);
  return files.map((file) => (typeof file?.body === 'string' ? file.body : toHex(file?.body ?? new Uint8Array()))).join('\n');
}

/** All that a party of the loan is answered: its record with proofs, a proof file of each entry, its signals, the open log. */
async function answersTo(kind: PartyKind): Promise<string> {
  const actor = network.actor(kind);
  const record = await readLoanProof(sources, actor, loan);
  const files: string[] = [];
  for (let version = 1; version <= record.sealed.entries.length; version += 1)
    files.push((await readEntryProof(sources, actor, { loan, version })).file);
  const extras = files.map((file) => Buffer.from(/^extra (.+)$/m.exec(file)?.[1] ?? '', 'base64').toString('utf8'));
  const moved = await network.database.$queryRaw`select * from partners.moved_loans(0, 1000000, 50) where organisation = ${kind}`;
  return [JSON.stringify(record), ...files, ...extras, JSON.stringify(moved), open].join('\n');
}

const told = (answer: string, salt: Uint8Array): boolean =>
  [toHex, toBase64, toBase64Url].some((form) => answer.includes(form(salt)));

/** Groups of which each kind is told salts: the product’s own table is tested elsewhere, this is what must not be in the answer. */
const WITHHELD: Readonly<Record<PartyKind, readonly string[]>> = {
  servicer: [],
  owner: ['contact-log'],
  securitizer: ['contact-log', 'loan-number', 'credit-score'],
  homeowner: ['contact-log', 'credit-score-band'],
};

describe('what each party of a loan is answered', () => {
  it.each(PARTY_KINDS)('tells the %s no salt of a withheld field, and every salt of the others', async (kind) => {
    const answer = await answersTo(kind);
    const isWithheld = ({ group, about }: Hidden): boolean => WITHHELD[kind].includes(group) || WITHHELD[kind].includes(about);
    expect(hidden.some(isWithheld)).toBe(kind !== 'servicer');
    for (const field of hidden) expect([field.name, told(answer, field.salt)]).toEqual([field.name, !isWithheld(field)]);
  });

  it('lets nobody who lacks it guess a credit score or its band from all of that', async () => {
    const scores = Array.from({ length: 551 }, (_, at) => 300 + at);
    const bands = ['below 620', '620–659', '660–699', '700–739', '740 and above'];
    for (const [kind, name, possible] of [['securitizer', 'creditScore', scores], ['homeowner', 'creditScoreBand', bands]] as const) {
      const answer = await answersTo(kind);
      const fits = (salt: string, value: Canonical): boolean =>
        answer.includes(toBase64Url(sha256(fieldMessage(salt, name, canonicalize(value)))));
      const own = hidden.find((field) => field.name === name);
      const salts = ['', ...hidden.map(({ salt }) => toBase64Url(salt)).filter((salt) => answer.includes(salt))];
      expect(salts.length).toBeGreaterThan(5);
      expect(possible.filter((value) => salts.some((salt) => fits(salt, value)))).toEqual([]);
      expect(possible.filter((value) => fits(toBase64Url(own?.salt ?? Buffer.alloc(0)), value))).toEqual([own?.value]);
    }
  }); // prettier-ignore
});
