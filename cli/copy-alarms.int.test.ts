import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { copyAlarm, type FoundAlarm } from '@/lib/ledger/domain/found-alarm';
import { askGrowth } from '@/lib/ledger/server/ask-growth';
import { Cosigning } from '@/lib/ledger/server/cosigning';
import { openHub, type IntakeSource } from '@/lib/ledger/server/intake-source';
import { readLogKeys } from '@/lib/ledger/server/log-keyring';
import { raiseAlarm } from '@/lib/ledger/server/raise-alarm';
import { readAlarms } from '@/lib/ledger/server/read-alarms';
import { readStandstill } from '@/lib/ledger/server/standstill';
import { listen, policyLine, startTestWitness, type TestWitness } from '@/lib/ledger/server/test-witness';
import { keepToldAlarms } from '@/lib/ledger/server/told-alarms';
import { PolicyFile } from '@/lib/ledger/server/witness-policy';
import { WitnessedWatch } from '@/lib/ledger/server/witnessed-watch';
import { createPool } from '@/lib/platform/server/database';
import { byHand } from './test-by-hand';
import { feedOf, openTestCopy, type TestCopy } from './test-copy';
import { otherHistory } from './test-defects';
import { openTestNetwork, type TestNetwork } from './test-network';
import { openTestSigner, type TestSigner } from './test-signer';
import { origination, performance } from './test-tape';

const now = (): number => Math.floor(Date.now() / 1000);
const opened: TestCopy[] = [];
let network: TestNetwork;
let owner: pg.Pool;
let signer: TestSigner;
let witness: TestWitness;
/** It shows what it is given, and cosigns nothing; the quorum is one of two. */
let odd: { server: Server; shows: string };
let cosigning: Cosigning;
let months = 0;

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  owner = createPool(network.ownerUrl, 2);
  signer = await openTestSigner(network);
  const home = join(network.dataDirectory, 'signer');
  const { origin } = network.worker;
  const [log] = readLogKeys(home, origin).signers;
  witness = await startTestWitness('a', log.key, now);
  const server = createServer((_, response) => response.end(odd.shows));
  odd = { server, shows: '' };
  const other = await startTestWitness('b', log.key, now);
  other.server.close();
  const file = join(mkdtempSync(join(tmpdir(), 'hearthline-policy-')), 'policy');
  writeFileSync(file, `${policyLine(witness)}\n${policyLine(other, await listen(server))}\ngroup one any a b\nquorum one\n`);
  const policy = new PolicyFile(file, () => ({ keys: [log.key], url: 'http://hub.example/ledger' }), owner);
  await policy.refresh();
  cosigning = new Cosigning({ pool: owner, policy: () => policy.current(), now });
  await grow();
}, 120_000);
afterAll(async () => {
  for (const copy of opened) await copy.close();
  for (const { server } of [witness, odd]) server.close();
  await owner.end();
  await network.close();
});

afterEach(() => {
  odd.shows = '';
});

/** Records a loan's month, signs it and has it witnessed; answers the note. */
async function grow(): Promise<string> {
  months += 1;
  const [loan, period] = [`ALARM${String(months).padStart(7, '0')}`, `2025${String(months).padStart(2, '0')}`];
  await network.commitTape(await network.sendTape({ origination: origination(loan), performance: performance(loan, period, '00', '239000.00') })); // prettier-ignore
  await signer.sign();
  const { rows } = await owner.query<{ size: string }>('select max(size) as size from ledger.checkpoint');
  await cosigning.ask(Number(rows[0]?.size));
  const { rows: notes } = await owner.query<{ note: string }>('select note from ledger.checkpoint order by size desc limit 1');
  return notes[0]?.note ?? '';
}

/** A copy that holds all there is now, and goes no further by itself; whose hub answers some things otherwise. */
async function openCopy(lies: Partial<IntakeSource> = {}): Promise<TestCopy> {
  const source = { ...feedOf(network, 'owner'), ...lies };
  const copy = await openTestCopy(network, { organisation: 'owner', templateUrl: inject('ownerUrl'), source });
  opened.push(copy);
  await copy.catchUp();
  return copy;
}

function watchOf({ follower: pool, source }: TestCopy, clock = now): WitnessedWatch {
  return new WitnessedWatch({ pool, source, now: clock });
}

async function toldBy(copy: TestCopy): Promise<FoundAlarm[]> {
  return (await readAlarms(copy.app)).alarms.map(copyAlarm);
}

const sizeIn = (note: string): number => Number(note.split('\n')[1]);
const away = (): Promise<never> => Promise.reject(new TypeError('fetch failed'));

