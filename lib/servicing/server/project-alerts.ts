import type { PoolClient } from 'pg';
import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';
import type { LoanTold } from './loan-told';

interface AlertRow {
  loan_id: string;
  opened_due_on: string;
  state: string;
}

/**
 * An alert opens with a missed payment, is worked by the servicer's facts, and closes when the loan is current again.
 * `told` says how each fact left its loan: a correction of an older month that leaves it as it was opens and closes nothing.
 */
export async function projectAlerts(
  client: PoolClient,
  facts: readonly RecordedFact[],
  told: ReadonlyMap<RecordedFact, LoanTold>,
): Promise<void> {
  const relevant = facts.filter((fact) => Object.hasOwn(HANDLERS, fact.type));
  if (relevant.length === 0) return;
  const loans = [...new Set(relevant.map((fact) => fact.stream.slice('loan/'.length)))];
  const { rows } = await client.query<AlertRow & { servicer: string }>(
    `select a.* from servicing.alert a where a.loan_id = any ($1) and a.state <> 'resolved'`,
    [loans],
  );
  const open = new Map<string, Alert>(rows.map((row) => [row.loan_id, { ...(row as unknown as Alert), changed: false }]));
  const closed: Alert[] = [];
  for (const fact of relevant) {
    const loan = fact.stream.slice('loan/'.length);
    const loanTold = told.get(fact);
    const next = loanTold === undefined ? undefined : HANDLERS[fact.type]?.(open.get(loan), fact, loanTold);
    if (next === undefined) continue;
    next.changed = true;
    next.touched_at = fact.recordedAt.toISOString();
    if (next.state === 'resolved') {
      closed.push(next);
      open.delete(loan);
    } else open.set(loan, next);
  }
  await writeAlerts(client, [...closed, ...[...open.values()].filter((alert) => alert.changed)]);
}

interface Alert extends AlertRow {
  assignee: string | null;
  reason: string | null;
  opened_at: string;
  opened_index: string;
  touched_at: string;
  missed_digest: string;
  live_contact_on: string | null;
  written_notice_on: string | null;
  changed: boolean;
}

type Handler = (alert: Alert | undefined, fact: RecordedFact, told: LoanTold) => Alert | undefined;

const resolved = (alert: Alert | undefined, reason: string): Alert | undefined =>
  alert === undefined ? undefined : { ...alert, state: 'resolved', reason };

const cured: Handler = (alert, _, { isPaidUp }) => (isPaidUp ? resolved(alert, 'cured') : undefined);

/** A miss of an older month is news where the loan is late by it, and was not before. */
const missed: Handler = (alert, fact, { isLate, asOfOn, wasLate }) => {
  const isOfThePast = asOfOn !== null && (fact.values.asOfOn as string) < asOfOn;
  return alert === undefined && isLate && !(isOfThePast && wasLate) ? opened(fact) : undefined;
};

const HANDLERS: Readonly<Record<string, Handler>> = {
  PaymentMissed: missed,
  BalanceReported: cured,
  ReportCorrected: cured,
  // What the owner has acquired has no borrower to reach any more.
  PropertyAcquired: (alert, _, { bucket }) => (bucket === 'reo' ? resolved(alert, 'property-acquired') : undefined),
  LoanExited: (alert, _, { bucket }) => (bucket === 'exited' ? resolved(alert, 'exited') : undefined),
  PaymentReceived: (alert, { values }, told) => (values.sourceFile === null ? paid(alert, told) : undefined),
  AlertAcknowledged: (alert) => (alert === undefined ? undefined : { ...alert, state: 'acknowledged' }),
  AlertAssigned: (alert, { values }) =>
    alert === undefined ? undefined : { ...alert, state: 'working', assignee: values.assignee as string },
  AlertResolved: (alert, { values }) =>
    alert === undefined ? undefined : { ...alert, state: 'resolved', reason: values.reason as string },
  ContactMade: (alert, { values }) =>
    alert === undefined || values.outcome !== 'reached' ? undefined : { ...alert, live_contact_on: values.madeOn as string },
  WrittenNoticeSent: (alert, { values }) =>
    alert === undefined ? undefined : { ...alert, written_notice_on: values.sentOn as string },
};

/** A payment posted by hand closes the alert when nothing due by then is left unpaid. */
function paid(alert: Alert | undefined, { isPaidUp }: LoanTold): Alert | undefined {
  return isPaidUp ? resolved(alert, 'cured') : alert;
}

function opened(fact: RecordedFact): Alert {
  return {
    loan_id: fact.stream.slice('loan/'.length),
    opened_due_on: fact.values.installmentDueOn as string,
    state: 'new',
    assignee: null,
    reason: null,
    opened_at: fact.recordedAt.toISOString(),
    opened_index: fact.index.toString(),
    touched_at: fact.recordedAt.toISOString(),
    missed_digest: fact.digest,
    live_contact_on: null,
    written_notice_on: null,
    changed: true,
  };
}

async function writeAlerts(client: PoolClient, alerts: readonly Alert[]): Promise<void> {
  if (alerts.length === 0) return;
  // One that closed and opened again for the same instalment is one row, which keeps how it first opened.
  const rows = new Map<string, Alert>();
  for (const alert of alerts) {
    const key = `${alert.loan_id} ${alert.opened_due_on}`;
    const { opened_at, opened_index, missed_digest } = rows.get(key) ?? alert;
    rows.set(key, { ...alert, opened_at, opened_index, missed_digest });
  }
  await client.query(
    `insert into servicing.alert
     select r.loan_id, r.opened_due_on, l.servicer, r.state, r.assignee, r.reason, r.opened_at, r.opened_index, r.touched_at,
       r.missed_digest, r.live_contact_on, r.written_notice_on
     from jsonb_populate_recordset(null::servicing.alert, $1::jsonb) r join servicing.loan l using (loan_id)
     on conflict (loan_id, opened_due_on) do update set state = excluded.state, assignee = excluded.assignee,
       reason = excluded.reason, touched_at = excluded.touched_at, live_contact_on = excluded.live_contact_on,
       written_notice_on = excluded.written_notice_on`,
    [JSON.stringify([...rows.values()])],
  );
}
