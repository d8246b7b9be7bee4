import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { createDatabase, createPool } from '@/lib/platform/server/database';
import { openDoorbell } from '@/lib/platform/server/doorbell';
import { openGateway } from '@/lib/platform/server/socket-gateway';
import { today } from '@/lib/platform/server/clock';
import { LoanBoarded } from '@/lib/servicing/language/boarding-facts';
import { PaymentReceived } from '@/lib/servicing/language/facts';
import { readLoan } from '@/lib/servicing/server/read-loan';
import { percentile, print } from './measure';
import { openBench, type Bench } from './open-bench';

const SOCKETS = 100;
const COMMITS = 200;
const LOAN = 'bench-loan';
const OWNER = { id: 'bench', organisation: 'owner', organisationName: 'owner', kind: 'owner', displayName: 'Bench' } as const;

/** From before a commit until every one of 100 of the other party's sockets was told and one has read the new value. */
export async function benchLive(): Promise<void> {
  const bench = await openBench();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const pool = createPool(bench.urls.app);
  const database = createDatabase(bench.urls.app);
  const audience = {
    identify: () => Promise.resolve({ organisation: 'owner', token: 'bench' }),
    isCurrent: () => Promise.resolve(true),
  };
  const gateway = openGateway(server, { databaseUrl: bench.urls.app, pool, audience, cursorKey: 'bench' });
  const bell = openDoorbell(bench.urls.worker, 'hearthline_ledger', async () => {
    await bench.worker.context.follow();
  });
  await Promise.all([gateway.ready, bell.ready]);
  await commit(bench, -1);
  const sockets = await connect(server);
  const samples: number[] = [];
  for (let at = 0; at < COMMITS; at += 1) {
    const told = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('ledger', resolve))));
    const began = performance.now();
    await commit(bench, at);
    await told;
    await readLoan(database, OWNER, LOAN, today());
    samples.push(performance.now() - began);
  }
  print('\nCommit to the other party’s browser (aim: p99 below 250 ms with 100 sockets open)');
  print(
    `p50 ${percentile(samples, 0.5).toFixed(0)} ms, p99 ${percentile(samples, 0.99).toFixed(0)} ms over ${String(COMMITS)} commits and ${String(SOCKETS)} sockets`,
  );
  for (const socket of sockets) socket.disconnect();
  await bell.close();
  await gateway.close();
  await database.$disconnect();
  await pool.end();
  await bench.close();
}

async function connect(server: Server): Promise<Socket[]> {
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const sockets = Array.from({ length: SOCKETS }, () =>
    io(url, { transports: ['websocket'], extraHeaders: { origin: url }, forceNew: true }),
  );
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('ledger', resolve))));
  return sockets;
}

/** Boards the loan first, then posts a payment an installment at a time. */
function commit({ worker }: Bench, at: number): Promise<unknown> {
  const boarded = {
    book: 'book', agencyLoanId: 'BENCH0000001', originalUpb: '240000.00', originalNoteRate: '6.000', originalTermMonths: 360, firstPaymentOn: '2020-01-01',
    maturityOn: null, purpose: null, occupancy: null, amortization: null, originalLtv: null, propertyState: null, zip3: null, propertyType: null,
    creditScore: null, creditScoreBand: null, sourceFile: null, sourceLine: null,
  }; // prettier-ignore
  const paid = {
    installmentDueOn: '2020-01-01',
    installmentCount: 1,
    amount: '1438.92',
    receivedOn: '2026-10-31',
    asOfOn: '2026-10-31',
    sourceFile: null,
    sourceLine: null,
  };
  const fact = at < 0 ? { definition: LoanBoarded, values: boarded } : { definition: PaymentReceived, values: paid };
  const request = {
    organisation: 'servicer',
    actor: 'bench',
    idempotencyKey: `live-${String(at)}`,
    fingerprint: at,
    signedAt: '2026-10-31T00:00:00.000Z',
  };
  return worker.context.ledger.commit({
    ...request,
    facts: [{ ...fact, stream: `loan/${LOAN}`, occurredAt: '2026-10-31', causes: [] }],
  });
}
