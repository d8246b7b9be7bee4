import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import { canonicalize } from '@/lib/ledger/domain/canonical';
import { toBase64, toBase64Url, toHex } from '@/lib/ledger/domain/bytes';
import { fieldMessage } from '@/lib/ledger/domain/commitment';
import { parseCommitStatement } from '@/lib/ledger/domain/commit-statement';
import { feedPageShape, type FeedPage } from '@/lib/ledger/language/feed';
import { sha256 } from '@/lib/ledger/server/hashing';
import { PARTY_KINDS, type PartyKind } from '@/lib/partners/language/party-kind';
import { LoanPartyAssigned } from '@/lib/partners/language/facts';
import { ContactMade } from '@/lib/servicing/language/work-facts';
import { everyEntry } from './test-facts';
import { feedOf } from './test-copy';
import { openTestNetwork, type TestNetwork } from './test-network';
import { openTestSigner, type TestSigner } from './test-signer';
import { origination, performance } from './test-tape';

let network: TestNetwork;
let signer: TestSigner;
let hidden: Hidden[];

/** A field as it is stored, whoever may see it. */
interface Hidden {
  readonly group: string;
  readonly about: string;
  readonly name: string;
  readonly salt: Buffer;
  readonly value: Canonical;
}

/** Every page of an organisation's feed from a cursor on, until nothing comes any more. */
async function pagesOf(organisation: string, after: string | null = null): Promise<FeedPage[]> {
  const pages: FeedPage[] = [];
  for (let next = after; ;) {
    const page = feedPageShape.parse(await feedOf(network, organisation).page({ after: next, keys: null, wait: 0 }));
    pages.push(page);
    if (!page.more) return pages;
    next = page.next;
  }
}

async function tell(loan: string, definition: typeof ContactMade | typeof LoanPartyAssigned, values: Record<string, Canonical>): Promise<void> {
  const key = JSON.stringify(values);
  const facts = [{ definition, values, stream: `loan/${loan}`, occurredAt: '2024-09-05', causes: [] }];
  await network.worker.context.ledger.commit({ organisation: 'servicer', actor: 'a', idempotencyKey: key, fingerprint: key, signedAt: '2024-09-05T00:00:00.000Z', facts });
} // prettier-ignore

async function loanIds(): Promise<string[]> {
  const { rows } = await network.worker.context.pool.query<{ id: string }>('select loan_id as id from servicing.loan_number order by agency_loan_id');
  return rows.map(({ id }) => id);
} // prettier-ignore

const LOANS = Array.from({ length: 400 }, (_, at) => `FEED${String(at).padStart(8, '0')}`);

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  signer = await openTestSigner(network);
  const months = ['202407', '202408', '202409', '202410'];
  const rows = LOANS.flatMap((loan) => months.map((period) => performance(loan, period, '00', '239000.00')));
  await network.commitTape(
    await network.sendTape({ origination: LOANS.map((loan) => origination(loan)).join('\n'), performance: rows.join('\n') }),
  );
  const [first = ''] = await loanIds();
  await tell(first, LoanPartyAssigned, { organisation: 'homeowner', role: 'homeowner', sinceOn: '2024-09-01' });
  await tell(first, ContactMade, { channel: 'phone', outcome: 'reached', madeOn: '2024-09-05' });
  await signer.sign();
  const own = (await everyEntry(network)).filter(({ stream }) => stream === `loan/${first}`);
  hidden = own.flatMap(({ fields, row }) =>
    fields.map(({ group, name, salt, value }) => ({ group, about: row.about ?? '', name, salt: Buffer.from(salt, 'base64url'), value })),
  );
}, 120_000); // prettier-ignore
afterAll(() => network.close());

/** The feed in every form in which a salt could stand in it. */
const textOf = (pages: readonly FeedPage[]): string => {
  const salts = pages.flatMap(({ commits }) => commits.flatMap(({ entries }) => entries.flatMap(({ disclosed }) => disclosed.map((part) => part.salts))));
  return `${JSON.stringify(pages)} ${salts.map((each) => toHex(Buffer.from(each, 'base64'))).join(' ')}`;
}; // prettier-ignore

const WITHHELD: Readonly<Record<PartyKind, readonly string[]>> = {
  servicer: [],
  owner: ['contact-log'],
  securitizer: ['contact-log', 'loan-number', 'credit-score'],
  homeowner: ['contact-log', 'credit-score-band'],
};

