import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { verifyStream, type StreamVerdict } from '@/lib/ledger/domain/verify-stream';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import type { Actor } from '@/lib/partners/server/actor';
import { AccessLog } from '@/lib/partners/server/access-log';
import { readAccess } from '@/lib/partners/server/read-access';
import type { WantedErasure } from '@/lib/servicing/domain/decide-erasure';
import { BorrowerNamed } from '@/lib/servicing/language/work-facts';
import { confirmCopy } from '@/lib/servicing/server/confirm-copy';
import { eraseLoan } from '@/lib/servicing/server/erase-loan';
import { holdRecord } from '@/lib/servicing/server/hold-record';
import { readErasures } from '@/lib/servicing/server/read-erasures';
import { readHistory } from '@/lib/servicing/server/read-history';
import { readLoan } from '@/lib/servicing/server/read-loan';
import { readLoanProof } from '@/lib/servicing/server/read-loan-proof';
import { openWorker } from './open-worker';
import { NEWER, OLDER, openErasures, type ErasureNetwork } from './test-erasure';
import { FIRST, SECOND, THIRD } from './test-past';

let open: ErasureNetwork;

const TODAY = Temporal.PlainDate.from('2026-11-27');
const crypto = { sha256, verifySignature: verifyBytes };

beforeAll(async () => {
  open = await openErasures(inject('ownerUrl'));
}, 120_000);
afterAll(async () => {
  await open.close();
});

const loan = (number: string): string => open.loan(number);
const actor = (kind: string): Actor => open.network.actor(kind);
const WHY = { reason: 'asked for by the borrower', legalBasis: 'Cal. Civ. Code § 1798.105' };
const erase = (number: string, wanted: WantedErasure, idempotencyKey: string, by = 'servicer'): ReturnType<typeof eraseLoan> =>
  eraseLoan(open.writes, actor(by), { loan: loan(number), idempotencyKey, wanted, ...WHY }, TODAY);

async function verdictOf(number: string, kind = 'servicer'): Promise<StreamVerdict> {
  const { sealed, stream, origin } = await readLoanProof(open.sources, actor(kind), loan(number));
  return verifyStream(sealed, { origin, stream }, crypto);
}

const names = async (number: string): Promise<unknown[]> =>
  (await readHistory(open.writes, actor('servicer'), loan(number))).facts
    .filter(({ type }) => type === 'BorrowerNamed')
    .map(({ values, erased }) => [values.name, erased]);

