import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import type { WireProposal } from '@/lib/ledger/language/proposal';
import { signBytes } from '@/lib/ledger/server/hashing';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { answerProposal } from '@/lib/partners/server/answer-proposal';
import { returnCustody } from '@/lib/partners/server/change-custody';
import { listProposals } from '@/lib/partners/server/list-proposals';
import { changesKeys } from '@/lib/partners/domain/wanted-key-change';
import type { OwnSigner } from './own-signer';
import { openTestCustody, type TestCustody } from './test-custody';
import { origination, performance } from './test-tape';

let custody: TestCustody;

beforeAll(async () => {
  custody = await openTestCustody(inject('ownerUrl'));
});
afterAll(() => custody.close());

it('an API key alone puts no key in the hub’s place: a code of the operator’s is needed, for this organisation and one key', async () => {
  const { network, owner, own, signing, changeTo, take, invite } = custody;
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
  const { network, owner, directory, signing, write } = custody;
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
  const { network, owner, own, signing } = custody;
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
  const { owner, signing, write } = custody;
  const refused = signing(write(), () => Promise.resolve({ refusal: 'Not agreed.' }));
  await expect(refused).rejects.toMatchObject({ code: 'SIGNATURE_REFUSED', message: expect.stringContaining('Not agreed.') as string });
  expect((await owner.query('select 1 from ledger.proposal')).rows).toEqual([]);
}); // prettier-ignore

/** What comes to be laid before the servicer. */
async function firstProposal(): Promise<WireProposal> {
  const { network } = custody;
  for (;;) {
    const [first] = (await listProposals(network.database, network.actor('servicer'))).proposals;
    if (first !== undefined) return first;
  }
}

it('nobody else sees or answers what is laid before the organisation, and no other key signs or refuses in its place', async () => {
  const { network, own, write } = custody;
  const writing = write();
  writing.catch(() => undefined);
  const proposal = await firstProposal();
  const { id } = proposal;
  expect(await listProposals(network.database, network.actor('owner'))).toEqual({ waiting: [], proposals: [] });
  const answer = { refusal: 'no', signature: '' };
  const foreign = answerProposal(network.database, network.actor('owner'), { id, answer });
  await expect(foreign).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const wrong = toBase64(signBytes(own.findOrCreate('thief').privateKey, Buffer.from(proposal.statement, 'utf8')));
  const forged = answerProposal(network.database, network.actor('servicer'), { id, answer: { signature: wrong } });
  await expect(forged).rejects.toMatchObject({ code: 'SIGNATURE_WRONG' });
  const refused = answerProposal(network.database, network.actor('servicer'), { id, answer: { ...answer, signature: wrong } });
  await expect(refused).rejects.toMatchObject({ code: 'SIGNATURE_WRONG' });
  await expect(writing).rejects.toMatchObject({ code: 'NOT_SIGNED' });
});

it('a thief’s change of keys, tried while the organisation makes its own, is signed by nobody', async () => {
  const { owner, own, signing, changeTo, take } = custody;
  const [thief, next] = [own.findOrCreate('thief'), own.prepareNext('servicer', [])];
  const decide = await changeTo(next);
  const stolen = signing(take(thief), decide);
  await expect(stolen).rejects.toMatchObject({ code: 'NOT_SIGNED' });
  const { rows } = await owner.query('select 1 from partners.signing_key where key_id = $1', [thief.keyId]);
  expect(rows).toEqual([]);
});

it('what a key signed late, when another had taken its place, is signed anew and not appended', async () => {
  const { network, owner, own, signing, changeTo, write, take } = custody;
  const before = own.find('servicer');
  const next = own.prepareNext('servicer', []);
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
  const { network, owner, own, change, signing, changeTo, write, take } = custody;
  const before = own.find('servicer');
  const next = own.prepareNext('servicer', []);
  const { retired } = await signing(take(next), await changeTo(next));
  own.activateNext('servicer');
  expect(retired).toEqual([before?.keyId]);
  await signing(write());
  await signing(returnCustody(change, network.actor('servicer')), await changeTo('hub'));
  await write();
  await expect(take(next, 'good')).rejects.toMatchObject({ code: 'CUSTODY_REFUSED' });
  expect((await verifyLedger(owner, { subjects: network.worker.subjects })).faults).toEqual([]);
});
