declare const cents: unique symbol;

/** An amount in US cents. Never a JavaScript number. */
export type Cents = bigint & { readonly [cents]: true };

/** Reads "1580.17", "1580" or "-9.9" as cents; throws on anything else, including more than two decimals. */
export function parseCents(text: string): Cents {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) throw new RangeError(`Not an amount of money: ${text}`);
  const [, sign, dollars = '0', fraction = ''] = match;
  const amount = BigInt(dollars) * 100n + BigInt(fraction.padEnd(2, '0'));
  return (sign === '-' ? -amount : amount) as Cents;
}

/** "1580.17": the wire form. */
export function formatCents(amount: bigint): string {
  const sign = amount < 0n ? '-' : '';
  const absolute = amount < 0n ? -amount : amount;
  return `${sign}${(absolute / 100n).toString()}.${(absolute % 100n).toString().padStart(2, '0')}`;
}

/** "$1,580.17": the form for people. */
export function formatUsd(amount: bigint): string {
  const [dollars = '0', fraction = '00'] = formatCents(amount < 0n ? -amount : amount).split('.');
  return `${amount < 0n ? '−' : ''}$${dollars.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`;
}
