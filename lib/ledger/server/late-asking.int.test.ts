import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Cosigning } from './cosigning';
import { openTestLog, type TestLog } from './test-log';
import { policyLine, startTestWitness, testPolicy, type TestWitness } from './test-witness';

const now = (): number => 1_700_000_000;
let hub: TestLog;
let witness: TestWitness;

beforeAll(async () => {
  hub = await openTestLog(inject('ownerUrl'), mkdtempSync(join(tmpdir(), 'hearthline-late-')));
  witness = await startTestWitness('a', hub.log.key, now);
});
afterAll(async () => {
  witness.server.close();
  await hub.close();
  await hub.drop();
});

function cosigning(): Cosigning {
  const policy = testPolicy(hub.log.key, [policyLine(witness)]);
  return new Cosigning({ pool: hub.signer, policy: () => policy, now });
}
async function alarms(): Promise<string[]> {
  return (await hub.app.query<{ kind: string }>('select kind from ledger.alarm')).rows.map(({ kind }) => kind);
}

it('a witness that is asked late for an older checkpoint is no alarm: it holds no more than there is', async () => {
  const older = await hub.grow(2);
  const newer = await hub.grow(2);
  const turns = cosigning();
  await turns.ask(newer);
  await turns.ask(older);
  // A signer that was started anew remembers nothing of what it has asked.
  await cosigning().ask(older);
  expect(await alarms()).toEqual([]);
});

it('but is one when the newer checkpoint is gone', async () => {
  const [older, newer] = [await hub.grow(2), await hub.grow(2)];
  await cosigning().ask(newer);
  await hub.cut(newer);
  await cosigning().ask(older);
  expect(await alarms()).toEqual(['ROLLED_BACK']);
});
