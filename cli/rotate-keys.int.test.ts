import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Appender } from '@/lib/ledger/server/appender';
import { hubSigner } from '@/lib/ledger/server/commit-signer';
import type { CommitRequest } from '@/lib/ledger/server/fact-draft';
import { Ledger, type CommitReceipt } from '@/lib/ledger/server/ledger';
import { OrganisationKeys, type SigningKey } from '@/lib/ledger/server/organisation-keys';
import { sealCommit } from '@/lib/ledger/server/seal-commit';
import { Shapes } from '@/lib/ledger/server/shapes';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { rotateKey } from '@/lib/partners/server/rotate-key';
import { createPool } from '@/lib/platform/server/database';
import { AlertAcknowledged } from '@/lib/servicing/language/work-facts';
import { openTestNetwork, type TestNetwork } from './test-network';

let network: TestNetwork;
let owner: pg.Pool;
let before: OrganisationKeys;

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  owner = createPool(network.ownerUrl, 1);
  const copy = mkdtempSync(join(tmpdir(), 'hearthline-old-keys-'));
  cpSync(join(network.dataDirectory, 'keys'), copy, { recursive: true });
  before = new OrganisationKeys(copy);
});
afterAll(async () => {
  await owner.end();
  await network.close();
});

let written = 0;
function note(organisation: string): CommitRequest {
  const key = `write/${String((written += 1))}`;
  const values = { openedDueOn: '2026-09-01' };
  const facts = [{ definition: AlertAcknowledged, stream: `note/${key}`, values, occurredAt: '2026-11-01', causes: [] }];
  const request = { organisation, actor: 'tester', idempotencyKey: key, fingerprint: key };
  return { ...request, signedAt: '2026-11-02T00:00:00.000Z', facts };
}

function write(ledger: Ledger, organisation = 'servicer'): Promise<CommitReceipt> {
  return ledger.commit(note(organisation));
}

/** Signs with a retired key all the same, as who runs another program than ours can. Answers the entry's place, or what the ledger said. */
async function signAnyway(key: SigningKey, organisation: string, origin: string): Promise<bigint | string> {
  const { pool } = network.worker.context;
  const request = note(organisation);
  const shapes = await new Shapes(pool).of(request.facts);
  const context = { origin, signer: hubSigner(key), requestHash: Buffer.alloc(32), shapes, keyOf: () => 'none' as const };
  const result = await new Appender(pool).append(await sealCommit(request, new Map(), context));
  return result.outcome === 'appended' ? result.firstIndex : result.outcome;
}

function rotation(): Parameters<typeof rotateKey>[0] {
  const { ledger, pool } = network.worker.context;
  return { ledger, pool, keys: network.worker.keys };
}

/** Follows the ledger while something waits for its views. */
async function following<Result>(work: Promise<Result>): Promise<Result> {
  const state = { done: false };
  const settled = work.finally(() => (state.done = true));
  // It may fail while the views still follow: it is heard at the end.
  settled.catch(() => undefined);
  while (!state.done) await network.worker.context.follow();
  return settled;
}

it('all keys are rotated while others write, and the ledger stays sound: old signatures count, none was lost', async () => {
  const { ledger } = network.worker.context;
  let writing = true;
  const writers = Promise.all(
    ['servicer', 'owner', 'securitizer'].map(async (organisation) => {
      while (writing) await write(ledger, organisation);
    }),
  );
  const retired: string[] = [];
  for (const organisation of ['servicer', 'owner', 'securitizer'])
    retired.push(...(await following(rotateKey(rotation(), organisation, undefined))).retired);
  writing = false;
  await writers;
  expect(retired).toEqual(['servicer', 'owner', 'securitizer'].map((each) => before.find(each)?.keyId));
  const after = await write(ledger);
  const { rows } = await owner.query<{ key: string }>(
    `select convert_from(statement, 'utf8')::json->>'key' as key from ledger.commit where first_index = $1`,
    [after.firstIndex.toString()],
  );
  expect(rows[0]?.key).toBe(network.worker.keys.find('servicer')?.keyId);
  expect((await verifyLedger(owner, network.worker)).faults).toEqual([]);
});

it('what was sealed before a rotation and comes after it is refused, and sealed again with the new key', async () => {
  const { ledger, pool } = network.worker.context;
  const until = { rotated: (): void => undefined };
  const rotated = new Promise<void>((resolve) => (until.rotated = resolve));
  const late = ledger.commit(note('owner'), rotated);
  const { key } = await following(rotateKey(rotation(), 'owner', undefined));
  until.rotated();
  const { firstIndex } = await late;
  const { rows } = await pool.query<{ key: string }>(
    `select convert_from(statement, 'utf8')::json->>'key' as key from ledger.commit where first_index = $1`,
    [firstIndex.toString()],
  );
  expect(rows[0]?.key).toBe(key);
  expect((await verifyLedger(owner, network.worker)).faults).toEqual([]);
});

