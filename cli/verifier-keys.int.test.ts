import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { COSIGNATURE, ED25519, formatVkey } from '@/lib/ledger/domain/note-key';
import { openNoteSigner } from '@/lib/ledger/server/note-signer';
import { readVerifierKeys } from '@/lib/ledger/server/read-verifier-keys';
import { distrustVerifierKey, VerifierKeyRecord } from '@/lib/ledger/server/record-verifier-keys';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { PolicyFile } from '@/lib/ledger/server/witness-policy';
import { registerHub } from '@/lib/partners/server/join-network';
import { createPool } from '@/lib/platform/server/database';
import { ALL_FACTS } from './all-facts';
import { openTestNetwork, type TestNetwork } from './test-network';

const home = mkdtempSync(join(tmpdir(), 'hearthline-verifier-keys-'));
let network: TestNetwork;
let owner: pg.Pool;
let policy: PolicyFile;

const vkeyOf = (file: string, name: string): string => formatVkey(openNoteSigner(join(home, file), name, COSIGNATURE).key);

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  owner = createPool(network.ownerUrl, 1);
  await registerHub(network.worker.context.ledger, network.worker.keys);
  await network.worker.context.follow();
  const key = openNoteSigner(join(home, 'log.pem'), network.worker.origin, ED25519).key;
  policy = new PolicyFile(join(home, 'policy'), () => ({ keys: [key], url: 'http://hub.example/ledger' }), owner);
});
afterAll(async () => {
  await owner.end();
  await network.close();
});

/** What each key is now, as a party that is no more than that may read it. */
async function told(): Promise<unknown[]> {
  const { database, worker } = network;
  const keys = await readVerifierKeys({ database, subjects: worker.subjects }, 'securitizer');
  return keys.map(({ role, name, vkey, reason }) => [role, name === worker.origin ? 'log' : name, vkey.split('+')[0], reason]);
}

async function publish(lines: string): Promise<void> {
  writeFileSync(join(home, 'policy'), lines);
  await policy.refresh();
  await new VerifierKeyRecord(owner, network.worker.context.ledger).record(new Date());
}

it('keys of the log and its witnesses come and go as facts, once, also for a worker that starts anew', async () => {
  const [first, next] = [vkeyOf('a.pem', 'a.example/1'), vkeyOf('a-next.pem', 'a.example/2')];
  await publish(`witness a ${first} http://a.example\n`);
  const origin = network.worker.origin;
  expect(await told()).toEqual([
    ['log', 'log', origin, null],
    ['witness', 'a', 'a.example/1', null],
  ]);
  await publish(`witness a ${next} http://a.example\n`);
  await publish(`witness a ${next} http://elsewhere.example\n`);
  expect(await told()).toEqual([
    ['log', 'log', origin, null],
    ['witness', 'a', 'a.example/1', 'replaced'],
    ['witness', 'a', 'a.example/2', null],
  ]);
  const { rowCount } = await owner.query("select from ledger.entry where stream = 'log/keys'");
  expect(rowCount).toBe(4);
});

it('a key that was stolen is told as not trusted from an instant on', async () => {
  const { ledger } = network.worker.context;
  const stolen = { vkey: vkeyOf('a.pem', 'a.example/1'), since: '2026-11-01T00:00:00.000Z' };
  await distrustVerifierKey(ledger, stolen);
  await distrustVerifierKey(ledger, stolen);
  const keys = await readVerifierKeys({ database: network.database, subjects: network.worker.subjects }, 'owner');
  expect(keys.find(({ vkey }) => vkey === stolen.vkey)).toMatchObject({ until: stolen.since, reason: 'compromised' });
  await network.worker.context.follow();
  expect((await verifyLedger(owner, { definitions: ALL_FACTS, subjects: network.worker.subjects })).faults).toEqual([]);
});
