import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { OrganisationKeys } from '@/lib/ledger/server/organisation-keys';
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
