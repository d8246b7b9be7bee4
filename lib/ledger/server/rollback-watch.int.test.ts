import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { hubAlarm } from '@/lib/ledger/domain/found-alarm';
import { ED25519 } from '@/lib/ledger/domain/note-key';
import { readHealth } from '@/lib/platform/server/read-health';
import { Cosigning } from './cosigning';
import { onlyKey } from './log-keyring';
import { openNoteSigner } from './note-signer';
import { readAlarms } from './read-alarms';
import { RollbackWatch, type RollbackWatchOptions } from './rollback-watch';
import { SignerState } from './signer-state';
import { readStandstill } from './standstill';
import { openTestLog, TEST_ORIGIN, type TestLog } from './test-log';
import { policyLine, startTestWitness, testPolicy, type TestWitness } from './test-witness';

const now = (): number => 1_700_000_000;
const NAMES = ['a', 'b', 'c'];
const keys = mkdtempSync(join(tmpdir(), 'hearthline-rollback-'));
const opened: TestLog[] = [];
/** The log as it went on, and the database from which older copies are made. */
let hub: TestLog;
let older: string;
let witnesses: TestWitness[];

async function open(copyOf: string, restored = true): Promise<TestLog> {
  const log = await openTestLog(copyOf, keys, restored);
  opened.push(log);
  return log;
}

beforeAll(async () => {
  const base = await open(inject('ownerUrl'), false);
  await base.grow(4);
  await base.close();
  older = base.ownerUrl;
  opened.splice(opened.indexOf(base), 1);
  hub = await open(older);
  witnesses = await Promise.all(NAMES.map((name) => startTestWitness(name, hub.log.key, now)));
  await new Cosigning({ pool: hub.signer, policy: witnessed, now }).ask(await hub.grow(6));
});
afterAll(async () => {
  for (const { server } of witnesses) server.close();
  for (const each of opened) await each.close();
  for (const each of opened) await each.drop();
});

const witnessed: RollbackWatchOptions['policy'] = () =>
  testPolicy(
    hub.log.key,
    witnesses.map((each) => policyLine(each)),
  );
const alone: RollbackWatchOptions['policy'] = () => testPolicy(hub.log.key, []);
const forgotten = (): SignerState => new SignerState(join(mkdtempSync(join(keys, 'memory-')), 'signed.json'));

function watchOf(log: TestLog, what: Partial<RollbackWatchOptions>): RollbackWatch {
  return new RollbackWatch({ pool: log.signer, keys: onlyKey(hub.log), state: forgotten(), policy: alone, ...what });
}

async function expectStopped(log: TestLog): Promise<void> {
  await expect(log.append(1)).rejects.toMatchObject({ code: 'LOG_BEHIND' });
  expect(await readHealth(() => log.app)).toMatchObject({ status: 'unavailable', reason: expect.stringContaining('behind') as string });
} // prettier-ignore

it('a database behind the signer’s own memory is neither appended to nor signed, and it is told', async () => {
  const restored = await open(older);
  const watch = watchOf(restored, { state: hub.state });
  expect(await watch.look()).toBe(false);
  expect(await watch.look()).toBe(false);
  await expectStopped(restored);
  const { alarms } = await readAlarms(restored.app);
  expect(alarms.map(hubAlarm)).toEqual([{ kind: 'ROLLED_BACK', by: ['the hub'], numbers: [5, 12], holder: 'signer' }]);
});

it('a database behind its witnesses is found also where the signer has forgotten everything', async () => {
  const restored = await open(older);
  expect(await watchOf(restored, { policy: witnessed }).look()).toBe(false);
  await expectStopped(restored);
  const { alarms } = await readAlarms(restored.app);
  expect(alarms.map(hubAlarm)[0]).toEqual({ kind: 'ROLLED_BACK', by: ['the hub'], numbers: [5, 12] });
});

it('one that went on another way before anybody looked is found by its witnesses', async () => {
  const restored = await open(older);
  await restored.append(30);
  expect(await watchOf(restored, { policy: witnessed }).look()).toBe(false);
  await expectStopped(restored);
});

it('without memory and without witnesses nothing is signed, since nobody can tell what was', async () => {
  const restored = await open(older);
  await restored.mark();
  expect(await watchOf(restored, {}).look()).toBe(false);
  await expectStopped(restored);
  expect((await readAlarms(restored.app)).alarms).toEqual([]);
});

it('without memory too few witnesses are not enough', async () => {
  const restored = await open(older);
  const silent = testPolicy(hub.log.key, witnesses.map((each) => policyLine(each, 'http://127.0.0.1:9'))); // prettier-ignore
  expect(await watchOf(restored, { policy: () => silent }).look()).toBe(false);
  expect((await readAlarms(restored.app)).alarms).toEqual([]);
});

it('another key than the one that signed before signs nothing', async () => {
  const restored = await open(older);
  const other = openNoteSigner(join(keys, 'other.pem'), TEST_ORIGIN, ED25519);
  expect(await watchOf(restored, { keys: onlyKey(other), policy: witnessed }).look()).toBe(false);
});

it('a copy at the head waits until it was compared, and then goes on', async () => {
  await hub.close();
  opened.splice(opened.indexOf(hub), 1);
  const [memory, head] = [hub.state, hub.ownerUrl];
  for (const what of [{ state: memory }, { policy: witnessed }]) {
    const restored = await open(head);
    await restored.mark();
    expect(await readStandstill(restored.app)).toBe('RESTORED');
    await expectStopped(restored);
    expect(await watchOf(restored, what).look()).toBe(true);
    expect(await readStandstill(restored.app)).toBeUndefined();
    await restored.append(2);
  }
});

it('a log that was never signed begins without being asked anything', async () => {
  const fresh = await open(inject('ownerUrl'), false);
  const watch = watchOf(fresh, {});
  expect(await watch.look()).toBe(true);
  await fresh.grow(2);
  expect(await watch.look()).toBe(true);
});
