import { describe, expect, it } from 'vitest';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import { cosign, makeWitness, type TestCosigner } from '@/lib/ledger/server/test-cosigner';
import { makeLogKey } from '@/lib/ledger/server/test-log-keys';
import { adoptPolicy, type CarriedPolicy } from './adopt-policy';
import { parsePolicy } from './parse-policy';
import { agreementFor, formatAgreement } from './policy-agreement';
import { formatNote } from './signed-note';
import { formatPolicy, type Policy } from './tlog-policy';

const CRYPTO = { sha256, verifySignature: verifyBytes };
const ORIGIN = 'log.example/1';
const log = makeLogKey(ORIGIN);
const [north, south, east, west, thief] = ['north', 'south', 'east', 'west', 'thief'].map((name) => makeWitness(`${name}.example/1`)) as [
  TestCosigner, TestCosigner, TestCosigner, TestCosigner, TestCosigner,
]; // prettier-ignore

function policyOf(threshold: number, ...witnesses: TestCosigner[]): Policy {
  const named = witnesses.map(({ key }) => ({ name: key.name.split('.')[0] ?? '', key, url: undefined }));
  const groups = [{ name: 'network', threshold, members: named.map(({ name }) => name) }];
  return { logs: [{ key: log.key, url: undefined }], witnesses: named, groups, quorum: 'network' };
}

const first = policyOf(2, north, south, east);
const strict = policyOf(3, north, south, east);
const second = policyOf(3, north, south, east, west);
const third = policyOf(2, south, east, west);

function agree(terms: Policy, number: number, ...signers: TestCosigner[]): string {
  const text = formatAgreement({ origin: ORIGIN, number, terms });
  return formatNote({ text, signatures: signers.map((each) => cosign(each, text, 1_700_000_000)) });
}

function carry(pinned: Policy, offered: Policy, ...agreements: string[]): Promise<CarriedPolicy> {
  return adoptPolicy(pinned, { ...offered, agreements }, CRYPTO);
}

describe('a reader’s policy, when its terms change', () => {
  it('is carried on by a quorum of the witnesses that it knew, and by no fewer', async () => {
    const signed = agree(second, 1, north, south);
    expect(await carry(first, second, signed)).toMatchObject({
      policy: { ...second, agreements: [signed] },
      agreed: [['north', 'south']],
    });
    expect(await carry(first, second, agree(second, 1, north))).toMatchObject({ policy: first, agreed: [], signers: ['north'] });
    expect(await carry(first, second)).toMatchObject({ policy: first, agreed: [], signers: [] });
  });

  it('is not carried on by whom it did not know, by a signature for other terms, or by one that was altered', async () => {
    const stolen = policyOf(1, thief);
    const forged = agree(stolen, 1, north, south).replace('network 1 thief', 'network 1  thief');
    for (const note of [agree(stolen, 1, thief, west), agree(second, 1, north, south), forged, agree(stolen, 1, north, north)])
      expect((await carry(first, stolen, note)).policy.witnesses).not.toEqual(stolen.witnesses);
  });

  it('is not carried on by a change that is written otherwise than it may be', async () => {
    const text = formatAgreement({ origin: ORIGIN, number: 1, terms: second }).replace(
      'quorum network',
      '# and more\nquorum  network',
    );
    const note = formatNote({ text, signatures: [north, south].map((each) => cosign(each, text, 1)) });
    expect((await carry(first, second, note)).policy).toEqual(first);
  });

  it('is carried on over several changes, each by the quorum of the one before, also in two goes', async () => {
    const notes = [agree(second, 1, north, south, east), agree(third, 2, south, east, west)];
    const whole = await carry(strict, third, ...notes);
    expect(whole.policy).toEqual({ ...third, agreements: notes });
    const half = parsePolicy(formatPolicy((await carry(strict, second, notes[0] ?? '')).policy), sha256) as Policy;
    expect((await carry(half, third, ...notes)).policy).toEqual(whole.policy);
    expect((await carry(strict, third, notes[1] ?? '')).policy).toEqual(strict);
  });

  it('does not go back to terms that were left, though they were agreed to once', async () => {
    const notes = [agree(second, 1, north, south), agree(third, 2, south, east, west)];
    const { policy } = await carry(first, third, ...notes);
    const back = agree(second, 1, south, east, west);
    expect((await carry(policy, second, back)).policy).toEqual(policy);
  });

  it('is carried on however many changes it went along with before', async () => {
    const all = Array.from({ length: 70 }, (_, at) => agree(at % 2 === 0 ? second : third, at + 1, south, east, west, north));
    const reader = { ...third, agreements: all.slice(0, 66) };
    const { policy } = await carry(reader, third, ...all);
    expect(policy.agreements).toEqual(all);
  });

  it('is carried on by nobody where nobody was asked for, and by no word about another log', async () => {
    const nobody: Policy = { ...first, witnesses: [], groups: [], quorum: 'none' };
    expect((await carry(nobody, first, agree(first, 1, north, south, east))).policy).toEqual(nobody);
    const text = formatAgreement({ origin: 'log.example/2', number: 1, terms: second });
    const other = formatNote({ text, signatures: [north, south].map((each) => cosign(each, text, 1)) });
    expect((await carry(first, second, other)).policy).toEqual(first);
  });

  it('is as it was where its witnesses sign for what it asks already', async () => {
    const again = await carry(first, first, agree(first, 1, north, south, east));
    expect(again).toMatchObject({ policy: { quorum: 'network', witnesses: first.witnesses }, agreed: [], signers: [] });
  });
});

it('witnesses are asked for the change that stands, under the next number, until the terms change again', () => {
  const open = agree(second, 4, north);
  expect(agreementFor({ ...second, agreements: [open] }, ORIGIN, sha256)).toBe(
    formatAgreement({ origin: ORIGIN, number: 4, terms: second }),
  );
  expect(agreementFor({ ...third, agreements: [open] }, ORIGIN, sha256)).toBe(
    formatAgreement({ origin: ORIGIN, number: 5, terms: third }),
  );
  expect(agreementFor(first, ORIGIN, sha256)).toBe(formatAgreement({ origin: ORIGIN, number: 1, terms: first }));
});
