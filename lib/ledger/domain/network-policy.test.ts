import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Sha256 } from './bytes';
import { completePolicy, putWitness } from './network-policy';
import { COSIGNATURE, ED25519, formatVkey, makeNoteKey, type NoteKey } from './note-key';
import { formatPolicy } from './tlog-policy';

const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');
const keyOf = (name: string, type: number, seed: number): NoteKey =>
  makeNoteKey(name, type, new Uint8Array(32).fill(seed), sha256);
const log = { keys: [keyOf('log.example/1', ED25519, 1)], url: 'https://log.example/ledger' };
const line = (at: number, name = `w${String(at)}`): string =>
  `witness ${name} ${formatVkey(keyOf(name, COSIGNATURE, at + 10))} https://${name}.example`;
const lines = (count: number): string => Array.from({ length: count }, (_, at) => `${line(at)}\n`).join('');
const complete = (text: string): string => {
  const policy = completePolicy(text, log, sha256);
  return 'refused' in policy ? `${policy.refused} ${String(policy.line)}` : formatPolicy(policy);
};
const logLine = `log ${formatVkey(keyOf('log.example/1', ED25519, 1))} ${log.url}\n`;

it.each([
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 3],
  [5, 4],
  [7, 5],
  [10, 7],
])('of %i witnesses asks for %i', (count, threshold) => {
  const names = Array.from({ length: count }, (_, at) => `w${String(at)}`).join(' ');
  expect(complete(lines(count))).toBe(`${logLine}${lines(count)}group network ${String(threshold)} ${names}\nquorum network\n`);
});

it('asks for nobody where there is nobody, and keeps what the operator decided', () => {
  expect(complete('')).toBe(`${logLine}quorum none\n`);
  expect(complete('# none yet')).toBe(`${logLine}quorum none\n`);
  const own = `${lines(3)}group g 1 w0 w1\nquorum g\n`;
  expect(complete(own)).toBe(`${logLine}${own}`);
  expect(complete(`${logLine}${own}`)).toBe(`${logLine}${own}`);
});

it('names each key of the log while one follows another, and what it says of them', () => {
  const keys = [...log.keys, keyOf('log.example/1', ED25519, 2)];
  const policy = completePolicy('', { ...log, keys, statements: ['said\n'] }, sha256);
  if ('refused' in policy) throw new Error(policy.refused);
  const lines = keys.map((key) => `log ${formatVkey(key)} ${log.url}\n`);
  expect(formatPolicy(policy)).toBe(`${lines.join('')}quorum none\n# log-key c2FpZAo=\n`);
});

it('names the line it cannot read, and does not guess a quorum over groups', () => {
  expect(complete(`${line(0)}\nwitness w1 nonsense`)).toBe('BAD_KEY 2');
  expect(complete(`${line(0)}\n${line(0)}`)).toBe('KEY_TWICE 2');
  expect(complete(`${lines(2)}group g any w0 w1\n`)).toBe('QUORUM_MISSING 4');
  expect(complete(`${line(0)}\n${line(1, 'network')}\n`)).toBe('NAME_TWICE 2');
});

it('puts a witness in the place of the one of its name, or at the end', () => {
  const witness = { name: 'w1', vkey: 'v', url: 'u' };
  expect(putWitness(`# words\n${lines(3)}`, witness)).toBe(`# words\n${line(0)}\nwitness w1 v u\n${line(2)}\n`);
  expect(putWitness(lines(1), witness)).toBe(`${line(0)}\nwitness w1 v u\n`);
  expect(putWitness('', witness)).toBe('witness w1 v u\n');
  expect(putWitness('\twitness  w1\told\n', witness)).toBe('witness w1 v u\n');
});
