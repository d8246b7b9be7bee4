import type { ReactNode } from 'react';
import { ClockWords } from '@/components/servicing/clock-words';
import { StandingStatus } from '@/components/servicing/standing-status';
import { BucketTable, type BucketLine } from '@/components/ui/bucket-table';
import { Changed } from '@/components/ui/changed';
import { formatMonth } from '@/components/ui/format';
import type { StoryViews } from './read-views';

/** The same loan as its four parties see it at this moment. */
export function FourViews({ views }: { readonly views: StoryViews }): ReactNode {
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <Party who="The servicer" sees="a late payment to work, with its next legal deadline">
        {views.alert === null ? (
          <p>Nothing to work: all three have paid.</p>
        ) : (
          <div className="flex flex-col items-start gap-2">
            <p className="font-semibold"><Changed value={views.alert.agencyLoanId ?? ''} /></p>
            <Changed value={views.alert.standing.bucket}><StandingStatus bucket={views.alert.standing.bucket} /></Changed>
            {views.alert.nextClock !== null && <ClockWords clock={views.alert.nextClock} />}
          </div>
        )}
      </Party>
      <Party who="The owner" sees="its portfolio by how late it is"><Short label="Portfolio" buckets={views.portfolio} /></Party>
      <Party who="The securitizer" sees="the exposure of the pool, restated"><Short label="Exposure" buckets={views.exposure} /></Party>
      <Party who="The homeowner" sees="her own loan, in plain words">
        <p className="text-lg font-semibold"><Changed value={homeWords(views)} /></p>
      </Party>
    </div>
  ); // prettier-ignore
}

function homeWords({ homeowner: { standing } }: StoryViews): string {
  if (standing.mbaMonthsLate === 0 || standing.earliestUnpaidDueOn === null) return 'You are up to date. Thank you.';
  return `Your payment for ${formatMonth(standing.earliestUnpaidDueOn)} has not arrived. Here is what you can do.`;
}

function Short({ label, buckets }: { readonly label: string; readonly buckets: readonly BucketLine[] }): ReactNode {
  return <BucketTable label={label} buckets={buckets.filter((line) => ['current', '30'].includes(line.bucket))} />;
}

function Party({
  who,
  sees,
  children,
}: {
  readonly who: string;
  readonly sees: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className="card p-4" aria-label={who}>
      <h3 className="font-semibold">{who}</h3>
      <p className="mb-3 text-quiet">sees {sees}</p>
      {children}
    </section>
  );
}
