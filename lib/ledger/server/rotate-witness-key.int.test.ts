import { cpSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { adoptPolicy } from '@/lib/ledger/domain/adopt-policy';
import { toHex } from '@/lib/ledger/domain/bytes';
import { formatVkey, keyIdOf } from '@/lib/ledger/domain/note-key';
import { agreementFor } from '@/lib/ledger/domain/policy-agreement';
import { formatSignatureLine } from '@/lib/ledger/domain/signed-note';
import { verifyCheckpoint } from '@/lib/ledger/domain/verify-checkpoint';
import { sha256, verifyBytes } from './hashing';
import { readCheckpoint } from './read-checkpoint';
import { beginWitnessRotation, findHomed, settleWitnesses, type HomedWitness, type WitnessedPlace } from './rotate-witness-key';
import { TEST_ORIGIN } from './test-log';
import { now, openWitnessedLog, type WitnessedLog } from './test-witnessed-log';
import { formerWitnessKeys, replaceWitnessKey } from './witness-key';

const CRYPTO = { sha256, verifySignature: verifyBytes };
let scene: WitnessedLog;
let place: WitnessedPlace;
let homes: readonly string[];

beforeAll(async () => {
  scene = await openWitnessedLog(inject('ownerUrl'));
  homes = scene.witnesses.map(({ directory }) => directory);
  const { origin, home } = scene.log;
  place = { pool: scene.hub.app, origin, policyPath: join(home, 'policy'), homes };
  await turn();
});
afterAll(() => scene.close());

/** Something is written, and the signer publishes, signs and asks. */
async function turn(): Promise<void> {
  await scene.hub.append(2);
  await scene.turn();
}

async function homed(name: string): Promise<HomedWitness> {
  const found = (await findHomed(place)).homed.find(({ witness }) => witness.name === name);
  if (found === undefined) throw new Error(`${name} is not here`);
  return found;
}

/** What a reader finds who pinned the first policy and met nothing since. */
async function read(): Promise<{ faults: readonly string[]; agreed: readonly (readonly string[])[]; keys: string[] }> {
  const { policy, agreed } = await adoptPolicy(scene.pinned, await scene.published(), CRYPTO);
  const note = (await readCheckpoint(scene.hub.signer))?.note ?? '';
  const { faults } = await verifyCheckpoint(note, { origin: TEST_ORIGIN, policy, now: now() }, CRYPTO);
  return { faults, agreed, keys: policy.witnesses.map(({ key }) => formatVkey(key)) };
}

const secrets = (): number[] => homes.map((home) => readdirSync(home).filter((name) => name.endsWith('.pem')).length);

async function rotate(name: string): Promise<void> {
  beginWitnessRotation(place, await homed(name));
  await expect(settleWitnesses(place)).rejects.toThrow('does not name');
  await turn();
  await expect(settleWitnesses(place)).rejects.toThrow('is not published yet');
  expect((await read()).faults).toEqual([]);
  await turn();
  await settleWitnesses(place);
}

it('each witness gets a new key while entries are appended and it runs: who knew the first ones goes along, at every moment', async () => {
  for (const name of ['a', 'b', 'c']) {
    await rotate(name);
    expect((await read()).faults).toEqual([]);
  }
  const { agreed, keys } = await read();
  expect(agreed).toHaveLength(3);
  expect(agreed[0]).toEqual(['a', 'b', 'c']);
  expect(keys).toEqual((await scene.published()).witnesses.map(({ key }) => formatVkey(key)));
  expect(keys.filter((key) => scene.witnesses.some(({ signer }) => formatVkey(signer.key) === key))).toEqual([]);
  expect(secrets()).toEqual([1, 1, 1]);
});

it('one that broke off before the policy named the new key goes on with that key', async () => {
  const { witness, directory } = await homed('b');
  const next = replaceWitnessKey(directory, witness.key.name);
  const between = await homed('b');
  expect(between.isNamed).toBe(false);
  beginWitnessRotation(place, between);
  await turn();
  await expect(settleWitnesses(place)).rejects.toThrow('is not published yet');
  await turn();
  await settleWitnesses(place);
  expect((await homed('b')).witness.key).toEqual(next);
  expect((await read()).faults).toEqual([]);
});

it('one that broke off before the new key was there keeps the present one, and destroys a copy of it at most', async () => {
  const { witness, directory } = await homed('b');
  cpSync(join(directory, 'witness.pem'), join(directory, `witness-${keyIdOf(witness.key)}.pem`));
  await settleWitnesses(place);
  expect((await homed('b')).witness.key).toEqual(witness.key);
  await rotate('b');
  expect(secrets()).toEqual([1, 1, 1]);
  expect((await read()).faults).toEqual([]);
});

it('what is published about the new keys is believed by its signatures, not by the names on them', async () => {
  beginWitnessRotation(place, await homed('b'));
  await turn();
  const text = agreementFor(await scene.published(), TEST_ORIGIN, sha256);
  const { directory, witness } = await homed('b');
  const [before] = formerWitnessKeys(directory, witness.key.name);
  if (before === undefined) throw new Error('The key before is kept');
  const forged = formatSignatureLine(before.sign('another text', now()));
  const id = toHex(sha256(`${text}\n${formatVkey(before.key)}`));
  await place.pool.query('insert into ledger.policy_agreement (id, text, line) values ($1, $2, $3)', [id, text, forged]);
  for (let turns = 0; turns < 3; turns += 1) {
    await expect(settleWitnesses(place)).rejects.toThrow('is not published yet');
    await turn();
  }
  expect(secrets()).toEqual([1, 2, 1]);
  // The next rotation asks about other terms, which the key before signs as well.
  replaceWitnessKey(directory, witness.key.name);
  await rotate('b');
  expect(secrets()).toEqual([1, 1, 1]);
});

it('a key before is kept as long as too few signed for what follows it', async () => {
  const alone = { ...place, homes: homes.slice(0, 1) };
  beginWitnessRotation(alone, await homed('a'));
  await turn();
  await expect(settleWitnesses(alone)).rejects.toThrow('is not published yet');
  await turn();
  await expect(settleWitnesses(alone)).rejects.toThrow('Too few witnesses signed');
  expect(secrets()).toEqual([2, 1, 1]);
  await expect(settleWitnesses(place)).rejects.toThrow('is not published yet');
  await turn();
  await settleWitnesses(place);
  expect(secrets()).toEqual([1, 1, 1]);
});

it('nothing is changed where two directories hold a key, or the policy file does not name the witness', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'hearthline-witness-copy-'));
  const [first = ''] = homes;
  cpSync(join(first, 'witness.pem'), join(copy, 'witness.pem'));
  await expect(findHomed({ ...place, homes: [...homes, copy] })).rejects.toThrow('hold a’s key');
  const nowhere = { ...place, policyPath: join(copy, 'policy') };
  const before = await homed('a');
  expect(() => beginWitnessRotation(nowhere, before)).toThrow('does not name a');
  expect(await homed('a')).toEqual(before);
  expect(existsSync(nowhere.policyPath)).toBe(false);
});

it('a key that no policy ever named holds nothing up, and a witness that does not cosign keeps the one before', async () => {
  const { witness, directory } = await homed('c');
  replaceWitnessKey(directory, witness.key.name);
  replaceWitnessKey(directory, witness.key.name);
  await rotate('c');
  expect(secrets()).toEqual([1, 1, 1]);
  const [first] = scene.witnesses;
  first?.server.close();
  first?.server.closeAllConnections();
  beginWitnessRotation(place, await homed('a'));
  await turn();
  await expect(settleWitnesses(place)).rejects.toThrow('is not published yet');
  await turn();
  await expect(settleWitnesses(place)).rejects.toThrow('a did not cosign with the new key yet');
  expect(secrets()).toEqual([2, 1, 1]);
});
