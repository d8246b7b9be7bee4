import { parseCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { parseNote } from '@/lib/ledger/domain/signed-note';
import { verifyProof } from '@/lib/ledger/domain/verify-proof';
import { verifyStream } from '@/lib/ledger/domain/verify-stream';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import { readLoanProof } from '@/lib/servicing/server/read-loan-proof';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { feedEndsShape, feedPageShape, type FeedPage } from '@/lib/ledger/language/feed';
import { EndsWatch } from '@/lib/ledger/server/ends-watch';
import { readFeedEnds } from '@/lib/ledger/server/read-feed-ends';
import { IntakeFault } from '@/lib/ledger/server/intake';
import type { IntakeSource } from '@/lib/ledger/server/intake-source';
import { ContactMade } from '@/lib/servicing/language/work-facts';
import { feedDefects, otherHistory } from './test-defects';
import { feedOf, openTestCopy, type TestCopy } from './test-copy';
import { openTestNetwork, type TestNetwork } from './test-network';
import { openTestSigner, type TestSigner } from './test-signer';
import { origination, performance } from './test-tape';

let network: TestNetwork;
let signer: TestSigner;
let loan: string;
const opened: TestCopy[] = [];

/** A hub that sends each page as something makes of it; what it leaves be is undefined. */
function lying(alter: (page: FeedPage) => FeedPage | undefined, organisation = 'owner'): IntakeSource & { honest: boolean } {
  const source = feedOf(network, organisation);
  const liar = {
    ...source,
    honest: false,
    async page(asked: Parameters<IntakeSource['page']>[0]) {
      const page = feedPageShape.parse(await source.page(asked));
      return liar.honest ? page : (alter(structuredClone(page)) ?? page);
    },
  };
  return liar;
}

async function copyFrom(source: IntakeSource, organisation = 'owner'): Promise<TestCopy> {
  const copy = await openTestCopy(network, { organisation, templateUrl: inject('ownerUrl'), source });
  opened.push(copy);
  return copy;
}

/** What a copy holds, and what it says is wrong. */
async function stateOf({ owner }: TestCopy): Promise<{ size: number; entries: number; fault: string | null; alarms: string[] }> {
  const { rows } = await owner.query<{ size: string; entries: string; fault: string | null; alarms: string[] }>(
    `select h.size, (select count(*) from ledger.entry) as entries, i.fault->>'code' as fault,
       coalesce((select array_agg(kind order by id) from ledger.alarm), '{}') as alarms from ledger.head h, ledger.intake i`,
  );
  const [row] = rows;
  return { size: Number(row?.size), entries: Number(row?.entries), fault: row?.fault ?? null, alarms: row?.alarms ?? [] };
}

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  signer = await openTestSigner(network);
  const months = ['202407', '202408', '202409'].map((period) => performance('COPY00000001', period, '00', '239000.00'));
  await network.commitTape(await network.sendTape({ origination: origination('COPY00000001'), performance: months.join('\n') }));
  const { rows } = await network.worker.context.pool.query<{ id: string }>('select loan_id as id from servicing.loan_number');
  loan = rows[0]?.id ?? '';
  await signer.sign();
  await contact('2024-09-01');
  await contact('2024-09-15');
}, 120_000);
afterAll(async () => {
  for (const copy of opened) await copy.close();
  await network.close();
});

async function contact(at: string): Promise<void> {
  const fact = { definition: ContactMade, stream: `loan/${loan}`, values: { channel: 'phone', outcome: 'reached', madeOn: at }, occurredAt: at, causes: [] };
  await network.worker.context.ledger.commit({ organisation: 'servicer', actor: 'a', idempotencyKey: `contact ${at}`, fingerprint: at, signedAt: `${at}T00:00:00.000Z`, facts: [fact] });
  await signer.sign();
} // prettier-ignore

describe('a page that does not hold', () => {
  it.each(feedDefects())('is refused for %s (%s); nothing of it is kept, and what is sound is taken in afterwards', async (_, code, alter) => {
    const source = lying((page) => alter(page, network.dataDirectory));
    const copy = await copyFrom(source);
    const refusal: unknown = await copy.catchUp().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(IntakeFault);
    expect((refusal as IntakeFault).faults.map((fault) => fault.code)).toContain(code);
    const refused = await stateOf(copy);
    expect(refused.alarms).toHaveLength(1);
    expect(refused.fault).toBe((refusal as IntakeFault).faults[0]?.code);
    await expect(copy.catchUp()).rejects.toBeInstanceOf(IntakeFault);
    expect(await stateOf(copy)).toEqual(refused);
    source.honest = true;
    await copy.catchUp();
    const { rows } = await network.worker.context.pool.query<{ size: string }>('select max(size) as size from ledger.checkpoint');
    expect(await stateOf(copy)).toMatchObject({ size: Number(rows[0]?.size), fault: null, alarms: refused.alarms });
  }); // prettier-ignore
});