describe('what the witnesses hold', () => {
  it('accuses nobody where a copy is at the head, where it lags, or where the hub is away', async () => {
    const [steady, gone] = [await openCopy(), await openCopy({ growth: away })];
    await gone.owner.query("update ledger.intake set lost_at = clock_timestamp(), lost_why = 'unreachable'");
    const later = { seconds: 0 };
    const watches = [watchOf(steady), watchOf(gone, () => now() + later.seconds)];
    for (const watch of watches) await watch.look();
    await grow();
    for (const watch of watches) await watch.look();
    later.seconds = 3_600;
    for (const watch of watches) await watch.look();
    expect([await toldBy(steady), await toldBy(gone)]).toEqual([[], []]);
  });

  it('and the hub does not show is an alarm on the copy, once, until it is there again', async () => {
    const lost: Partial<IntakeSource> = { growth: () => Promise.resolve(undefined) };
    const copy = await openCopy(lost);
    const { size: held } = (await copy.owner.query<{ size: string }>('select size from ledger.head')).rows[0] ?? {};
    const signed = sizeIn(await grow());
    const watch = watchOf(copy);
    for (let look = 0; look < 2; look += 1) await watch.look();
    expect(await toldBy(copy)).toEqual([{ kind: 'ROLLED_BACK', by: ['this copy'], numbers: [Number(held), signed] }]);
    await copy.catchUp();
    expect(await toldBy(copy)).toEqual([]);
    const { rows } = await copy.owner.query<{ kind: string }>('select kind from ledger.alarm');
    expect(rows).toEqual([{ kind: 'ROLLED_BACK' }]);
  });

  it('and the hub proves otherwise is an alarm too', async () => {
    const copy = await openCopy({ growth: (from, to) => feedOf(network, 'owner').growth(from - 1, to) });
    await grow();
    await watchOf(copy).look();
    expect(await toldBy(copy)).toMatchObject([{ kind: 'ROLLED_BACK' }]);
  });

  it('and a hub will not speak of for ten minutes, while it sends pages, is an alarm', async () => {
    const copy = await openCopy({ growth: away });
    await grow();
    const later = { seconds: 0 };
    const watch = watchOf(copy, () => now() + later.seconds);
    for (later.seconds of [0, 590]) await watch.look();
    expect(await toldBy(copy)).toEqual([]);
    later.seconds = 610;
    await watch.look();
    expect(await toldBy(copy)).toMatchObject([{ kind: 'ROLLED_BACK', by: ['this copy'] }]);
  });

  it('accuses nobody where the log did not sign it', async () => {
    odd.shows = otherHistory(await grow(), network.dataDirectory).replace(/(?<=— \S+ .{20})./, (letter) =>
      letter === 'A' ? 'B' : 'A',
    );
    const copy = await openCopy();
    await watchOf(copy).look();
    expect(await toldBy(copy)).toEqual([]);
  });

  it('and contradicts what a copy holds is evidence, which every witness is handed', async () => {
    const copy = await openCopy();
    odd.shows = otherHistory(await grow(), network.dataDirectory);
    await copy.catchUp();
    await watchOf(copy).look();
    expect(await toldBy(copy)).toMatchObject([{ kind: 'CONTRADICTION', by: ['this copy'] }]);
    const { evidence } = (await (await fetch(`${witness.url}/evidence`)).json()) as { evidence: { smaller: string }[] };
    expect(evidence.map(({ smaller }) => smaller)).toEqual([odd.shows]);
  });
});

describe('what the hub says against itself', () => {
  it('is told by its copies too, and the hub cannot take it back', async () => {
    await raiseAlarm(owner, { kind: 'SIGNER_REFUSED', evidence: { index: 3, code: 'DIGEST_WRONG' } });
    const copy = await openCopy();
    for (let look = 0; look < 2; look += 1) await keepToldAlarms(copy.follower, copy.source);
    await keepToldAlarms(copy.follower, { alarms: () => Promise.resolve({ alarms: [] }) });
    expect(await toldBy(copy)).toEqual([{ kind: 'SIGNER_REFUSED', by: ['the hub'], numbers: [3] }]);
    const { rows } = await copy.owner.query('select 1 from ledger.alarm');
    expect(rows).toHaveLength(1);
  });

  it('can neither fill a copy, nor stop it, nor speak in its name', async () => {
    const copy = await openCopy();
    const evidence = { notes: ['no note'], lost: true, told: 'copy' };
    for (let index = 0; index < 3; index += 1)
      await keepToldAlarms(copy.follower, { alarms: () => Promise.resolve({ alarms: [{ kind: 'ROLLED_BACK', evidence: { ...evidence, here: index } }] }) });
    for (const kind of ['COPY_REFUSED', 'SOMETHING'])
      await keepToldAlarms(copy.follower, { alarms: () => Promise.resolve({ alarms: [{ kind, evidence }] }) });
    expect(await toldBy(copy)).toMatchObject([{ kind: 'ROLLED_BACK', by: ['the hub'] }]);
    expect(await readStandstill(copy.app)).toBeUndefined();
  }); // prettier-ignore
});

it('a hub whose entries were taken out, and whose checkpoint was left, has no log to show', async () => {
  const copy = await openCopy();
  const held = sizeIn(
    (await copy.owner.query<{ note: string }>('select note from ledger.checkpoint order by size desc')).rows[0]?.note ?? '',
  );
  const signed = sizeIn(await grow());
  const cut = ['disclosure', 'entry'].map((table) => `delete from ledger.${table} where index >= ${String(held)}`);
  await byHand(owner, [...cut, `delete from ledger.commit where first_index >= ${String(held)}`].join('; '));
  await watchOf(copy).look();
  expect(await toldBy(copy)).toEqual([{ kind: 'ROLLED_BACK', by: ['this copy'], numbers: [held, signed] }]);
});

it('only the hub’s own word counts for a no: whatever answers in its place says nothing', async () => {
  const answers = [
    { status: 404, body: JSON.stringify({ code: 'NOT_FOUND', detail: 'No checkpoint covers these sizes yet.' }) },
    { status: 404, body: '<h1>Not found</h1>' },
    { status: 503, body: JSON.stringify({ code: 'NOT_READY', detail: 'Later.' }) },
  ];
  const server = createServer((_, response) => {
    const { status, body } = answers.shift() ?? { status: 500, body: '' };
    response.writeHead(status).end(body);
  });
  const hub = openHub(await listen(server), 'key');
  expect(await askGrowth(hub, 1, 2)).toBeUndefined();
  for (const status of [404, 503]) await expect(askGrowth(hub, 1, 2)).rejects.toMatchObject({ status });
  server.close();
});
