import { Temporal } from 'temporal-polyfill';
import { bucketOf, bucketOfStatus, monthsLate, type Bucket } from './delinquency';
import { parseCents } from './money';

/** What a servicing fact means to someone who counts loans by bucket. Absent members leave what is known as it is. */
export interface LoanChange {
  readonly bucket?: Bucket;
  readonly upbCents?: bigint;
  readonly asOfOn: string;
  readonly exited?: true;
}

type Values = Readonly<Record<string, unknown>>;

const report = (values: Values): LoanChange => {
  const bucket = bucketOfStatus(values.delinquencyStatus as string);
  return {
    ...(bucket === undefined ? {} : { bucket }),
    upbCents: parseCents(values.upb as string),
    asOfOn: values.periodEndOn as string,
  };
};

/** A payment that a tape implies is told by its report; one posted by hand moves the loan itself. */
const payment = (values: Values): LoanChange | undefined => {
  if (values.sourceFile !== null) return undefined;
  const asOfOn = values.receivedOn as string;
  const due = Temporal.PlainDate.from(values.installmentDueOn as string).add({ months: values.installmentCount as number });
  return { bucket: bucketOf(monthsLate(due.toString(), asOfOn)), asOfOn };
};

const READINGS: Readonly<Record<string, (values: Values) => LoanChange | undefined>> = {
  LoanBoarded: (values) => ({
    bucket: 'current',
    upbCents: parseCents(values.originalUpb as string),
    asOfOn: values.firstPaymentOn as string,
  }),
  BalanceReported: report,
  ReportCorrected: report,
  PaymentReceived: payment,
  PaymentMissed: (values) =>
    values.sourceFile === null
      ? { bucket: bucketOfStatus(values.delinquencyStatus as string) ?? 'current', asOfOn: values.asOfOn as string }
      : undefined,
  PaymentReversed: (values) =>
    values.sourceFile === null
      ? {
          bucket: bucketOf(monthsLate(values.installmentDueOn as string, values.asOfOn as string)),
          asOfOn: values.asOfOn as string,
        }
      : undefined,
  LoanExited: (values) => ({ upbCents: 0n, asOfOn: values.effectiveOn as string, exited: true }),
};

/** The change a fact makes to a loan's bucket and balance; undefined when it makes none. */
export function loanChangeOf(type: string, values: Values): LoanChange | undefined {
  return Object.hasOwn(READINGS, type) ? READINGS[type]?.(values) : undefined;
}

interface Told {
  readonly stream: string;
  readonly type: string;
  readonly values: Values;
}

/** The facts among some that change a loan, each with its change: read once, because a tape has hundreds of thousands. */
export function loanChangesIn<Fact extends Told>(facts: readonly Fact[]): { readonly fact: Fact; readonly change: LoanChange }[] {
  return facts.flatMap((fact) => {
    const change = fact.stream.startsWith('loan/') ? loanChangeOf(fact.type, fact.values) : undefined;
    return change === undefined ? [] : [{ fact, change }];
  });
}