describe('the feed of each party', () => {
  it.each(PARTY_KINDS)('gives the %s every salt that it may have and no other', async (kind) => {
    const text = textOf(await pagesOf(kind));
    for (const { group, about, name, salt } of hidden) {
      const withheld = WITHHELD[kind].includes(group) || WITHHELD[kind].includes(about);
      expect([name, text.includes(toHex(salt))]).toEqual([name, !withheld]);
    }
  });

  it('lets nobody who lacks it guess a credit score from all of that', async () => {
    const pages = await pagesOf('securitizer');
    const text = textOf(pages);
    const commitments = new Set(
      pages.flatMap(({ commits }) =>
        commits.flatMap(({ entries }) =>
          entries.flatMap(({ commitments: all }) => {
            const bytes = Buffer.from(all ?? '', 'base64');
            return Array.from({ length: bytes.length / 32 }, (_, at) => toHex(bytes.subarray(at * 32, at * 32 + 32)));
          }),
        ),
      ),
    );
    const fits = (salt: string, score: number): boolean =>
      commitments.has(toHex(sha256(fieldMessage(salt, 'creditScore', canonicalize(score)))));
    const own = hidden.find(({ name }) => name === 'creditScore');
    const salts = ['', ...hidden.filter(({ salt }) => text.includes(toHex(salt))).map(({ salt }) => toBase64Url(salt))];
    expect(salts.length).toBeGreaterThan(5);
    expect(text).not.toContain(toBase64(own?.salt ?? Buffer.alloc(1)));
    for (let score = 300; score <= 850; score += 1) for (const salt of salts) expect(fits(salt, score)).toBe(false);
    expect(fits(toBase64Url(own?.salt ?? Buffer.alloc(0)), own?.value as number)).toBe(true);
  });

  it('tells those who are party to nothing how much there is, and of it nothing', async () => {
    const pages = await pagesOf('stranger');
    const entries = pages.flatMap(({ commits }) => commits.flatMap((commit) => commit.entries));
    expect(entries.length).toBeGreaterThan(0);
    for (const { header } of entries) expect(header).toMatch(/"stream":"(log\/heads|org\/stranger)"/);
    for (const loan of await loanIds()) expect(JSON.stringify(pages)).not.toContain(loan);
  });

  it('brings commits whole, in ledger order, in pages of bounded size that leave nothing out', async () => {
    const pages = await pagesOf('servicer');
    expect(pages.length).toBeGreaterThan(2);
    let at = 0;
    for (const { from, to, leaves } of pages) {
      expect(from).toBe(at);
      expect(Buffer.from(leaves, 'base64')).toHaveLength((to - from) * 32);
      expect(to - from).toBeLessThanOrEqual(3_000);
      at = to;
    }
    const entries = pages.flatMap(({ commits }) => commits.flatMap((commit) => commit.entries.map(({ index }) => index)));
    expect(new Set(entries).size).toBe(entries.length);
    const { rows } = await network.worker.context.pool.query<{ entries: string }>(
      `select count(*) as entries from ledger.entry where stream like 'loan/%' or stream like 'book/%' or stream in ('log/heads', 'org/servicer')`,
    );
    expect(entries).toHaveLength(Number(rows[0]?.entries));
    for (const { statement, digests } of pages.flatMap(({ commits }) => commits))
      expect(Buffer.from(digests, 'base64')).toHaveLength((parseCommitStatement(statement)?.count ?? 0) * 32);
  });

  it('is the same whenever it is asked for, and its cursor is nothing to anyone else', async () => {
    const [first] = await pagesOf('owner');
    const again = feedPageShape.parse(await feedOf(network, 'owner').page({ after: null, keys: null, wait: 0 }));
    expect({ ...again, next: '' }).toEqual({ ...first, next: '' });
    for (const organisation of ['securitizer', 'stranger'])
      await expect(feedOf(network, organisation).page({ after: first?.next ?? '', keys: null, wait: 0 })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  }); // prettier-ignore

  it('brings what went before to one who becomes party, and ends with the grant', async () => {
    const [, second = ''] = await loanIds();
    const before = await pagesOf('homeowner');
    expect(JSON.stringify(before)).not.toContain(second);
    await tell(second, LoanPartyAssigned, { organisation: 'homeowner', role: 'homeowner', sinceOn: '2024-11-01' });
    await signer.sign();
    const news = await pagesOf('homeowner', before.at(-1)?.next);
    const told = news.flatMap(({ commits }) => commits.flatMap((commit) => commit.entries.map(({ header }) => header)));
    const { pool } = network.worker.context;
    const stream = `loan/${second}`;
    const { rows } = await pool.query<{ count: string }>('select count(*) from ledger.entry where stream = $1', [stream]);
    expect(told.filter((header) => header.includes(stream))).toHaveLength(Number(rows[0]?.count));
    await pool.query(
      "update partners.stream_party set to_index = (select size from ledger.head) where organisation = 'homeowner' and stream = $1",
      [stream],
    );
    await tell(second, LoanPartyAssigned, { organisation: 'stranger', role: 'servicer', sinceOn: '2024-12-01' });
    await signer.sign();
    const later = await pagesOf('homeowner', news.at(-1)?.next);
    expect(later.some(({ to, from }) => to > from)).toBe(true);
    expect(JSON.stringify(later)).not.toContain(second);
  });

  it('waits for news, and brings it as soon as it is under a checkpoint', async () => {
    const before = await pagesOf('owner');
    const waiting = feedOf(network, 'owner').page({ after: before.at(-1)?.next ?? '', keys: null, wait: 20_000 });
    const [first = ''] = await loanIds();
    await tell(first, ContactMade, { channel: 'letter', outcome: 'no-answer', madeOn: '2024-12-05' });
    await signer.sign();
    const page = feedPageShape.parse(await waiting);
    expect(page.to).toBeGreaterThan(page.from);
  });
});
