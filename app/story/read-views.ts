import { readPortfolio } from '@/lib/lending/server/read-portfolio';
import { storyActor } from '@/lib/partners/server/story-cast';
import { today } from '@/lib/platform/server/clock';
import { runtime } from '@/lib/platform/server/runtime';
import { readExposure } from '@/lib/securities/server/read-exposure';
import type { AlertView } from '@/lib/servicing/language/alert-views';
import type { LoanView } from '@/lib/servicing/language/loan-views';
import type { BucketSum } from '@/lib/servicing/language/sum-buckets';
import { listAlerts } from '@/lib/servicing/server/list-alerts';
import { readLoan } from '@/lib/servicing/server/read-loan';
import { storyLoan } from './run-story';

/** What each of the four parties sees of a run, each read as that party through its own use case. */
export interface StoryViews {
  readonly loanId: string;
  readonly alert: AlertView | null;
  readonly portfolio: readonly BucketSum[];
  readonly exposure: readonly BucketSum[];
  readonly homeowner: LoanView;
}

/** Reads the four views of a run. */
export async function readViews(run: string): Promise<StoryViews> {
  const { database } = runtime();
  const loanId = await storyLoan(run);
  const [alerts, portfolio, exposure, homeowner] = await Promise.all([
    listAlerts(database, storyActor('servicer'), { limit: 1, loan: loanId }, today()),
    readPortfolio(database, storyActor('owner'), undefined),
    readExposure(database, storyActor('securitizer'), undefined),
    readLoan(database, storyActor('homeowner'), loanId, today()),
  ]);
  return { loanId, alert: alerts.alerts[0] ?? null, portfolio: portfolio.buckets, exposure: exposure.buckets, homeowner };
}
