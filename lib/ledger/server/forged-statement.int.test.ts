import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { formatPolicy } from '@/lib/ledger/domain/tlog-policy';
import { beginRotation, finishRotation } from './rotate-log-key';
import { endorse, makeLogKey } from './test-log-keys';
import { TEST_ORIGIN } from './test-log';
import { openWitnessedLog, type WitnessedLog } from './test-witnessed-log';

let scene: WitnessedLog;

beforeAll(async () => {
  scene = await openWitnessedLog(inject('ownerUrl'));
});
afterAll(() => scene.close());

it('what somebody wrote into the published policy, unsigned by the log’s key, stops no rotation', async () => {
  const { hub, log, policy } = scene;
  const [{ key }] = hub.keys().signers;
  await hub.append(1);
  await scene.turn();
  const stranger = makeLogKey(TEST_ORIGIN);
  const forged = endorse({ ...stranger, key }, stranger, [stranger]);
  const published = formatPolicy({ ...(await scene.published()), statements: [forged] });
  await hub.signer.query('insert into ledger.witness_policy (policy) values ($1)', [published]);
  await beginRotation(log);
  await policy.refresh();
  await hub.append(1);
  await scene.turn();
  expect(await finishRotation(log)).toEqual(key);
});
