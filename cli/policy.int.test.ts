import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { FIELD_GROUPS } from '@/lib/ledger/language/field-groups';
import { FieldErased } from '@/lib/ledger/language/erasure-facts';
import type { FactDraft } from '@/lib/ledger/server/fact-draft';
import { LoanPartyAssigned } from '@/lib/partners/language/facts';
import { PARTY_KINDS, type PartyKind } from '@/lib/partners/language/party-kind';
import { kindMayRead } from '@/lib/partners/server/kind-may-read';
import { writePolicy } from '@/lib/partners/server/write-policy';
import { asOrganisation, createPool } from '@/lib/platform/server/database';
import { LegalHoldPlaced } from '@/lib/servicing/language/hold-facts';
import { AlertAcknowledged, BorrowerNamed, ContactMade } from '@/lib/servicing/language/work-facts';
import { openTestNetwork, type TestNetwork } from './test-network';

/** In the test network every kind of party has one organisation of that name; `stranger` services other loans. */
const PARTIES = [...PARTY_KINDS, 'stranger'] as const;

/** Groups that facts of a loan have fields in; the others are told on streams of books, pools and organisations. */
const OF_LOANS = FIELD_GROUPS.filter((group) => !['deal', 'organisation', 'tape', 'log', 'access-log'].includes(group));

let network: TestNetwork;
let loan: string;
let other: string;

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  const files = ['POLICY000001', 'POLICY000002'].map(linesOf);
  const textOf = (kind: 'origination' | 'performance'): string => files.map((each) => each[kind]).join('\n');
  const tape = await network.sendTape({ origination: textOf('origination'), performance: textOf('performance') });
  await network.commitTape(tape);
  [loan = '', other = ''] = await loanIds();
  await write('homeowner', [
    [LoanPartyAssigned, { organisation: 'homeowner', role: 'homeowner', sinceOn: '2024-10-01' }],
    [BorrowerNamed, { name: 'Ana Rivera', initials: 'AR' }],
  ]);
  await write('contact', [[ContactMade, { channel: 'phone', outcome: 'reached', madeOn: '2024-10-05' }]]);
  await write('alert', [[AlertAcknowledged, { openedDueOn: '2024-09-01' }]]);
  await write('hold', [[LegalHoldPlaced, { hold: 'h', reason: 'docket' }]], 'erasure');
  const erased = { subject: `loan/${loan}`, scope: 'fields', fields: ['zip3'], version: null, throughVersion: 1, book: 'book' };
  await write('erased', [[FieldErased, { ...erased, reason: 'asked for', legalBasis: 'none' }]], 'erasure');
  await network.worker.context.follow();
});
afterAll(async () => {
  await network.close();
});

/** A pair of lines of one loan that is late and was modified this month, so that every group of a loan has a field. */
function linesOf(number: string): { origination: string; performance: string } {
  const fields = new Array<string>(35).fill('');
  Object.assign(fields, { 0: number, 1: '202409', 2: '239000.00', 3: '01', 4: '9', 5: '351', 7: 'Y', 10: '6.000' });
  const origination = `760|202401|N|205312|||1|P|80|30|240000|80|6.000|R|N|FRM|CA|SF|951|${number}|P|360|2|OTHER|N|||N|2|N|9999`;
  return { origination, performance: fields.join('|') };
}

async function loanIds(): Promise<string[]> {
  const text = 'select loan_id from servicing.loan_number order by agency_loan_id';
  return (await network.worker.context.pool.query<{ loan_id: string }>(text)).rows.map((row) => row.loan_id);
}

/** Facts of the first loan, signed by its servicer. */
async function write(
  key: string,
  facts: readonly (readonly [FactDraft['definition'], FactDraft['values']])[],
  stream: 'loan' | 'erasure' = 'loan',
): Promise<void> {
  const drafts = facts.map(([definition, values]) => ({ definition, values, stream: `${stream}/${loan}`, occurredAt: '2024-10-05', causes: [] })); // prettier-ignore
  const request = { organisation: 'servicer', actor: 'tester', idempotencyKey: key, fingerprint: key };
  await network.worker.context.ledger.commit({ ...request, signedAt: '2024-10-05T00:00:00.000Z', facts: drafts });
}

interface Told {
  readonly index: bigint;
  readonly about: string;
  readonly field_group: string;
}

/** What Postgres itself answers the application's role for an organisation, whatever the product's own code would ask. */
const disclosures = (organisation: string, id = loan): Promise<Told[]> =>
  asOrganisation(network.database, { organisation }, (transaction) => transaction.$queryRaw<Told[]>`
    select index, about, field_group from ledger.disclosure where stream in (${`loan/${id}`}, ${`erasure/${id}`}) order by index, field_group collate "C"`); // prettier-ignore

/** The same as the worker reads it, who reads everything. */
async function everything(): Promise<Told[]> {
  const { rows } = await network.worker.context.pool.query<{ index: string; about: string; field_group: string }>(
    'select index, about, field_group from ledger.disclosure where stream in ($1, $2) order by index, field_group collate "C"',
    [`loan/${loan}`, `erasure/${loan}`],
  );
  return rows.map((row) => ({ ...row, index: BigInt(row.index) }));
}

const groupsOf = (rows: readonly { field_group: string }[]): string[] => [...new Set(rows.map((row) => row.field_group))].sort();

const mayRead = (organisation: string, group: string): boolean =>
  PARTY_KINDS.some((kind) => kind === organisation && FIELD_GROUPS.some((each) => each === group && kindMayRead(kind, each)));

