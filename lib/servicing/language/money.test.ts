import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCents, formatUsd, parseCents } from './money';

const amounts = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });

describe('money', () => {
  it('is read back as it was written, to the cent and of any size', () => {
    fc.assert(
      fc.property(amounts, (cents) => {
        expect(parseCents(formatCents(cents))).toBe(cents);
      }),
    );
  });

  it('has one written form: two decimals, however it came', () => {
    for (const text of ['1580.17', '1580.1', '1580', '-9.9', '0', '0.05'])
      expect(formatCents(parseCents(text))).toMatch(/^-?\d+\.\d{2}$/);
    expect(['1580', '1580.1', '0001580.10'].map((text) => formatCents(parseCents(text)))).toEqual([
      '1580.00',
      '1580.10',
      '1580.10',
    ]);
  });

  it('counts cents', () => {
    expect([parseCents('1580.17'), parseCents('1580'), parseCents('-9.9'), parseCents('0.05'), parseCents('-0.01')]).toEqual([
      158_017n,
      158_000n,
      -990n,
      5n,
      -1n,
    ]);
  });

  it('adds up where fractions of a number do not', () => {
    expect(parseCents('0.10') + parseCents('0.20')).toBe(parseCents('0.30'));
    expect(formatCents(parseCents('90071992547409.93') + 1n)).toBe('90071992547409.94');
  });

  it.each([
    '', ' ', '-', '.', '.5', '5.', '1.234', '1,000.00', '$5', '+5', '--5', '1e3', 'NaN', 'Infinity', ' 5', '5 ', '5\n', '0x10', '１２', '1_000', '−5',
  ])('is not %j', (text) => {
    expect(() => parseCents(text)).toThrow(RangeError);
  }); // prettier-ignore

  it('is shown to people with separators and a minus sign before the currency', () => {
    expect([1_580_17n, 0n, 5n, 999_99n, 1_000_00n, 1_234_567_89n, -990n, -1_000_000_00n].map(formatUsd)).toEqual([
      '$1,580.17',
      '$0.00',
      '$0.05',
      '$999.99',
      '$1,000.00',
      '$1,234,567.89',
      '−$9.90',
      '−$1,000,000.00',
    ]);
  });
});
