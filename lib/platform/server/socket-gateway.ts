import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Pool } from 'pg';
import { Server, type Socket } from 'socket.io';
import type { LedgerSignal } from '@/lib/platform/language/ledger-signal';
import { openDoorbell } from './doorbell';
import { openCursor, sealCursor } from './sealed-cursor';

/** Who listens and what they may hear: the partners room answers both, so that policy stays in one place. */
export interface Audience {
  /** The organisation and session behind a handshake's cookies, or undefined to refuse it. */
  identify(request: IncomingMessage): Promise<Listener | undefined>;
  /** Whether the session still stands; asked again for every delivery. */
  isCurrent(listener: Listener): Promise<boolean>;
}

interface Listener {
  readonly organisation: string;
  readonly token: string;
}

export interface GatewayOptions {
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly audience: Audience;
  readonly cursorKey: string;
}

interface Moved {
  readonly organisation: string;
  readonly loan_id: string;
  readonly version: number;
}

/** More loans than this in one signal are told as "many": the browser asks again for what it shows. */
const MOST_LOANS = 50;

/** Tells each connected browser which of its loans moved, after the projections have caught up. Signals carry no data. */
export function openGateway(server: HttpServer, options: GatewayOptions): { ready: Promise<void>; close(): Promise<void> } {
  const io = new Server(server, {
    serveClient: false,
    transports: ['websocket'],
    perMessageDeflate: false,
    maxHttpBufferSize: 100_000,
    allowRequest: (request, answer) => void admit(request, options.audience, answer),
  });
  let told = -1n;

  io.on('connection', (socket) => void join(socket, options));

  const deliver = async (): Promise<void> => {
    const position = await projectedPosition(options.pool);
    if (told < 0n) told = position;
    if (position <= told) return;
    const from = told;
    told = position;
    for (const [organisation, signal] of await signalsBetween(options, from, position))
      await emitTo(io, organisation, { signal, audience: options.audience });
  };
  const bell = openDoorbell(options.databaseUrl, 'hearthline_projected', deliver);
  // Exactly one dispatcher of upgrades: Socket.io owns its path; anything else is destroyed and never reaches Next.
  server.on('upgrade', (request, socket) => {
    if (!(request.url ?? '').startsWith('/socket.io/')) socket.destroy();
  });
  return {
    ready: bell.ready,
    close: async () => {
      await bell.close();
      await io.close();
    },
  };
}

async function admit(
  request: IncomingMessage,
  audience: Audience,
  answer: (refusal: string | null, allowed: boolean) => void,
): Promise<void> {
  // A browser always sends Origin on a WebSocket handshake; a foreign one would ride on the user's cookie (CSWSH).
  const origin = request.headers.origin;
  const sameSite = origin !== undefined && safeHost(origin) === request.headers.host;
  const listener = sameSite ? await audience.identify(request).catch(() => undefined) : undefined;
  answer(null, listener !== undefined);
}

function safeHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

async function join(socket: Socket, options: GatewayOptions): Promise<void> {
  const listener = await options.audience.identify(socket.request);
  if (listener === undefined) {
    socket.disconnect(true);
    return;
  }
  (socket.data as { listener?: Listener }).listener = listener;
  await socket.join(listener.organisation);
  const position = await projectedPosition(options.pool);
  const sent = String(socket.handshake.auth.cursor ?? '');
  const since = openCursor(options.cursorKey, listener.organisation, sent);
  const cursor = sealCursor(options.cursorKey, listener.organisation, position);
  const missed = since === undefined ? undefined : (await signalsBetween(options, since, position)).get(listener.organisation);
  // A cursor that cannot be read says nothing of what was missed: everything is asked for again.
  socket.emit('ledger', missed ?? { loans: [], many: sent !== '' && since === undefined, cursor });
}

async function emitTo(io: Server, organisation: string, what: { signal: LedgerSignal; audience: Audience }): Promise<void> {
  const sockets = io.sockets.adapter.rooms.get(organisation);
  for (const id of sockets ?? []) {
    const socket = io.sockets.sockets.get(id);
    const listener = (socket?.data as { listener?: Listener } | undefined)?.listener;
    if (socket === undefined || listener === undefined) continue;
    if (await what.audience.isCurrent(listener)) socket.emit('ledger', what.signal);
    else socket.disconnect(true);
  }
}

async function projectedPosition(pool: Pool): Promise<bigint> {
  const { rows } = await pool.query<{ position: string | null }>('select min(position) as position from platform.cursor');
  return BigInt(rows[0]?.position ?? 0);
}

/** What each organisation may know to have moved between two positions; the database filters by party and policy. */
async function signalsBetween(options: GatewayOptions, from: bigint, to: bigint): Promise<Map<string, LedgerSignal>> {
  const { rows } = await options.pool.query<Moved>('select * from partners.moved_loans($1, $2, $3)', [
    from.toString(),
    to.toString(),
    MOST_LOANS + 1,
  ]);
  const signals = new Map<string, LedgerSignal>();
  for (const organisation of new Set(rows.map((row) => row.organisation))) {
    const loans = rows.filter((row) => row.organisation === organisation);
    const many = loans.length > MOST_LOANS;
    signals.set(organisation, {
      loans: many ? [] : loans.map((row) => ({ loanId: row.loan_id, version: row.version })),
      many,
      cursor: sealCursor(options.cursorKey, organisation, to),
    });
  }
  return signals;
}
