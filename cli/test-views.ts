import type { Temporal } from 'temporal-polyfill';
import type { WireEntry, WireStream } from '@/lib/ledger/language/wire';
import { listMovements } from '@/lib/lending/server/list-movements';
import { readOwnerExposure } from '@/lib/lending/server/read-owner-exposure';
import { readPortfolio } from '@/lib/lending/server/read-portfolio';
import type { Actor } from '@/lib/partners/server/actor';
import { readExposure } from '@/lib/securities/server/read-exposure';
import { listAlerts } from '@/lib/servicing/server/list-alerts';
import { listLoans } from '@/lib/servicing/server/list-loans';
import { readHistory } from '@/lib/servicing/server/read-history';
import { readHome } from '@/lib/servicing/server/read-home';
import { readLoan } from '@/lib/servicing/server/read-loan';
import { readLoanProof, type ProofSources } from '@/lib/servicing/server/read-loan-proof';
import { summarizeAlerts } from '@/lib/servicing/server/summarize-alerts';

/** What is asked of, by whom, on which day; `loans` by our id or by a tape's number. */
export interface Looking {
  readonly sources: ProofSources;
  readonly actor: Actor;
  readonly today: Temporal.PlainDate;
  readonly loans: readonly string[];
  readonly since: Date;
}

/** As many as there are connections: of all at once some would wait longer for one than a reader is let wait. */
const AT_ONCE = 4;

/** Every view there is, by name, as one actor gets it: an answer, or the code of the refusal. */
export async function allViews({ sources, actor, today, loans, since }: Looking): Promise<Record<string, unknown>> {
  const { database } = sources;
  const views: Record<string, () => Promise<unknown>> = {
    loans: () => listLoans(database, actor, { limit: 500 }, today),
    late: () => listLoans(database, actor, { limit: 500, late: 1 }, today),
    secondPage: async () => {
      const { next_cursor } = await listLoans(database, actor, { limit: 1 }, today);
      return next_cursor === null ? null : listLoans(database, actor, { limit: 1, cursor: next_cursor }, today);
    },
    alerts: () => listAlerts(database, actor, { limit: 500 }, today),
    resolved: () => listAlerts(database, actor, { limit: 500, state: 'resolved' }, today),
    overdue: () => listAlerts(database, actor, { limit: 500, window: 'overdue' }, today),
    summary: () => summarizeAlerts(database, actor, since, today),
    exposure: () => readExposure(database, actor, since),
    ownerExposure: () => readOwnerExposure(database, actor),
    portfolio: () => readPortfolio(database, actor, since),
    movements: () => listMovements(database, actor, { limit: 500 }),
    home: () => readHome(database, actor, today),
  };
  for (const loan of loans) {
    views[`find ${loan}`] = () => listLoans(database, actor, { limit: 500, search: loan }, today);
    views[`loan ${loan}`] = () => readLoan(database, actor, loan, today);
    views[`history ${loan}`] = () => readHistory({ database, subjects: sources.hub.subjects }, actor, loan);
    views[`proof ${loan}`] = async () => inOrder((await readLoanProof(sources, actor, loan)).sealed);
  }
  const answers: (readonly [string, unknown])[] = [];
  const asked = Object.entries(views);
  for (let at = 0; at < asked.length; at += AT_ONCE)
    answers.push(
      ...(await Promise.all(
        asked.slice(at, at + AT_ONCE).map(async ([name, view]) => [name, await view().catch(codeOf)] as const),
      )),
    );
  return Object.fromEntries(answers);
}

/** The fields of an entry come in no order. */
function inOrder({ entries, ...rest }: WireStream): WireStream {
  const sorted = (fields: WireEntry['fields']): WireEntry['fields'] => fields.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { ...rest, entries: entries.map((entry) => ({ ...entry, fields: sorted(entry.fields) })) };
}

function codeOf(error: unknown): unknown {
  if (error instanceof Error && 'code' in error) return { refused: error.code };
  throw error;
}
