import { expect, inject, it } from 'vitest';
import { answerProblem } from './answer';
import { asOrganisation, createDatabase, createPool } from './database';

/** What is answered to one who is refused with an error. */
async function answered(refused: Promise<unknown>): Promise<readonly unknown[]> {
  const error: unknown = await refused.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const response = answerProblem(error);
  const { code } = (await response.json()) as { code: unknown };
  return [response.status, response.headers.get('retry-after'), code];
}

it('whoever waits in vain for a connection is told to try again', async () => {
  const [database, pool] = [createDatabase(inject('ownerUrl'), 1), createPool(inject('ownerUrl'), 1)];
  const held = await pool.connect();
  let release = (): void => undefined;
  const holding = asOrganisation(database, { organisation: 'one' }, () => new Promise<void>((resolve) => { release = resolve; })); // prettier-ignore
  const busy = [503, '1', 'NOT_READY'];
  const asked = [asOrganisation(database, { organisation: 'two' }, () => Promise.resolve()), pool.query('select 1')];
  expect(await Promise.all(asked.map(answered))).toEqual([busy, busy]);
  release();
  held.release();
  await holding;
  await Promise.all([database.$disconnect(), pool.end()]);
}, 20_000);
