import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { destroyValues } from '@/lib/ledger/server/destroy-values';
import { OrganisationKeys } from '@/lib/ledger/server/organisation-keys';
import { sweepProposals } from '@/lib/ledger/server/sweep-proposals';
import { findForeignKeys } from './backup/foreign-keys';
import { openTestCustody, type TestCustody } from './test-custody';

let custody: TestCustody;

beforeAll(async () => {
  custody = await openTestCustody(inject('ownerUrl'));
  const { own, invite, signing, take, changeTo } = custody;
  const key = own.findOrCreate('servicer');
  await invite('good');
  await signing(take(key, 'good'), await changeTo(key));
});
afterAll(() => custody.close());

it('an older copy of the hub’s key, put back beside the organisation’s own, signs nothing and opens nothing', async () => {
  const { network, owner, signing, write } = custody;
  const keys = new OrganisationKeys(join(network.dataDirectory, 'keys'));
  keys.findOrCreate('servicer');
  await expect(write()).rejects.toMatchObject({ code: 'NOT_SIGNED' });
  await signing(write());
  const stranger = keys.find('stranger');
  cpSync(join(network.dataDirectory, 'keys', 'servicer.pem'), join(network.dataDirectory, 'keys', 'stranger.pem'));
  await expect(write('stranger')).rejects.toMatchObject({ code: 'KEY_NOT_IN_FORCE' });
  expect(keys.find('stranger')?.keyId).not.toBe(stranger?.keyId);
  expect(await findForeignKeys(owner, network.dataDirectory)).toEqual({ missing: ['stranger'], leftOver: ['servicer'] });
  keys.destroy('servicer');
});

it('a change that broke off half way says what stands, and is finished by doing it again, in the name of who asked', async () => {
  const { own, owner, signing, changeTo, take } = custody;
  const next = own.prepareNext('servicer', []);
  const decide = await changeTo(next);
  const onlyFirst: typeof decide = (proposal) =>
    proposal.facts.some(({ type }) => type === 'KeyRetired') ? Promise.resolve('leave') : decide(proposal);
  const broken = signing(take(next), onlyFirst);
  const words = expect.stringMatching(/^The new key is registered and signs from now on.*again to finish/) as string;
  await expect(broken).rejects.toMatchObject({ code: 'NOT_SIGNED', message: words });
  const { retired } = await signing(take(next), decide);
  own.activateNext('servicer');
  expect(retired).toHaveLength(1);
  const { rows } = await owner.query<{ said: string }>(
    `select d.field_values as said from ledger.disclosure d where d.stream = 'org/servicer' and d.field_group = 'meta' order by d.index desc limit 2`,
  );
  expect(rows.map(({ said }) => JSON.parse(said) as unknown[])).toEqual(
    ['KeyRetired', 'KeyRegistered'].map((type) => expect.arrayContaining([type, 'tester']) as unknown),
  );
});

it('all that waits comes before the signer, also behind much that it leaves to somebody else', async () => {
  const { signing, write } = custody;
  let seen = 0;
  const decide = (): Promise<'sign' | 'leave'> => Promise.resolve((seen += 1) > 9 ? 'sign' : 'leave');
  const writes = Promise.allSettled(Array.from({ length: 10 }, () => write()));
  const settled = await signing(writes, decide);
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('a signer whose answer came too late is told so', async () => {
  const { signing, write, told } = custody;
  const writing = write();
  const late = async (): Promise<'sign'> => {
    await writing.catch(() => undefined);
    return 'sign';
  };
  await expect(signing(writing, late)).rejects.toMatchObject({ code: 'NOT_SIGNED' });
  expect(told).toEqual([expect.stringContaining('Nobody waits for this signature any more') as string]);
});

/** What stands on the desk, by stream. */
async function standing(): Promise<string[]> {
  const { rows } = await custody.owner.query<{ stream: string }>('select unnest(streams) as stream from ledger.proposal');
  return rows.map(({ stream }) => stream);
}

it('what a killed process had proposed does not stay, and what somebody waits for does', async () => {
  const { network, owner, write } = custody;
  const killed = `select ledger.propose('killed', 'servicer', 'key', '{}', '[]', '{loan/killed}', interval '-6 seconds')`;
  await owner.query(killed);
  const writing = write('servicer', 'note/waits');
  writing.catch(() => undefined);
  while (!(await standing()).includes('note/waits'));
  await sweepProposals(network.worker.context.pool);
  expect(await standing()).toEqual(['note/waits']);
  await expect(writing).rejects.toMatchObject({ code: 'NOT_SIGNED' });
});

it('an erasure takes what waits of the person’s values', async () => {
  const { network, write } = custody;
  const { context, subjects } = network.worker;
  const writing = write('servicer', 'loan/erased');
  writing.catch(() => undefined);
  while (!(await standing()).includes('loan/erased'));
  const client = await context.pool.connect();
  const erasure = { subject: 'loan/erased', scope: 'person', fields: [], version: null, throughVersion: 9 } as const;
  await destroyValues(client, subjects, erasure).finally(() => {
    client.release();
  });
  expect(await standing()).toEqual([]);
  await expect(writing).rejects.toMatchObject({ code: 'NOT_SIGNED' });
});
