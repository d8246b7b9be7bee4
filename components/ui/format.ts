const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const LONG_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** "Mar 12, 2027" from an ISO date. */
export function formatDate(iso: string): string {
  const [year = '', month = '1', day = '1'] = iso.slice(0, 10).split('-');
  return `${MONTHS[Number(month) - 1] ?? month} ${String(Number(day))}, ${year}`;
}

/** "March" from an ISO date. */
export function formatMonth(iso: string): string {
  return LONG_MONTHS[Number(iso.slice(5, 7)) - 1] ?? iso;
}

/** "Mar 2027" from a period such as 202703. */
export function formatPeriod(period: number): string {
  return `${MONTHS[(period % 100) - 1] ?? ''} ${String(Math.floor(period / 100))}`;
}

const EASTERN = { timeZone: 'America/New_York', month: 'short', day: 'numeric', year: 'numeric' } as const;
const DAY = new Intl.DateTimeFormat('en-US', EASTERN);
const TIME = new Intl.DateTimeFormat('en-US', { ...EASTERN, hour: 'numeric', minute: '2-digit', second: '2-digit' });

/** "Mar 12, 2027": the day it was in the East at an ISO instant, as {@link formatInstant} tells it. */
export function formatDay(instant: string): string {
  return DAY.format(new Date(instant));
}

/** "Mar 12, 2027, 10:42:07 AM" Eastern, from an ISO instant: the same on the server and in every browser. */
export function formatInstant(iso: string): string {
  return `${TIME.format(new Date(iso)).replace(/\u202f/g, ' ')} ET`;
}

/** "$1,580.17" from "1580.17". */
export function formatMoney(amount: string): string {
  const [dollars = '0', cents = '00'] = amount.replace('-', '').split('.');
  return `${amount.startsWith('-') ? '−' : ''}$${dollars.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

/** "$1.2M" or "$840K" for sentences and bars; the exact amount stands beside it or behind it. */
export function formatRough(amount: string): string {
  const dollars = Math.abs(Number(amount));
  if (dollars >= 1_000_000) return `$${(dollars / 1_000_000).toFixed(dollars >= 100_000_000 ? 0 : 1)}M`;
  return dollars >= 1_000 ? `$${String(Math.round(dollars / 1_000))}K` : `$${dollars.toFixed(0)}`;
}

/** "12.34%" from hundredths of a percent. */
export function formatShare(hundredths: number): string {
  return `${(hundredths / 100).toFixed(2)}%`;
}

/** "1 loan", "12 loans". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}
