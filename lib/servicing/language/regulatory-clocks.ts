import type { Temporal } from 'temporal-polyfill';

/** A date by which the law asks something, with the arithmetic that led to it. */
export interface RegulatoryClock {
  readonly clock: 'live-contact' | 'written-notice' | 'first-filing';
  readonly label: string;
  readonly rule: string;
  readonly day: number;
  readonly dueOn: Temporal.PlainDate;
  readonly arithmetic: string;
}

/** Calendar days after the earliest unpaid due date (domain reference §1.2, rows 3, 5 and 11). */
const RULES = [
  { clock: 'live-contact', label: 'Live contact', rule: '12 CFR 1024.39(a)', day: 36 },
  { clock: 'written-notice', label: 'Written notice', rule: '12 CFR 1024.39(b)', day: 45 },
  { clock: 'first-filing', label: 'First filing not before', rule: '12 CFR 1024.41(f)(1)', day: 121 },
] as const;

/** The clocks that start when an instalment goes unpaid. */
export function regulatoryClocks(earliestUnpaidDueOn: Temporal.PlainDate): RegulatoryClock[] {
  return RULES.map((rule) => {
    const dueOn = earliestUnpaidDueOn.add({ days: rule.day });
    const arithmetic = `Due ${earliestUnpaidDueOn.toString()} and unpaid, plus ${String(rule.day)} calendar days, is ${dueOn.toString()}.`;
    return { ...rule, dueOn, arithmetic };
  });
}

/** What a servicer has done about an unpaid instalment so far. */
export interface DutiesDone {
  readonly liveContact: boolean;
  readonly writtenNotice: boolean;
}

/** The next deadline that is still to be met: live contact, then the written notice; undefined when both were. */
export function nextDeadline(earliestUnpaidDueOn: Temporal.PlainDate, done: DutiesDone): RegulatoryClock | undefined {
  const open = { 'live-contact': !done.liveContact, 'written-notice': !done.writtenNotice, 'first-filing': false };
  return regulatoryClocks(earliestUnpaidDueOn).find((each) => open[each.clock]);
}
