import { expect, it } from 'vitest';
import { nameInWords, plainText } from './plain-text';

it('what a person is asked to sign hides nothing and turns nothing round', () => {
  expect(plainText('pay \u202e00.1$\u0007')).toBe('pay \\u{202e}00.1$\\u{7}');
  expect(plainText('Pago de mañana')).toBe('Pago de mañana');
});

it('names are told in words', () => {
  expect(['PaymentReceived', '@signedAt', 'upb', 'noteRate'].map(nameInWords)).toEqual([
    'Payment received',
    'Signed at',
    'Upb',
    'Note rate',
  ]);
});
