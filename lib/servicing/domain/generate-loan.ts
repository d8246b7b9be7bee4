import { addMonths, type Period } from '@/lib/servicing/language/period';
import { formatCents, type Cents } from '@/lib/servicing/language/money';
import { levelPaymentCents } from './amortization';
import { SeededRandom } from './seeded-random';

/** A synthetic loan in the Release 47 layout: one origination line and its monthly lines. */
export interface GeneratedLoan {
  readonly origination: string;
  readonly performance: readonly string[];
}

export interface BookPlan {
  readonly seed: number;
  readonly months: number;
  readonly lastPeriod: Period;
  /** Six capital letters or digits that set this book's loan numbers apart. */
  readonly prefix: string;
}

/** State and a 3-digit postal prefix that lies in it. */
const PLACES = [['CA', '951'], ['FL', '331'], ['NY', '112'], ['TX', '770'], ['IL', '606'], ['OH', '441'], ['GA', '303'], ['WA', '981'], ['NC', '275'], ['PA', '191'], ['AZ', '850'], ['MI', '482']] as const; // prettier-ignore

/** Odds out of 10,000 that a loan this many months late stays where it is, cures whole, or pays one instalment back. */
const ODDS = [
  { worsen: 120, cure: 0, payOneBack: 0 },
  { worsen: 3_300, cure: 3_400, payOneBack: 500 },
  { worsen: 5_200, cure: 1_500, payOneBack: 700 },
  { worsen: 6_800, cure: 700, payOneBack: 500 },
  { worsen: 8_200, cure: 250, payOneBack: 250 },
] as const;

/** The `at`-th loan of a book: the same plan and place give the same lines. */
export function generateLoan(plan: BookPlan, at: number): GeneratedLoan {
  const random = new SeededRandom(plan.seed * 1_000_003 + at);
  const loan = originate(plan, at, random);
  return { origination: originationLine(loan, random), performance: [...performanceLines(loan, plan, random)] };
}

interface Loan {
  readonly number: string;
  readonly first: Period;
  readonly upbCents: bigint;
  readonly rate: string;
  readonly term: number;
  readonly payment: Cents;
  readonly age: number;
  readonly score: number;
}

function originate(plan: BookPlan, at: number, random: SeededRandom): Loan {
  const age = random.between(6, 84);
  const upbCents = BigInt(random.between(80, 720)) * 100_000n;
  const rate = `${String(random.between(2, 7))}.${random.pick(['000', '125', '250', '375', '500', '625', '750', '875'])}`;
  const term = random.pick([360, 360, 360, 240, 180]);
  return {
    number: `${plan.prefix}${String(at + 1).padStart(6, '0')}`,
    first: addMonths(plan.lastPeriod, -(plan.months - 1) - age),
    upbCents,
    rate,
    term,
    payment: levelPaymentCents({ principal: upbCents, annualRatePercent: rate, termMonths: term }),
    age,
    score: random.between(580, 830),
  };
}

function originationLine(loan: Loan, random: SeededRandom): string {
  const [state, zip3] = random.pick(PLACES);
  const ltv = random.between(45, 97);
  const first = random.pick(['Y', 'N', 'N']);
  const maturity = addMonths(loan.first, loan.term - 1);
  return [
    loan.score, loan.first, first, maturity, '', ltv > 80 ? random.between(12, 30) : 0, 1, random.pick(['P', 'P', 'P', 'P', 'S', 'I']), ltv,
    random.between(18, 49), (loan.upbCents / 100n).toString(), ltv, loan.rate, random.pick(['R', 'B', 'C']), 'N', 'FRM', state,
    random.pick(['SF', 'SF', 'PU', 'CO', 'MH']), zip3, loan.number, random.pick(['P', 'N', 'C']), loan.term, random.pick([1, 2]), 'OTHER', 'N', '', '',
    'N', 2, 'N', '9999',
  ].join('|'); // prettier-ignore
}

/** The life of a loan in one book: status by a chain of monthly odds, balance by its schedule, until an exit. */
function* performanceLines(loan: Loan, plan: BookPlan, random: SeededRandom): Generator<string> {
  let upb = scheduledBalance(loan);
  let late = 0;
  let acquired = false;
  let deferred = '';
  let modified = '';
  for (let month = 0; month < plan.months; month += 1) {
    const row = { period: addMonths(plan.lastPeriod, month - plan.months + 1), month, age: loan.age + month };
    if (late === 0 && random.chance(90)) {
      yield performanceLine(loan, { ...row, upb: 0n, status: '00', exit: '01', removal: upb, deferred, modified });
      return;
    }
    if (acquired && random.chance(3_000)) {
      yield performanceLine(loan, { ...row, upb: 0n, status: 'RA', exit: '09', removal: upb, deferred, modified });
      return;
    }
    const before = late;
    deferred = deferred === 'C' ? 'P' : deferred;
    modified = modified === 'Y' ? 'P' : modified;
    if (late >= 3 && random.chance(500)) [late, modified] = [0, 'Y'];
    else if (late >= 2 && random.chance(400)) [late, deferred] = [0, 'C'];
    else late = nextStatus(late, random);
    acquired ||= late >= 9 && random.chance(2_500);
    for (let paid = 0; paid <= before - late; paid += 1) upb -= principalPart(loan, upb);
    yield performanceLine(loan, {
      ...row,
      upb,
      status: acquired ? 'RA' : String(late).padStart(2, '0'),
      exit: '',
      removal: null,
      deferred,
      modified,
    });
  }
}

function nextStatus(late: number, random: SeededRandom): number {
  const odds = ODDS[Math.min(late, 4)] ?? ODDS[4];
  if (random.chance(odds.worsen)) return late + 1;
  if (random.chance(odds.cure)) return 0;
  return random.chance(odds.payOneBack) ? Math.max(0, late - 1) : late;
}

function scheduledBalance(loan: Loan): bigint {
  let upb = loan.upbCents;
  for (let month = 0; month < loan.age; month += 1) upb -= principalPart(loan, upb);
  return upb;
}

/** One month's principal, by the thousandth of a percent the rate is written in. */
function principalPart(loan: Loan, upb: bigint): bigint {
  const interest = (upb * BigInt(loan.rate.replace('.', ''))) / 1_200_000n;
  const part = loan.payment - interest;
  return part > upb ? upb : part;
}

interface Row {
  readonly period: Period;
  readonly month: number;
  readonly age: number;
  readonly upb: bigint;
  readonly status: string;
  readonly exit: string;
  readonly removal: bigint | null;
  readonly deferred: string;
  readonly modified: string;
}

function performanceLine(loan: Loan, row: Row): string {
  const fields = new Array<string | number>(35).fill('');
  const set = (position: number, value: string | number): void => void (fields[position - 1] = value);
  set(1, loan.number);
  set(2, row.period);
  set(3, formatCents(row.upb));
  set(4, row.status);
  set(5, row.age);
  set(6, Math.max(0, loan.term - row.age));
  set(8, row.modified);
  set(9, row.exit);
  set(10, row.exit === '' ? '' : row.period);
  set(11, loan.rate);
  set(12, 0);
  set(25, row.deferred);
  set(27, row.removal === null ? '' : formatCents(row.removal));
  set(32, formatCents(row.upb));
  set(33, '7');
  set(34, 'OTHER');
  return fields.join('|');
}
