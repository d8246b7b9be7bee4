import type { PoolClient } from 'pg';
import type { Projection } from '@/lib/ledger/server/follow-ledger';
import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';
import { boardLoans } from './board-loans';
import { forgetErased } from './forget-erased';
import { foldStanding } from './fold-standing';
import { loanTold, type LoanTold } from './loan-told';
import { projectAlerts } from './project-alerts';
import { projectErasures } from './project-erasures';
import { writeMonths } from './loan-months';
import { readStandings, writeStandings } from './standing-row';
import { writeRecords } from './loan-records';

/** The loan a stream is about, or undefined for streams of other things. */
function loanOf(stream: string): string | undefined {
  return stream.startsWith('loan/') ? stream.slice('loan/'.length) : undefined;
}

/** Folds loans, their standing, months, records by field group, and alerts. */
export const servicingProjection: Projection = {
  room: 'servicing',
  forget: forgetErased,
  async project(client, facts) {
    await projectErasures(client, facts);
    const ofLoans = facts.filter((fact) => loanOf(fact.stream) !== undefined);
    await boardLoans(
      client,
      ofLoans.filter((fact) => fact.type === 'LoanBoarded'),
    );
    const told = await foldStandings(client, ofLoans);
    await writeMonths(client, ofLoans);
    await writeRecords(client, ofLoans);
    await projectAlerts(client, ofLoans, told);
    await touchLoans(client, ofLoans);
  },
};

/** Answers how each fact left its loan. */
async function foldStandings(client: PoolClient, facts: readonly RecordedFact[]): Promise<Map<RecordedFact, LoanTold>> {
  const standings = await readStandings(client, [...new Set(facts.map((fact) => fact.stream.slice('loan/'.length)))]);
  const lateBefore = new Map([...standings].map(([loan, row]) => [loan, row.months_late > 0]));
  const told = new Map<RecordedFact, LoanTold>();
  for (const fact of facts) {
    const loan = fact.stream.slice('loan/'.length);
    const row = standings.get(loan);
    if (row === undefined) continue;
    foldStanding(row, fact);
    told.set(fact, loanTold(row, lateBefore.get(loan) === true));
  }
  await writeStandings(client, [...standings.values()]);
  return told;
}

/** The newest version and position of each loan: what a signal names and an ETag is made of. */
async function touchLoans(client: PoolClient, facts: readonly RecordedFact[]): Promise<void> {
  const newest = new Map(facts.map((fact) => [fact.stream.slice('loan/'.length), fact]));
  const last = [...newest];
  await client.query(
    `update servicing.loan l set version = n.version, moved_index = n.at
     from unnest($1::text[], $2::integer[], $3::bigint[]) n(loan_id, version, at) where l.loan_id = n.loan_id`,
    [last.map(([id]) => id), last.map(([, fact]) => fact.version), last.map(([, fact]) => fact.index.toString())],
  );
  const homeowners = facts.filter((fact) => fact.type === 'LoanPartyAssigned' && fact.values.role === 'homeowner');
  for (const fact of homeowners)
    await client.query('update servicing.loan set homeowner = $2 where loan_id = $1', [
      fact.stream.slice('loan/'.length),
      fact.values.organisation,
    ]);
}