describe('the ledger’s fields', () => {
  it('are all there to be asked for: the loan has a field in every group of a loan', async () => {
    expect(groupsOf(await everything())).toEqual([...OF_LOANS].sort());
  });

  it.each(PARTY_KINDS.flatMap((kind) => FIELD_GROUPS.map((group) => [kind, group] as const)))(
    'answer the %s of the loan about %s just as the policy says',
    async (kind, group) => {
      const told = (await disclosures(kind)).filter((row) => row.field_group === group);
      const expected = (await everything()).filter(
        (row) => row.field_group === group && mayRead(kind, group) && mayRead(kind, row.about),
      );
      expect(told).toEqual(expected);
      expect(told.length > 0).toBe(kindMayRead(kind, group) && OF_LOANS.includes(group));
    },
  );

  it('answer nothing to one of the same kind who is not party to the loan, nor to nobody', async () => {
    for (const organisation of ['stranger', '', 'never-joined', "servicer' or true --"])
      expect(await disclosures(organisation)).toEqual([]);
    expect(await network.database.$queryRaw`select 1 from ledger.disclosure`).toEqual([]);
  });

  it('answer a homeowner about her own loan and about no other of the same book', async () => {
    expect((await disclosures('homeowner')).length).toBeGreaterThan(0);
    expect(await disclosures('homeowner', other)).toEqual([]);
  });

  it('show a party that there is a fact it may not know of, by its header alone', async () => {
    const entries = await asOrganisation(network.database, { organisation: 'securitizer' }, (transaction) => transaction.$queryRaw<Told[]>`
      select index from ledger.entry where stream in (${`loan/${loan}`}, ${`erasure/${loan}`})`); // prettier-ignore
    expect(entries).toHaveLength(new Set((await everything()).map((row) => row.index)).size);
    expect(new Set((await disclosures('securitizer')).map((row) => row.index)).size).toBeLessThan(entries.length);
  });
});

describe('the views of a loan', () => {
  it.each(PARTIES)('answer %s with the groups of the policy and no other', async (organisation) => {
    const records = await asOrganisation(network.database, { organisation }, (transaction) => transaction.$queryRaw<Told[]>`
      select field_group from servicing.loan_record where loan_id = ${loan}`); // prettier-ignore
    const kept = OF_LOANS.filter(
      (group) => !['meta', 'payment-history', 'servicing-work', 'erasure', 'legal-hold'].includes(group),
    );
    expect(groupsOf(records)).toEqual(kept.filter((group) => mayRead(organisation, group)).sort());
  });

  it.each(PARTIES)('answer %s with number, months and alerts just as the policy says', async (organisation) => {
    const counts = await asOrganisation(network.database, { organisation }, (transaction) => transaction.$queryRaw`
      select (select count(*)::integer from servicing.loan_number where loan_id = ${loan}) as numbers,
        (select count(*)::integer from servicing.loan_month where loan_id = ${loan}) as months,
        (select count(*)::integer from servicing.alert where loan_id = ${loan}) as alerts,
        (select count(*)::integer from servicing.loan where loan_id = ${loan}) as loans`); // prettier-ignore
    expect(counts).toEqual([
      {
        numbers: mayRead(organisation, 'loan-number') ? 1 : 0,
        months: mayRead(organisation, 'payment-history') ? 1 : 0,
        alerts: mayRead(organisation, 'servicing-work') ? 1 : 0,
        loans: organisation === 'stranger' ? 0 : 1,
      },
    ]);
  });
});

describe('signals', () => {
  const moved = async (from: bigint, to: bigint): Promise<string[]> => {
    const rows = await network.database.$queryRaw<{ organisation: string; loan_id: string }[]>`
      select organisation, loan_id from partners.moved_loans(${from}, ${to}, 50)`;
    return rows.map((row) => `${row.organisation} ${row.loan_id === loan ? 'loan' : 'other'}`).sort();
  };

  it('name a loan to those who are party to it and to nobody else', async () => {
    expect(await moved(0n, 1_000_000n)).toEqual([
      'homeowner loan', 'owner loan', 'owner other', 'securitizer loan', 'securitizer other', 'servicer loan', 'servicer other',
    ]); // prettier-ignore
  });

  it.each([
    ['contact-log', ['servicer loan']],
    ['servicing-work', ['servicer loan']],
  ])('of a fact about the %s reach only those who may know of it', async (about, told) => {
    const index = (await everything()).find((row) => row.about === about)?.index ?? -1n;
    expect(await moved(index, index + 1n)).toEqual(told);
  });
});

describe('the policy in the database', () => {
  const rules = PARTY_KINDS.flatMap((kind) =>
    OF_LOANS.filter((group) => kindMayRead(kind, group)).map((group) => [kind, group] as const),
  );

  it.each(rules)(
    'is what decides: without its row for %s and %s the group vanishes, and comes back with it',
    async (kind, group) => {
      const owner = createPool(network.ownerUrl, 1);
      const before = await disclosures(kind);
      try {
        await owner.query('delete from partners.policy where role = $1 and field_group = $2', [kind, group]);
        const without = before.filter((row) => row.field_group !== group && row.about !== group);
        expect(without.length).toBeLessThan(before.length);
        expect(await disclosures(kind)).toEqual(without);
        expect(await recordGroups(kind)).not.toContain(group);
      } finally {
        await writePolicy(owner);
        await owner.end();
      }
      expect(await disclosures(kind)).toEqual(before);
    },
  );

  const recordGroups = async (kind: PartyKind): Promise<string[]> =>
    groupsOf(
      await asOrganisation(network.database, { organisation: kind }, (transaction) => transaction.$queryRaw<Told[]>`
        select field_group from servicing.loan_record where loan_id = ${loan}`), // prettier-ignore
    );
});