it('a retired key that was put back signs nothing here; what a thief signs with it does not count, and is named', async () => {
  const { pool } = network.worker.context;
  const stolen = new Ledger({
    pool,
    origin: network.worker.origin,
    keys: before,
    requestSecret: 'secret',
    subjects: network.worker.subjects,
  });
  await expect(write(stolen, 'owner')).rejects.toMatchObject({ code: 'KEY_NOT_IN_FORCE' });
  const key = before.find('owner');
  expect(key && (await signAnyway(key, 'owner', network.worker.origin))).toBe('key-ended');
  // Who may write to Postgres may take that hindrance away.
  await owner.query('alter table ledger.commit disable trigger refuse_ended_key');
  const firstIndex = key && (await signAnyway(key, 'owner', network.worker.origin));
  await owner.query('alter table ledger.commit enable always trigger refuse_ended_key');
  const { faults } = await verifyLedger(owner, network.worker);
  expect(faults).toEqual([{ code: 'KEY_RETIRED', index: Number(firstIndex), stream: expect.any(String) as string }]);
});

it('an older copy of the key files prepares no retired key a second time', async () => {
  const { keys } = network.worker;
  const home = join(network.dataDirectory, 'keys');
  const older = keys.find('owner')?.keyId;
  cpSync(join(home, 'owner.pem'), join(network.dataDirectory, 'owner.pem'));
  await following(rotateKey(rotation(), 'owner', undefined));
  cpSync(join(network.dataDirectory, 'owner.pem'), join(home, 'owner.next.pem'));
  const { key } = await following(rotateKey(rotation(), 'owner', undefined));
  expect(key).not.toBe(older);
  expect((await write(network.worker.context.ledger, 'owner')).replayed).toBe(false);
});

it('a rotation that broke off is finished by the next', async () => {
  const { keys } = network.worker;
  const present = keys.find('stranger')?.keyId;
  const { ledger, pool } = network.worker.context;
  const dying = new Ledger({
    pool,
    origin: network.worker.origin,
    keys,
    requestSecret: 'secret',
    subjects: network.worker.subjects,
  });
  dying.commit = (request) =>
    request.idempotencyKey.endsWith('/before') ? Promise.reject(new Error('killed')) : ledger.commit(request);
  const broken = rotateKey({ ...rotation(), ledger: dying }, 'stranger', undefined);
  await expect(following(broken)).rejects.toThrow('killed');
  const between = keys.find('stranger')?.keyId;
  const { key, retired } = await following(rotateKey(rotation(), 'stranger', undefined));
  expect(retired).toEqual([present, between]);
  expect(keys.find('stranger')?.keyId).toBe(key);
});

it('a compromised key is distrusted from the position that is named', async () => {
  const { ledger, pool } = network.worker.context;
  const trusted = await write(ledger, 'homeowner');
  const doubted = await write(ledger, 'homeowner');
  const present = network.worker.keys.find('homeowner')?.keyId;
  await following(rotateKey(rotation(), 'homeowner', Number(doubted.firstIndex)));
  const { rows } = await pool.query<{ until_index: string; retired_reason: string }>(
    'select until_index, retired_reason from partners.signing_key where key_id = $1',
    [present],
  );
  expect(rows).toEqual([{ until_index: doubted.firstIndex.toString(), retired_reason: 'compromised' }]);
  expect(trusted.firstIndex < doubted.firstIndex).toBe(true);
});

it('refuses an organisation whose key the hub does not hold', async () => {
  await expect(rotateKey(rotation(), 'nobody', undefined)).rejects.toMatchObject({ code: 'NO_SIGNING_KEY' });
});

it('two rotations at once follow one another, and leave one key in force', async () => {
  const both = Promise.all([rotateKey(rotation(), 'servicer', undefined), rotateKey(rotation(), 'servicer', undefined)]);
  const done = await following(both);
  // Which of them has the first turn is not said.
  const [first, second] = done[1].retired.includes(done[0].key) ? done : [done[1], done[0]];
  expect(second.retired).toEqual([first.key]);
  const { rows } = await network.worker.context.pool.query<{ key_id: string }>(
    "select key_id from partners.signing_key where organisation = 'servicer' and until_index is null",
  );
  expect(rows).toEqual([{ key_id: second.key }]);
});
