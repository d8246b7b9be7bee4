'use client';
import type { ReactNode } from 'react';
import { Scroller } from '@/components/ui/scroller';
import { BucketTable } from '@/components/ui/bucket-table';
import { Changed } from '@/components/ui/changed';
import { count, formatDate, formatInstant, formatMoney, formatRough } from '@/components/ui/format';
import { EmptyNote } from '@/components/ui/notes';
import { useLastLook } from '@/lib/platform/client/use-last-look';
import { useExposure } from '@/lib/securities/client/use-exposure';
import type { ExposureView } from '@/lib/securities/language/exposure-views';
import { ExposureHeat } from './exposure-heat';
import { SecurityTable } from './security-table';

/** The securitizer's dashboard: what changed, exposure by bucket, securities, where it lies, and how it was restated. */
export function Exposure({ first }: { readonly first: ExposureView }): ReactNode {
  const since = useLastLook('exposure');
  const exposure = useExposure(since, first).data;
  if (exposure.count === 0)
    return (
      <EmptyNote title="No loans in your pools yet">
        When a servicer boards loans of your pools, their exposure stands here.
      </EmptyNote>
    );
  return (
    <div className="flex flex-col gap-6">
      <h1><ChangeSentence exposure={exposure} firstLook={since === undefined} /></h1>
      <section aria-labelledby="whole">
        <h2 id="whole" className="mb-2">All pools: {count(exposure.count, 'loan')}, {formatMoney(exposure.upb)} unpaid</h2>
        <BucketTable buckets={exposure.buckets} label="Exposure by bucket (MBA)" />
      </section>
      <section aria-labelledby="securities">
        <h2 id="securities" className="mb-2">Securities</h2>
        <SecurityTable securities={exposure.securities} />
      </section>
      <ExposureHeat heat={exposure.heat} />
      <section aria-labelledby="restated">
        <h2 id="restated" className="mb-2">Restated</h2>
        <Scroller label="Restatements of exposure 60 days late and worse">
          <table className="rows" aria-label="Restatements of exposure 60 days late and worse">
            <thead><tr><th scope="col">When</th><th scope="col">Pool</th><th scope="col" className="num">60+ before</th><th scope="col" className="num">60+ now</th><th scope="col" className="num">Loans</th><th scope="col">As of</th></tr></thead>
            <tbody>
              {exposure.restatements.map((each) => (
                <tr key={`${each.pool} ${String(each.index)}`}><td>{formatInstant(each.recordedAt)}</td><td>{each.poolName}</td><td className="num">{formatMoney(each.before)}</td><td className="num font-medium">{formatMoney(each.after)}</td><td className="num">{each.loanCount.toLocaleString('en-US')}</td><td>{formatDate(each.asOfOn)}</td></tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      </section>
    </div>
  ); // prettier-ignore
}

interface ChangeProps {
  readonly exposure: ExposureView;
  readonly firstLook: boolean;
}

function ChangeSentence({ exposure, firstLook }: ChangeProps): ReactNode {
  const { seriousChange, securities } = exposure;
  const rough = formatRough(seriousChange);
  if (Number(seriousChange) === 0) return 'Exposure 60 days late and worse stands as when you last looked.';
  const across = `across ${count(securities.length, 'security', 'securities')}`;
  return (
    <>
      Exposure 60 days late and worse {seriousChange.startsWith('-') ? 'fell' : 'rose'} by <Changed value={rough} /> {across}{' '}
      {firstLook ? 'in the record so far' : 'since you last looked'}.
    </>
  );
}
