import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { adoptPolicy } from '@/lib/ledger/domain/adopt-policy';
import { COSIGNATURE, formatVkey } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { agreementFor } from '@/lib/ledger/domain/policy-agreement';
import { formatNote } from '@/lib/ledger/domain/signed-note';
import type { Policy } from '@/lib/ledger/domain/tlog-policy';
import { createPool } from '@/lib/platform/server/database';
import { sha256, verifyBytes } from './hashing';
import { learnLogKeys } from './learn-log-keys';
import { openNoteSigner, type NoteSigner } from './note-signer';
import { addAgreement } from './policy-agreements';
import { openTestLog, type TestLog } from './test-log';
import { PolicyFile, readPolicyText } from './witness-policy';

const CRYPTO = { sha256, verifySignature: verifyBytes };
const home = mkdtempSync(join(tmpdir(), 'hearthline-agreements-'));
const path = join(home, 'policy');
const witness = (name: string): NoteSigner => openNoteSigner(join(home, `${name}.pem`), `${name}.example/w`, COSIGNATURE);
const lineOf = (name: string): string => `witness ${name} ${formatVkey(witness(name).key)} http://${name}.example\n`;

let log: TestLog;
let file: PolicyFile;
let reader: Policy;

async function published(): Promise<Policy> {
  const policy = parsePolicy(await readPolicyText(log.app), sha256);
  if ('refused' in policy) throw new Error(policy.refused);
  return policy;
}

/** The note as these witnesses sign it for what is published now. */
async function signed(...names: string[]): Promise<string> {
  const text = agreementFor(await published(), log.log.key.name, sha256);
  return formatNote({ text, signatures: names.map((name) => witness(name).sign(text, 1_790_000_000)) });
}

beforeAll(async () => {
  log = await openTestLog(inject('ownerUrl'), home);
  file = new PolicyFile(path, () => ({ keys: [log.log.key], url: 'http://hub.example/ledger' }), log.signer);
  writeFileSync(path, ['a', 'b', 'c'].map(lineOf).join(''));
  await file.refresh();
  reader = await published();
  writeFileSync(path, ['b', 'c', 'd', 'e'].map(lineOf).join(''));
  await file.refresh();
});
afterAll(async () => {
  await log.close();
  await log.drop();
});

it('what no witness signed, or for other terms, is refused in words and not kept', async () => {
  const origin = log.log.key.name;
  await expect(addAgreement(log.app, origin, await signed('stranger'))).rejects.toMatchObject({ code: 'SIGNATURE_WRONG' });
  const other = (await signed('a')).replace('quorum network', 'quorum d');
  await expect(addAgreement(log.app, origin, other)).rejects.toMatchObject({ code: 'REFUSED' });
  await file.refresh();
  expect((await published()).agreements).toBeUndefined();
});

it('a witness that left counts as one that stayed; what was signed is published, and a reader goes along once it is enough', async () => {
  const origin = log.log.key.name;
  await addAgreement(log.app, origin, await signed('a'));
  await addAgreement(log.app, origin, await signed('a'));
  await file.refresh();
  const alone = await adoptPolicy(reader, await published(), CRYPTO);
  expect(alone).toMatchObject({ policy: { witnesses: reader.witnesses }, signers: ['a'] });
  await addAgreement(log.app, origin, await signed('b'));
  await addAgreement(log.app, origin, await signed('c', 'd'));
  await file.refresh();
  const offered = await published();
  expect(offered.agreements).toHaveLength(1);
  const carried = await adoptPolicy(reader, offered, CRYPTO);
  expect(carried).toMatchObject({ policy: offered, agreed: [['a', 'b', 'c']] });
});

it('a partner’s copy goes along as a browser does, and keeps what it goes by', async () => {
  const owner = createPool(log.ownerUrl, 1);
  const trust = { origin: log.log.key.name, policy: reader, now: undefined };
  const offered = await readPolicyText(log.app);
  const carried = await learnLogKeys(owner, { policy: () => Promise.resolve(offered) }, trust);
  expect(carried.policy.witnesses.map(({ name }) => name)).toEqual(['b', 'c', 'd', 'e']);
  expect(await published()).toEqual(carried.policy);
  await owner.end();
});

it('what was signed can be neither changed nor taken away', async () => {
  const owner = createPool(log.ownerUrl, 1);
  const changes = ["update ledger.policy_agreement set line = ''", 'delete from ledger.policy_agreement', 'truncate ledger.policy_agreement'];
  for (const change of changes) await expect(owner.query(change)).rejects.toThrow('append-only');
  await owner.end();
}); // prettier-ignore
