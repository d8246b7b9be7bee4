import { Decimal } from 'decimal.js';
import type { Cents } from '@/lib/servicing/language/money';

const Exact = Decimal.clone({ precision: 40 });

/**
 * The level monthly payment of principal and interest, in cents, rounded half up.
 * `annualRatePercent` is a decimal string such as "6.500"; a rate of zero divides the principal evenly.
 */
export function levelPaymentCents(terms: { principal: bigint; annualRatePercent: string; termMonths: number }): Cents {
  const principal = new Exact(terms.principal.toString());
  const monthly = new Exact(terms.annualRatePercent).div(1200);
  const payment = monthly.isZero()
    ? principal.div(terms.termMonths)
    : principal.mul(monthly).div(new Exact(1).sub(monthly.add(1).pow(-terms.termMonths)));
  return BigInt(payment.toFixed(0, Decimal.ROUND_HALF_UP)) as Cents;
}
