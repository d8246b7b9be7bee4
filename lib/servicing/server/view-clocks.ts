import { Temporal } from 'temporal-polyfill';
import type { ClockView } from '@/lib/servicing/language/loan-views';
import {
  nextDeadline,
  regulatoryClocks,
  type DutiesDone,
  type RegulatoryClock,
} from '@/lib/servicing/language/regulatory-clocks';

/** All clocks of an unpaid instalment, seen from today. */
export function viewClocks(earliestUnpaidDueOn: string, today: Temporal.PlainDate): ClockView[] {
  return regulatoryClocks(Temporal.PlainDate.from(earliestUnpaidDueOn)).map((clock) => viewClock(clock, today));
}

/** The next deadline still to be met, or null. */
export function viewNextClock(
  due: { earliestUnpaidDueOn: string; done: DutiesDone },
  today: Temporal.PlainDate,
): ClockView | null {
  const clock = nextDeadline(Temporal.PlainDate.from(due.earliestUnpaidDueOn), due.done);
  return clock === undefined ? null : viewClock(clock, today);
}

function viewClock(clock: RegulatoryClock, today: Temporal.PlainDate): ClockView {
  const daysLeft = today.until(clock.dueOn, { largestUnit: 'day' }).days;
  return {
    clock: clock.clock,
    label: clock.label,
    rule: clock.rule,
    dueOn: clock.dueOn.toString(),
    arithmetic: clock.arithmetic,
    daysLeft,
  };
}
