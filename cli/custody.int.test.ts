import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { signBytes } from '@/lib/ledger/server/hashing';
import { Ledger, type CommitReceipt } from '@/lib/ledger/server/ledger';
import { OrganisationKeys, type SigningKey } from '@/lib/ledger/server/organisation-keys';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { encodeCustodyClaim } from '@/lib/partners/domain/custody';
import { isWantedKeyChange, type WantedKeyChange } from '@/lib/partners/domain/wanted-key-change';
import { answerProposal, type ProposalAnswer } from '@/lib/partners/server/answer-proposal';
import { returnCustody, takeCustody, type CustodyChange } from '@/lib/partners/server/change-custody';
import { readCustody } from '@/lib/partners/server/read-custody';
import { listProposals } from '@/lib/partners/server/list-proposals';
import { tokenHash } from '@/lib/partners/server/tokens';
import { createPool } from '@/lib/platform/server/database';
import { AlertAcknowledged } from '@/lib/servicing/language/work-facts';
import type { ApiClient } from './api-client';
import { changesKeys, signUntil, type OwnSigner } from './own-signer';
import { openTestNetwork, type TestNetwork } from './test-network';
import { origination, performance } from './test-tape';

let network: TestNetwork;
let owner: pg.Pool;
let change: CustodyChange;
let own: OrganisationKeys;
const directory = mkdtempSync(join(tmpdir(), 'hearthline-own-keys-'));

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  owner = createPool(network.ownerUrl, 1);
  own = new OrganisationKeys(directory);
  const { context, keys, origin, subjects } = network.worker;
  const ledger = new Ledger({ pool: context.pool, origin, keys, requestSecret: 'secret', signingPatience: 1_500, subjects });
  const { database } = network;
  change = { ledger, pool: context.pool, keys, database, origin, settle: () => Promise.resolve() };
});
afterAll(async () => {
  await owner.end();
  await network.close();
});

/** The API's two routes, without HTTP between. */
const api: ApiClient = {
  organisation: 'servicer',
  async send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const actor = network.actor('servicer');
    const proposals = method === 'GET' ? await listProposals(network.database, actor) : undefined;
    if (proposals !== undefined) return { proposals } as Answer;
    const answer = JSON.parse(String(body)) as ProposalAnswer;
    await answerProposal(network.database, actor, { id: path.split('/').at(-1) ?? '', answer });
    return {} as Answer;
  },
};

/** Signs what a change to this key says, as `custody` does, and leaves the rest. */
async function changeTo(next: SigningKey | 'hub'): Promise<OwnSigner['decide']> {
  const { keys } = await readCustody(network.database, network.actor('servicer'));
  const wanted: WantedKeyChange = {
    organisation: 'servicer',
    next:
      next === 'hub' ? { custody: 'hub' } : { custody: 'organisation', keyId: next.keyId, publicKey: toBase64(next.publicKey) },
    known: keys.map(({ keyId }) => keyId),
  };
  return ({ facts }) => Promise.resolve(isWantedKeyChange(facts, wanted) ? 'sign' : 'leave');
}

/** Runs the organisation's signer, and the views, while something needs them. */
async function signing<Result>(work: Promise<Result>, decide: OwnSigner['decide'] = () => Promise.resolve('sign')): Promise<Result> {
  const state = { done: false };
  const settled = work.finally(() => (state.done = true));
  // It may fail while the signer still works: it is heard at the end.
  settled.catch(() => undefined);
  const keyOf = (keyId: string): SigningKey | undefined =>
    [own.find('servicer'), own.findNext('servicer')].find((key) => key?.keyId === keyId);
  const signer = { origin: change.origin, organisation: 'servicer', directory, keyOf, decide };
  const running = signUntil(() => state.done, { api, signer, onTrouble: broken });
  while (!state.done) await network.worker.context.follow();
  await running;
  return settled;
} // prettier-ignore

/** Nothing between the signer and the hub can break here. */
async function broken(error: unknown): Promise<void> {
  await Promise.resolve();
  throw error;
}

let written = 0;
function write(): Promise<CommitReceipt> {
  const key = `write/${String((written += 1))}`;
  const facts = [{ definition: AlertAcknowledged, stream: `note/${key}`, values: { openedDueOn: '2026-09-01' }, occurredAt: '2026-11-01', causes: [] }];
  return change.ledger.commit({ organisation: 'servicer', actor: 'tester', idempotencyKey: key, fingerprint: key, signedAt: '2026-11-02T00:00:00.000Z', facts });
} // prettier-ignore

function take(key: SigningKey, code?: string, signedWith = key): ReturnType<typeof takeCustody> {
  const text = encodeCustodyClaim({ origin: change.origin, organisation: 'servicer', key: key.keyId });
  const proof = toBase64(signBytes(signedWith.privateKey, Buffer.from(text, 'utf8')));
  return takeCustody(change, network.actor('servicer'), { publicKey: toBase64(key.publicKey), proof, code });
}

async function invite(code: string, organisation = 'servicer'): Promise<void> {
  const text = `insert into partners.custody_code values ($1, $2, now() + interval '1 day')`;
  await owner.query(text, [tokenHash(code), organisation]);
}

