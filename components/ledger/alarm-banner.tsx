'use client';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useAlarms } from '@/lib/ledger/client/use-alarms';
import type { FoundAlarm } from '@/lib/ledger/domain/found-alarm';
import type { ToldSuccession } from '@/lib/ledger/language/alarms';
import { alarmWords, restoredWords } from './alarm-words';

/** What was found against the record, above every page. Nobody can put it away; with nothing wrong there is nothing. */
export function AlarmBanner(): ReactNode {
  const { alarms, succession, unknown } = useAlarms();
  return (
    <>
      {succession !== null && <Succession succession={succession} />}
      {unknown && <Unknown />}
      {alarms.length > 0 && (
        <section role="alert" aria-label="Alarm about the record" className="border-b border-late bg-late-soft px-4 py-3 lg:px-6">
          {alarms.map((alarm) => (
            <Alarm key={alarm.kind} alarm={alarm} />
          ))}
        </section>
      )}
    </>
  );
}

/** That no alarm is shown must not be taken for a sound record when nobody could be asked. */
function Unknown(): ReactNode {
  return (
    <p role="status" className="border-b border-line bg-risk-soft px-4 py-2 text-risk lg:px-6">
      Whether anything was found against this record could not be asked just now. It is asked again by itself.
    </p>
  );
}

/** It happened once and stays true: said quietly, and for good. */
function Succession({ succession }: { readonly succession: ToldSuccession }): ReactNode {
  return (
    <section aria-label="About this record" className="border-b border-line bg-risk-soft px-4 py-2 text-risk lg:px-6">
      <p className="max-w-4xl">{restoredWords(succession)}</p>
    </section>
  );
}

function Alarm({ alarm }: { readonly alarm: FoundAlarm }): ReactNode {
  const { title, found, means } = alarmWords(alarm);
  return (
    <div className="max-w-4xl py-1">
      <p className="flex items-center gap-2 font-semibold text-late">
        <TriangleAlert className="size-5 shrink-0" aria-hidden="true" />
        {title}
      </p>
      <p className="mt-1">
        {found} {means}
      </p>
      <p className="mt-1">
        What to do: keep what you have saved, do not rely on what is new here, and ask whoever runs this hub and your partners.
        The evidence can be checked by anyone, without trusting any of them.
      </p>
    </div>
  );
}
