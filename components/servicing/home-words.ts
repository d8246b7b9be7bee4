import { formatDate, formatMonth } from '@/components/ui/format';
import type { ClockView, LoanView } from '@/lib/servicing/language/loan-views';

/** What a homeowner can do, or what comes next: the point, and what there is to know about it. */
export interface HomeStep {
  readonly point: string;
  readonly rest: string;
}

/** The first line of the page: how the loan stands, in plain words. */
export function homeHeadline({ standing }: LoanView): string {
  if (standing.bucket === 'exited') return 'This loan is closed.';
  if (standing.bucket === 'reo') return 'The owner of your loan has taken over the property. Here is who can help.';
  if (standing.earliestUnpaidDueOn === null || standing.mbaMonthsLate === 0) return 'You are up to date. Thank you.';
  const month = formatMonth(standing.earliestUnpaidDueOn);
  if (standing.mbaMonthsLate === 1) return `Your payment for ${month} has not arrived. Here is what you can do.`;
  return `Your payments since ${month} have not arrived. Here is what you can do.`;
}

/** What somebody who is late can do and expect, the first thing first. A day that is past is told as past: false comfort costs a home. */
export function homeSteps({ standing, clocks }: LoanView, servicer: string): HomeStep[] {
  if (standing.bucket === 'reo')
    return [
      { point: `Call ${servicer}`, rest: 'or a counselor (below). Ask how long you can stay, and whether there is help with moving.' },
      { point: 'Ask what your state allows.', rest: 'In some states there is still time to get the home back. A counselor knows, and asking is free.' },
    ];
  const call = { point: `Call ${servicer}`, rest: 'or a counselor (below). Asking is free. You can ask for more time, a plan, or a change to the loan.' };
  const notice = clocks.find(({ clock }) => clock === 'written-notice');
  const filing = clocks.find(({ clock }) => clock === 'first-filing');
  return [call, noticeStep(notice, servicer), ...(filing === undefined ? [] : [filingStep(filing)])];
} // prettier-ignore

/** The letter about options, 12 CFR 1024.39(b). */
function noticeStep(notice: ClockView | undefined, servicer: string): HomeStep {
  if (notice !== undefined && notice.daysLeft < 0)
    return { point: 'Look for a letter about your options.', rest: `It had to be sent by ${formatDate(notice.dueOn)}. If you have none, ask ${servicer} for it.` };
  const by = notice === undefined ? '' : `A letter about your options must be sent by ${formatDate(notice.dueOn)}.`;
  return { point: `${servicer} will reach out to you.`, rest: by };
} // prettier-ignore

/** When a foreclosure may begin, 12 CFR 1024.41(f), and what asking does after that, 1024.41(g). */
function filingStep(filing: ClockView): HomeStep {
  const day = formatDate(filing.dueOn);
  if (filing.daysLeft >= 0)
    return { point: 'There is time.', rest: `As a rule, no foreclosure may be started before ${day}. Asking for help early gives you more choices.` };
  return { point: 'Ask now.', rest: `Since ${day} a foreclosure may be started. As a rule, a complete request for help still has to be decided first, as long as it comes more than 37 days before a sale.` };
} // prettier-ignore