it('an API key alone puts no key in the hub’s place: a code of the operator’s is needed, for this organisation and one key', async () => {
  const [key, other] = [own.findOrCreate('servicer'), own.findOrCreate('thief')];
  await invite('for-another', 'owner');
  await invite('good');
  await expect(take(key)).rejects.toMatchObject({ code: 'CUSTODY_REFUSED' });
  await expect(take(key, 'for-another')).rejects.toMatchObject({ code: 'CUSTODY_REFUSED' });
  await expect(take(key, 'good', other)).rejects.toMatchObject({ code: 'CUSTODY_REFUSED' });
  await signing(take(key, 'good'), await changeTo(key));
  expect(network.worker.keys.find('servicer')).toBeUndefined();
  const { rows } = await owner.query(
    `select custody, until_index is null as in_force from partners.signing_key where organisation = 'servicer' order by from_index`,
  );
  expect(rows).toEqual([
    { custody: 'hub', in_force: false },
    { custody: 'organisation', in_force: true },
  ]);
});

it('the hub can say nothing in the organisation’s name by itself, and what it says is what the organisation signed', async () => {
  await expect(write()).rejects.toMatchObject({ code: 'NOT_SIGNED' });
  const { firstIndex } = await signing(write());
  const { rows } = await owner.query<{ statement: string }>(
    `select convert_from(statement, 'utf8') as statement from ledger.commit where first_index = $1`,
    [firstIndex.toString()],
  );
  const kept = readFileSync(join(directory, 'signed.jsonl'), 'utf8').trim().split('\n');
  expect(JSON.parse(kept.at(-1) ?? '')).toMatchObject({ statement: rows[0]?.statement });
  expect((await verifyLedger(owner, { subjects: network.worker.subjects })).faults).toEqual([]);
});

it('an import is signed part by part by its servicer, and shows when it is whole', async () => {
  const files = { origination: origination('F24Q10000001'), performance: performance('F24Q10000001', '202609', '1', '79000.00') };
  const tape = await network.sendTape(files);
  await signing(network.commitTape(tape));
  const { rows } = await owner.query<{ state: string; key: string }>(
    `select t.state, convert_from(c.statement, 'utf8')::json->>'key' as key from servicing.tape t
     join ledger.commit c on c.idempotency_key = 'tape/' || t.id || '/manifest' where t.id = $1`,
    [tape],
  );
  expect(rows).toEqual([{ state: 'committed', key: own.find('servicer')?.keyId }]);
});

it('a refusal is told with its reason, and nothing is kept of what was proposed', async () => {
  const refused = signing(write(), () => Promise.resolve({ refusal: 'Not agreed.' }));
  await expect(refused).rejects.toMatchObject({ code: 'SIGNATURE_REFUSED', message: expect.stringContaining('Not agreed.') as string });
  expect((await owner.query('select 1 from ledger.proposal')).rows).toEqual([]);
}); // prettier-ignore

it('nobody else sees or answers what is laid before the organisation, and another signature is not taken', async () => {
  const writing = write();
  writing.catch(() => undefined);
  let [proposal] = await listProposals(network.database, network.actor('servicer'));
  while (proposal === undefined) [proposal] = await listProposals(network.database, network.actor('servicer'));
  const { id } = proposal;
  expect(await listProposals(network.database, network.actor('owner'))).toEqual([]);
  const foreign = answerProposal(network.database, network.actor('owner'), { id, answer: { refusal: 'no' } });
  await expect(foreign).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const wrong = toBase64(signBytes(own.findOrCreate('thief').privateKey, Buffer.from(proposal.statement, 'utf8')));
  const forged = answerProposal(network.database, network.actor('servicer'), { id, answer: { signature: wrong } });
  await expect(forged).rejects.toMatchObject({ code: 'SIGNATURE_WRONG' });
  await expect(writing).rejects.toMatchObject({ code: 'NOT_SIGNED' });
});

it('a thief’s change of keys, tried while the organisation makes its own, is signed by nobody', async () => {
  const [thief, next] = [own.findOrCreate('thief'), own.prepareNext('servicer')];
  const decide = await changeTo(next);
  const stolen = signing(take(thief), decide);
  await expect(stolen).rejects.toMatchObject({ code: 'NOT_SIGNED' });
  const { rows } = await owner.query('select 1 from partners.signing_key where key_id = $1', [thief.keyId]);
  expect(rows).toEqual([]);
});

it('what a key signed late, when another had taken its place, is signed anew and not appended', async () => {
  const before = own.find('servicer');
  const next = own.prepareNext('servicer');
  const state = { replaced: false };
  const late: OwnSigner['decide'] = async (proposal) => {
    if (proposal.facts.every(changesKeys)) return 'leave';
    if (state.replaced) return 'sign';
    state.replaced = true;
    await signing(take(next), await changeTo(next));
    return 'sign';
  };
  const written = await signing(write(), late);
  own.activateNext('servicer');
  const { rows } = await owner.query<{ key: string }>(
    `select convert_from(statement, 'utf8')::json->>'key' as key from ledger.commit where first_index = $1`,
    [written.firstIndex.toString()],
  );
  expect([rows[0]?.key, before?.keyId === next.keyId]).toEqual([next.keyId, false]);
  await network.worker.context.follow();
  expect((await verifyLedger(owner, { subjects: network.worker.subjects })).faults).toEqual([]);
});

it('the organisation rotates its own key, and gives it back to the hub; all that any of them signed stays good', async () => {
  const before = own.find('servicer');
  const next = own.prepareNext('servicer');
  const { retired } = await signing(take(next), await changeTo(next));
  own.activateNext('servicer');
  expect(retired).toEqual([before?.keyId]);
  await signing(write());
  await signing(returnCustody(change, network.actor('servicer')), await changeTo('hub'));
  await write();
  await expect(take(next, 'good')).rejects.toMatchObject({ code: 'CUSTODY_REFUSED' });
  expect((await verifyLedger(owner, { subjects: network.worker.subjects })).faults).toEqual([]);
});
