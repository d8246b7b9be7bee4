import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { hashPassword, signIn } from '@/lib/partners/server/sign-in';
import { createPool } from '@/lib/platform/server/database';
import { openTestNetwork, type TestNetwork } from './test-network';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  const owner = createPool(network.ownerUrl, 1);
  await owner.query("insert into partners.person values ('p1', 'servicer', 'ana@example.com', 'Ana', $1)", [
    await hashPassword('right'),
  ]);
  await owner.end();
});
afterAll(async () => {
  await network.close();
});

const NOON = Date.parse('2026-11-27T12:00:00Z');

function attempt(password: string, second: number, email = 'ana@example.com'): ReturnType<typeof signIn> {
  return signIn(network.database, { email, password }, new Date(NOON + second * 1000));
}

it('lets five guesses through, then makes each wait twice as long, also those that come at once', async () => {
  const crowd = await Promise.allSettled(Array.from({ length: 20 }, () => attempt('wrong', 0)));
  expect(crowd.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
  await expect(attempt('right', 14)).rejects.toMatchObject({
    code: 'TOO_MANY_ATTEMPTS',
    message: expect.stringContaining('Wait 1 second') as string,
  });
  expect(await attempt('wrong', 15)).toBeUndefined();
  await expect(attempt('right', 44)).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
  expect(await attempt('right', 45)).toMatchObject({ person: 'p1' });
});

it('begins anew after the right password, and after an hour; others are not kept waiting', async () => {
  for (let guess = 0; guess < 6; guess += 1) expect(await attempt('wrong', 100)).toBeUndefined();
  await expect(attempt('wrong', 101)).rejects.toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
  expect(await attempt('wrong', 101, 'nobody@example.com')).toBeUndefined();
  expect(await attempt('wrong', 3_800)).toBeUndefined();
  expect(await attempt('right', 3_801)).toMatchObject({ person: 'p1' });
});
