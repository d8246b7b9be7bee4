import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { OwnLog } from '@/lib/ledger/domain/network-policy';
import { keyIdOf } from '@/lib/ledger/domain/note-key';
import { formatNote } from '@/lib/ledger/domain/signed-note';
import { feedPageShape } from '@/lib/ledger/language/feed';
import { IntakeFault } from '@/lib/ledger/server/intake';
import type { IntakeSource } from '@/lib/ledger/server/intake-source';
import { readLogKeys } from '@/lib/ledger/server/log-keyring';
import { beginRotation, finishRotation } from '@/lib/ledger/server/rotate-log-key';
import { endorse, makeLogKey } from '@/lib/ledger/server/test-log-keys';
import { PolicyFile, readPolicyText } from '@/lib/ledger/server/witness-policy';
import { toBase64, utf8 } from '@/lib/ledger/domain/bytes';
import { createPool } from '@/lib/platform/server/database';
import { feedOf, openTestCopy, type TestCopy } from './test-copy';
import { openTestNetwork, type TestNetwork } from './test-network';
import { openTestSigner, type TestSigner } from './test-signer';
import { origination, performance } from './test-tape';

const opened: TestCopy[] = [];
let network: TestNetwork;
let owner: pg.Pool;
let signer: TestSigner;
let policy: PolicyFile;
let log: { home: string; origin: string; pool: pg.Pool };
/** It follows all along; it begins before and comes back afterwards; it meets a liar in the middle. */
let [steady, away, deceived]: TestCopy[] = [];
let lies: Partial<IntakeSource> = {};

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  owner = createPool(network.ownerUrl, 2);
  signer = await openTestSigner(network);
  const { origin } = network.worker;
  log = { home: join(network.dataDirectory, 'signer'), origin, pool: owner };
  const own = (): OwnLog => {
    const { signers, statements } = readLogKeys(log.home, origin);
    return { keys: signers.map(({ key }) => key), statements, url: 'http://hub.example/ledger' };
  };
  policy = new PolicyFile(join(mkdtempSync(join(tmpdir(), 'hearthline-policy-')), 'none'), own, owner);
  await grow('202501');
  [steady, away, deceived] = [await copy(), await copy(), await copy()];
  for (const each of opened) await each.catchUp();
}, 60_000);
afterAll(async () => {
  for (const each of opened) await each.close();
  await owner.end();
  await network.close();
});

async function copy(): Promise<TestCopy> {
  const honest = feedOf(network, 'owner');
  const isDeceived = opened.length === 2;
  const source: IntakeSource = isDeceived
    ? { ...honest, page: (asked) => (lies.page ?? honest.page)(asked), policy: () => (lies.policy ?? honest.policy)() }
    : honest;
  const made = await openTestCopy(network, { organisation: 'owner', templateUrl: inject('ownerUrl'), source });
  opened.push(made);
  return made;
}

async function grow(period: string): Promise<void> {
  await policy.refresh();
  const loan = `COPIED${period}`;
  await network.commitTape(await network.sendTape({ origination: origination(loan), performance: performance(loan, period, '00', '239000.00') })); // prettier-ignore
  await signer.sign();
}

async function sizeOf(made: TestCopy | undefined): Promise<number> {
  const { rows } = await (made?.owner ?? owner).query<{ size: string }>('select size from ledger.head');
  return Number(rows[0]?.size);
}

async function pinnedBy(made: TestCopy | undefined): Promise<string[]> {
  const text = await readPolicyText(made?.owner ?? owner);
  return text.split('\n').filter((line) => line.startsWith('log ')).map((line) => line.split(' ')[1] ?? ''); // prettier-ignore
}

it('a key that nothing leads to is refused, whatever the hub says of it, and the copy goes on when the hub is honest again', async () => {
  const thief = makeLogKey(log.origin);
  const [current] = readLogKeys(log.home, log.origin).signers;
  const honest = feedOf(network, 'owner');
  await grow('202502');
  const forged = endorse({ key: current.key, sign: (text) => thief.sign(text) }, thief);
  lies = {
    async page(asked) {
      const page = feedPageShape.parse(await honest.page(asked));
      const text = `${page.checkpoint.split('\n\n')[0] ?? ''}\n`;
      return { ...page, checkpoint: formatNote({ text, signatures: [thief.sign(text)] }) };
    },
    policy: async () => `${await honest.policy()}# log-key ${toBase64(utf8(forged))}\n`,
  };
  await expect(deceived?.catchUp()).rejects.toBeInstanceOf(IntakeFault);
  const told = await deceived?.owner.query<{ fault: string }>("select fault->>'code' as fault from ledger.intake");
  expect(told?.rows).toEqual([{ fault: 'CHECKPOINT_UNSIGNED' }]);
  expect(await pinnedBy(deceived)).toEqual([signer.vkey]);
  lies = {};
  await deceived?.catchUp();
  expect(await sizeOf(deceived)).toBe(await sizeOf(undefined));
});

it('a copy follows from key to key, and keeps what it pinned of witnesses', async () => {
  const next = await beginRotation(log);
  for (const period of ['202503', '202505']) {
    await grow(period);
    await steady?.catchUp();
    expect(await sizeOf(steady)).toBe(await sizeOf(undefined));
    if (period === '202503') await finishRotation(log);
  }
  const [pinned, ...more] = await pinnedBy(steady);
  expect([pinned?.split('+')[1], more]).toEqual([keyIdOf(next), []]);
});

it('one that was away meanwhile comes to the new key by what the log says of it', async () => {
  expect(await pinnedBy(away)).toEqual([signer.vkey]);
  await away?.catchUp();
  expect(await sizeOf(away)).toBe(await sizeOf(undefined));
  expect(await pinnedBy(away)).toEqual(await pinnedBy(steady));
  const alarms = await away?.owner.query('select 1 from ledger.alarm');
  expect(alarms?.rowCount).toBe(0);
});