describe('an erasure is refused', () => {
  it('while the loan lives, with the reason, and to everyone but its servicer', async () => {
    await expect(erase(THIRD, { scope: 'person' }, 'living')).rejects.toMatchObject({
      code: 'ERASURE_RETAINED',
      message: expect.stringContaining('still being serviced') as string,
    });
    for (const kind of ['owner', 'securitizer', 'homeowner'])
      await expect(erase(FIRST, { scope: 'person' }, 'other', kind)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(erase(FIRST, { scope: 'person' }, 'stranger', 'stranger')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('under a legal hold, until who placed it releases it', async () => {
    const hold = (by: string, release?: string): ReturnType<typeof holdRecord> =>
      holdRecord(open.writes, actor(by), {
        loan: loan(SECOND),
        idempotencyKey: `hold ${by} ${release ?? ''}`,
        release,
        reason: 'docket 12-345',
      });
    const placed = await hold('owner');
    expect((await hold('owner')).replayed).toBe(true);
    await expect(erase(SECOND, { scope: 'person' }, 'held')).rejects.toMatchObject({
      code: 'ERASURE_HELD',
      message: expect.stringContaining('docket 12-345') as string,
    });
    const seen = async (kind: string): Promise<unknown> => (await readErasures(open.writes, actor(kind), loan(SECOND))).holds;
    expect(await seen('servicer')).toMatchObject([{ hold: placed.hold, organisation: 'owner' }]);
    expect(await seen('securitizer')).toEqual([]);
    await expect(hold('servicer', placed.hold)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await hold('owner', placed.hold);
    expect(await seen('owner')).toEqual([]);
  });

  it('for a field from which the loan’s standing follows', async () => {
    await expect(erase(SECOND, { scope: 'fields', fields: ['upb'] }, 'upb')).rejects.toMatchObject({ code: 'REFUSED' });
  });
});

describe('an erased field', () => {
  const one = { scope: 'fields', fields: ['name'] } as const;

  it('goes from one version, and every other value and proof stays', async () => {
    const before = await names(SECOND);
    expect(before).toEqual([[OLDER, []], [NEWER, []]]); // prettier-ignore
    const { facts } = await readHistory(open.writes, actor('servicer'), loan(SECOND));
    const version = facts.find(({ values }) => values.name === OLDER)?.version ?? 0;
    await erase(SECOND, { ...one, version }, 'older');
    const [waiting] = (await readErasures(open.writes, actor('homeowner'), loan(FIRST))).erasures;
    expect(waiting).toBeUndefined();
    expect((await readErasures(open.writes, actor('owner'), loan(SECOND))).erasures).toMatchObject([
      {
        scope: 'fields',
        fields: ['name'],
        version,
        ...WHY,
        organisation: 'servicer',
        copies: [{ holder: 'hub', confirmed: null }],
      },
    ]);
    await open.network.worker.erase('unconfirmed');
    expect(await names(SECOND)).toEqual([[undefined, ['name']], [NEWER, []]]); // prettier-ignore
    expect((await readLoan(open.network.database, actor('servicer'), loan(SECOND), TODAY)).fields.name).toBe(NEWER);
    expect(await open.faults()).toEqual([]);
    expect(await open.tablesWith(`"${OLDER}"`)).toEqual([]);
    expect(await open.tablesWith(NEWER)).not.toEqual([]);
  });

  it('goes from all entries, from what is shown now, from what was shown then, and the certificate says which copy confirmed', async () => {
    const wanted = { scope: 'fields', fields: ['name', 'initials', 'creditScore', 'creditScoreBand', 'propertyState'] } as const;
    const first = await erase(SECOND, wanted, 'all');
    expect(await erase(SECOND, wanted, 'all')).toMatchObject({ replayed: true, recordedAt: first.recordedAt });
    await open.network.worker.erase('unconfirmed');
    await open.network.worker.erase('unconfirmed');
    await open.network.worker.erase('all');
    expect(await open.tablesWith(NEWER)).toEqual([]);
    expect((await readLoan(open.network.database, actor('servicer'), loan(SECOND), TODAY)).fields).toMatchObject({ name: null, creditScore: null });
    const { erasures } = await readErasures(open.writes, actor('securitizer'), loan(SECOND));
    expect(erasures[0]?.copies).toMatchObject([
      { holder: 'hub', holderName: 'The hub', confirmed: { entryCount: 3, fieldCount: 7, keyDestroyed: false } },
    ]);
    await expect(erase(SECOND, wanted, 'again')).rejects.toMatchObject({ code: 'REFUSED' });
    expect(await open.faults()).toEqual([]);
  }); // prettier-ignore

  it('is confirmed by an organisation’s own copy, in its own name, and by nobody who was not told', async () => {
    const [newest] = (await readErasures(open.writes, actor('owner'), loan(SECOND))).erasures;
    const destroyed = { entryCount: 1, fieldCount: 2, keyDestroyed: false };
    const confirm = (kind: string): Promise<void> => confirmCopy(open.writes, actor(kind), newest?.digest ?? '', destroyed);
    // The other servicer is party to this loan, too.
    for (const kind of ['owner', 'owner', 'stranger']) await confirm(kind);
    await expect(confirmCopy(open.writes, actor('owner'), '0'.repeat(64), destroyed)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const copies = (await readErasures(open.writes, actor('owner'), loan(SECOND))).erasures[0]?.copies;
    expect(copies?.map(({ holder, confirmed }) => [holder, confirmed?.fieldCount])).toEqual([['hub', 7], ['owner', 2], ['stranger', 2]]);
  }); // prettier-ignore

  it('is told to every reader as erased, by whom and when, and their proof holds', async () => {
    for (const kind of ['servicer', 'owner', 'securitizer']) {
      const verdict = await verdictOf(SECOND, kind);
      expect(verdict.faults, kind).toEqual([]);
      expect(
        verdict.links.some(({ erased }) => erased > 0),
        kind,
      ).toBe(true);
      expect(verdict.erasures[0], kind).toMatchObject({ organisation: 'servicer', ...WHY });
    }
  });

  it('is a fault where no certificate is shown', async () => {
    const { sealed, stream, origin } = await readLoanProof(open.sources, actor('servicer'), loan(SECOND));
    const bare = await verifyStream({ ...sealed, certificates: [] }, { origin, stream }, crypto);
    expect(new Set(bare.faults.map(({ code }) => code))).toEqual(new Set(['ERASURE_UNPROVEN']));
  });
});

describe('an erased person', () => {
  it('is gone after a worker was killed between the decision and the destruction, and the next one took over', async () => {
    expect(await open.tablesWith('Ana Rivera')).not.toEqual([]);
    const log = new AccessLog(open.writes.ledger, 'secret');
    await log.record(actor('owner'), loan(FIRST), new Date('2026-11-27T10:00:00.000Z'));
    expect(await readAccess(open.writes, actor('servicer'), loan(FIRST))).toHaveLength(1);
    await erase(FIRST, { scope: 'person' }, 'person');
    const { dataDirectory, worker } = open.network;
    const next = await openWorker({ workerUrl: workerUrl(), dataDirectory, requestSecret: 'secret' });
    // It breaks off once more, after rows and views went and before the key did.
    const broken = next.subjects.destroy.bind(next.subjects);
    next.subjects.destroy = () => {
      throw new Error('killed');
    };
    await expect(next.erase('all')).rejects.toThrow('killed');
    next.subjects.destroy = broken;
    await next.erase('all');
    expect((await readErasures(open.writes, actor('servicer'), loan(FIRST))).erasures[0]?.copies).toMatchObject([
      { confirmed: null },
    ]);
    await next.erase('unconfirmed');
    await worker.context.follow();
    await next.close();
    for (const canary of ['Ana Rivera', OLDER, FIRST]) expect([canary, await open.tablesWith(canary)]).toEqual([canary, []]);
    const { erasures } = await readErasures(open.writes, actor('servicer'), loan(FIRST));
    expect(erasures).toMatchObject([{ scope: 'person', copies: [{ holder: 'hub', confirmed: { keyDestroyed: true } }] }]);
    expect(await open.faults()).toEqual([]);
  });

  it('has left a record whose proof holds, to the book’s organisations and to nobody else', async () => {
    for (const kind of ['servicer', 'owner', 'securitizer']) {
      const verdict = await verdictOf(FIRST, kind);
      expect([kind, verdict.faults, verdict.links.every(({ shown }) => shown === 0)]).toEqual([kind, [], true]);
    }
    await expect(verdictOf(FIRST, 'homeowner')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readAccess(open.writes, actor('servicer'), loan(FIRST))).toEqual([]);
    await expect(readLoan(open.network.database, actor('servicer'), loan(FIRST), TODAY)).rejects.toMatchObject({ code: 'SUBJECT_ERASED' });
    const log = new AccessLog(open.writes.ledger, 'secret');
    await expect(log.record(actor('owner'), loan(FIRST), new Date('2026-11-28T10:00:00.000Z'))).resolves.toBeUndefined();
    await expect(open.tell(FIRST, BorrowerNamed, { name: 'A. R.', initials: 'AR' })).rejects.toMatchObject({ code: 'SUBJECT_ERASED' });
  }); // prettier-ignore

  it('answers the same when it is asked again with the same key', async () => {
    expect((await erase(FIRST, { scope: 'person' }, 'person')).replayed).toBe(true);
    await expect(erase(FIRST, { scope: 'person' }, 'person again')).rejects.toMatchObject({ code: 'ERASURE_RETAINED' });
  });
});

function workerUrl(): string {
  const url = new URL(open.network.ownerUrl);
  [url.username, url.password] = ['hearthline_worker', 'worker-test'];
  return url.toString();
}
