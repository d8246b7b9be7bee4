import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findMoment } from '@/lib/ledger/server/find-moment';
import type { TestNetwork } from './test-network';
import { openPast, type Ending } from './test-past';

let network: TestNetwork;
const seen: Ending[] = [];

beforeAll(async () => {
  network = await openPast(inject('ownerUrl'), (_, ending) => {
    seen.push(ending);
    return Promise.resolve();
  });
});
afterAll(async () => {
  await network.close();
});

describe('a moment', () => {
  const find = (asOf: string): Promise<unknown> => findMoment(network.worker.context.pool, asOf);

  it('is an instant up to and with the millisecond in which a commit was recorded', async () => {
    for (const [at, { position, at: recorded }] of seen.entries()) {
      const next = seen[at + 1];
      if (next?.at.getTime() === recorded.getTime()) continue;
      expect(await find(recorded.toISOString())).toEqual({ position, at: recorded });
      const justBefore = new Date(recorded.getTime() - 1);
      const earlier = seen.findLast((each) => each.at <= justBefore);
      if (earlier !== undefined)
        expect(await find(justBefore.toISOString())).toEqual({ position: earlier.position, at: justBefore });
    }
  });

  it('is the same instant in whatever zone it is told', async () => {
    const at = seen[6]?.at.toISOString() ?? '';
    const eastern = Temporal.Instant.from(at).toZonedDateTimeISO('America/New_York').toString({ timeZoneName: 'never' });
    expect(await find(eastern)).toEqual(await find(at));
  });

  it('is nothing before the ledger began', async () => {
    expect(await find('2001-01-01T00:00:00Z')).toEqual({ position: 0n, at: new Date('2001-01-01T00:00:00Z') });
  });

  it('is a position; one within a commit is the commit’s beginning, for a commit is whole', async () => {
    const two = seen.find(({ position }, at) => position - (seen[at - 1]?.position ?? position) === 2n);
    if (two === undefined) throw new Error('No commit of two entries was seen');
    expect(await find(two.position.toString())).toEqual({ position: two.position, at: two.at });
    expect(await find((two.position - 1n).toString())).toMatchObject({ position: two.position - 2n });
  });

  it('that the ledger has not reached, or that is none, is refused', async () => {
    const end = seen.at(-1)?.position ?? 0n;
    await expect(find((end + 1n).toString())).rejects.toMatchObject({ code: 'AS_OF_NOT_REACHED' });
    await expect(find(new Date(Date.now() + 60_000).toISOString())).rejects.toMatchObject({ code: 'AS_OF_NOT_REACHED' });
    for (const none of ['', '0', '-1', '1.5', 'now', '2026-03-12', '2026-13-40T00:00:00Z', '2026-03-12T14:00:00', "1' or true"])
      await expect(find(none), none).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
