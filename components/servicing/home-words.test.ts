import { expect, it } from 'vitest';
import type { LoanView } from '@/lib/servicing/language/loan-views';
import { homeHeadline, homeSteps } from './home-words';

const clock = (name: string, dueOn: string, daysLeft: number): LoanView['clocks'][number] => ({
  clock: name,
  label: name,
  rule: '',
  dueOn,
  arithmetic: '',
  daysLeft,
});

function loan(standing: Partial<LoanView['standing']>, clocks: LoanView['clocks'] = []): LoanView {
  const late = { bucket: '60', mbaMonthsLate: 2, earliestUnpaidDueOn: '2026-09-01', ...standing };
  return { standing: late, clocks } as unknown as LoanView;
}

const points = (of: LoanView): string[] => homeSteps(of, 'Northwind').map(({ point }) => point);

it('a day to come is promised, a day that is past is told as past', () => {
  const early = [clock('written-notice', '2026-10-16', 3), clock('first-filing', '2026-12-31', 79)];
  expect(points(loan({}, early))).toEqual(['Call Northwind', 'Northwind will reach out to you.', 'There is time.']);
  const between = [clock('written-notice', '2026-10-16', -1), clock('first-filing', '2026-12-31', 0)];
  expect(points(loan({}, between))).toEqual(['Call Northwind', 'Look for a letter about your options.', 'There is time.']);
  const late = [clock('written-notice', '2026-10-16', -90), clock('first-filing', '2026-12-31', -1)];
  expect(homeSteps(loan({}, late), 'Northwind').at(-1)).toEqual({
    point: 'Ask now.',
    rest: 'Since Dec 31, 2026 a foreclosure may be started. As a rule, a complete request for help still has to be decided first, as long as it comes more than 37 days before a sale.',
  });
});

it('whose property was acquired is told so, and not that there is time', () => {
  const acquired = loan({ bucket: 'reo' }, [clock('first-filing', '2026-05-02', -200)]);
  expect(homeHeadline(acquired)).toContain('has taken over the property');
  expect(points(acquired)).toEqual(['Call Northwind', 'Ask what your state allows.']);
});

it('one month late is a payment, more are payments since the first', () => {
  expect(homeHeadline(loan({ mbaMonthsLate: 1 }))).toBe('Your payment for September has not arrived. Here is what you can do.');
  expect(homeHeadline(loan({}))).toBe('Your payments since September have not arrived. Here is what you can do.');
  expect(homeHeadline(loan({ mbaMonthsLate: 0 }))).toBe('You are up to date. Thank you.');
  expect(homeHeadline(loan({ bucket: 'exited' }))).toBe('This loan is closed.');
});
