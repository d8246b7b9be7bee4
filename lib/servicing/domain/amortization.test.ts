import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelPaymentCents } from './amortization';

const payment = (principal: bigint, annualRatePercent: string, termMonths = 360): bigint =>
  levelPaymentCents({ principal, annualRatePercent, termMonths });

describe('the level payment', () => {
  it.each([
    // Domain reference §1.5 and §2.4, cases A and F.
    ['6.500', 1_580_17n],
    ['4.000', 1_193_54n],
  ])('of 250,000 over 360 months at %s % is the reference’s', (rate, cents) => {
    expect(payment(250_000_00n, rate)).toBe(cents);
  });

  it.each([
    // Domain reference §2.4: 164,507.94 at 4 % over 257 months; §2.6: 200,000 at 4 % over 360.
    [164_507_94n, '4.000', 257, 953_97n],
    [200_000_00n, '4.000', 360, 954_83n],
  ])('of %s cents at %s % over %i months is the reference’s', (principal, rate, term, cents) => {
    expect(payment(principal, rate, term)).toBe(cents);
  });

  it('without interest is the principal divided evenly, half a cent rounded up', () => {
    expect(payment(360_000_00n, '0.000')).toBe(1_000_00n);
    expect(payment(1n, '0', 2)).toBe(1n);
    expect(payment(100n, '0', 3)).toBe(33n);
  });

  it('of one month is the principal and that month’s interest', () => {
    expect(payment(1_200_00n, '12.000', 1)).toBe(1_212_00n);
  });

  it('pays the loan off within its term: the last balance is less than a cent a month away', () => {
    const loans = { cents: fc.bigInt({ min: 80_000_00n, max: 720_000_00n }), thousandths: fc.integer({ min: 1, max: 9_999 }) };
    fc.assert(
      fc.property(loans.cents, loans.thousandths, fc.constantFrom(180, 240, 360), (principal, thousandths, term) => {
        const rate = `${String(Math.floor(thousandths / 1000))}.${String(thousandths % 1000).padStart(3, '0')}`;
        const level = payment(principal, rate, term);
        const monthly = thousandths / 1_200_000;
        let balance = Number(principal);
        for (let month = 0; month < term; month += 1) balance += balance * monthly - Number(level);
        // Half a cent a month, with interest on it.
        expect(Math.abs(balance)).toBeLessThan(0.5 * term * (1 + monthly) ** term + 1);
      }),
    );
  });
});
