import type { ReactNode } from 'react';
import { StatusWord, type Tone } from '@/components/ui/status-word';
import { formatDate } from '@/components/ui/format';
import type { ClockView } from '@/lib/servicing/language/loan-views';

const DAY: Readonly<Record<string, string>> = { 'live-contact': 'day 36', 'written-notice': 'day 45', 'first-filing': 'day 121' };

/** A deadline in words: "Live contact due in 3 days, day 36". */
function clockSentence(clock: ClockView): string {
  const day = DAY[clock.clock] ?? '';
  if (clock.daysLeft === 0) return `${clock.label} due today, ${day}`;
  const days = Math.abs(clock.daysLeft);
  const span = `${String(days)} day${days === 1 ? '' : 's'}`;
  return clock.daysLeft > 0 ? `${clock.label} due in ${span}, ${day}` : `${clock.label} ${span} overdue, ${day}`;
}

function toneOf(clock: ClockView): Tone {
  if (clock.daysLeft < 0) return 'late';
  return clock.daysLeft <= 7 ? 'risk' : 'calm';
}

/** The next deadline as a status. */
export function ClockWords({ clock }: { readonly clock: ClockView }): ReactNode {
  return <StatusWord tone={toneOf(clock)}>{clockSentence(clock)}</StatusWord>;
}

/** All clocks with the rule and the arithmetic behind each date. */
export function ClockList({ clocks }: { readonly clocks: readonly ClockView[] }): ReactNode {
  return (
    <ul className="flex flex-col gap-2">
      {clocks.map((clock) => (
        <li key={clock.clock}>
          <details className="rounded-md border border-line p-2">
            <summary className="cursor-pointer">
              <strong>{clock.label}</strong> {clock.clock === 'first-filing' ? '' : 'by '}
              {formatDate(clock.dueOn)}
            </summary>
            <p className="mt-1 text-quiet">
              {clock.arithmetic} Rule: {clock.rule}.
              {clock.clock === 'first-filing' && ' Other rules may forbid it for longer: this is no permission.'}
            </p>
          </details>
        </li>
      ))}
    </ul>
  );
}
