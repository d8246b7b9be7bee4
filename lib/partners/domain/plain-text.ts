/**
 * A text as it can be shown to whoever is asked to sign it. It comes from the hub: a control character in it could write over what
 * a person reads, or turn its order round.
 */
export function plainText(text: string): string {
  return text.replaceAll(/\p{C}/gu, (letter) => `\\u{${letter.codePointAt(0)?.toString(16) ?? ''}}`);
}

/** A name of ours in words: `PaymentReceived` as “Payment received”, `@signedAt` as “Signed at”. */
export function nameInWords(name: string): string {
  const words = plainText(name.replace(/^@/, '')).replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