describe('a hub that shows another log than before', () => {
  it('is accused with two checkpoints that its log signed, which anyone can check', async () => {
    const source = lying((page) => ({ ...page, checkpoint: otherHistory(page.checkpoint, network.dataDirectory) }));
    source.honest = true;
    const copy = await copyFrom(source);
    await copy.catchUp();
    const before = await stateOf(copy);
    source.honest = false;
    await expect(copy.catchUp()).rejects.toBeInstanceOf(IntakeFault);
    expect(await stateOf(copy)).toEqual({ ...before, fault: 'LOG_REWRITTEN', alarms: ['CONTRADICTION'] });
  });

  it('is accused of having lost what it had', async () => {
    const early: { note?: string | undefined } = {};
    const source = lying((page) => ({ ...page, checkpoint: early.note ?? page.checkpoint }));
    const copy = await copyFrom(source);
    await copy.catchUp();
    early.note = (await copy.owner.query<{ note: string }>('select note from ledger.checkpoint order by size desc')).rows[0]
      ?.note;
    source.honest = true;
    await contact('2024-10-01');
    await copy.catchUp();
    source.honest = false;
    await expect(copy.catchUp()).rejects.toBeInstanceOf(IntakeFault);
    expect((await stateOf(copy)).alarms).toEqual(['ROLLED_BACK']);
  });
});

describe('where streams end', () => {
  it('is asked about, and found to be where the copy’s own end', async () => {
    const copy = await copyFrom(feedOf(network, 'owner'));
    await copy.catchUp();
    await new EndsWatch(copy.follower, copy.source).look();
    const { rows } = await copy.owner.query<{ stream: string }>('select stream from ledger.stream_end order by stream');
    expect(rows.map(({ stream }) => stream)).toContain(`loan/${loan}`);
    expect((await stateOf(copy)).alarms).toEqual([]);
  });

  it('lets a copy prove a record to its readers without the hub', async () => {
    const copy = await copyFrom(feedOf(network, 'securitizer'), 'securitizer');
    await copy.catchUp();
    const { origin } = network.worker;
    const sources = { database: copy.database, pool: copy.app, hub: { origin, key: () => undefined, subjects: copy.subjects } };
    const actor = network.actor('securitizer');
    await expect(readLoanProof(sources, actor, loan)).rejects.toMatchObject({ code: 'NOT_READY' });
    await new EndsWatch(copy.follower, copy.source).look();
    const { sealed, proof } = await readLoanProof(sources, actor, loan);
    const crypto = { sha256, verifySignature: verifyBytes };
    const expected = { origin, stream: `loan/${loan}` };
    expect((await verifyStream(sealed, expected, crypto)).faults).toEqual([]);
    const checkpoint = parseCheckpoint(parseNote(proof?.checkpoint ?? '')?.text ?? '');
    if (proof === null || checkpoint === undefined) throw new Error('The copy shows no proof');
    const shown = await verifyProof({ stream: sealed, proof, checkpoint }, expected, crypto);
    expect(shown).toEqual({ included: sealed.entries.length, complete: sealed.entries.length, faults: [] });
  });

  it('tells that the last entry of a stream is kept back', async () => {
    await contact('2024-11-01');
    const isNewest = ({ statement }: { statement: string }): boolean => statement.includes('contact 2024-11-01');
    const copy = await copyFrom(
      lying((page) => ({ ...page, commits: page.commits.filter((commit) => !isNewest(commit)) })),
      'owner',
    );
    await copy.catchUp();
    await expect(new EndsWatch(copy.follower, copy.source).look()).rejects.toMatchObject({
      faults: [{ code: 'END_CONTRADICTED' }],
    });
    expect(await stateOf(copy)).toMatchObject({ fault: 'END_CONTRADICTED', alarms: ['COPY_REFUSED'] });
  });

  it('is answered by one checkpoint’s map, also where the log goes on meanwhile', async () => {
    const copy = await copyFrom(feedOf(network, 'owner'));
    await copy.catchUp();
    const { app, worker, database } = network;
    const hub = { origin: worker.origin, key: () => worker.keys.findOrCreate('hub'), subjects: worker.subjects };
    const days = ['2024-12-01', '2024-12-05', '2024-12-09'];
    // Between the question for the checkpoint and the first look at its map the map goes on, and forgets.
    const pool = new Proxy(app, {
      get: (real, name) => (name !== 'query' ? (Reflect.get(real, name) as unknown) : async (text: string, values?: unknown[]) => {
        if (text.includes('idempotency_key as key')) for (const day of days.splice(0)) await contact(day);
        return real.query(text, values);
      }),
    });
    const ends = async (streams: readonly string[]): Promise<unknown> => {
      const answer = await readFeedEnds({ database, pool, hub }, 'owner', streams);
      await copy.catchUp();
      return JSON.parse(JSON.stringify(answer)) as unknown;
    };
    await new EndsWatch(copy.follower, { ...copy.source, ends }).look();
    expect(days).toEqual([]);
    expect((await stateOf(copy)).alarms).toEqual([]);
    const { rowCount } = await copy.owner.query('select 1 from ledger.stream_end');
    expect(rowCount).toBeGreaterThan(0);
  }); // prettier-ignore

  it('cannot be passed over in silence', async () => {
    const source = feedOf(network, 'owner');
    const copy = await copyFrom({ ...source, ends: async (streams) => ({ ...feedEndsShape.parse(await source.ends(streams)), ends: [] }) });
    await copy.catchUp();
    await expect(new EndsWatch(copy.follower, copy.source).look()).rejects.toBeInstanceOf(IntakeFault);
  }); // prettier-ignore
});
