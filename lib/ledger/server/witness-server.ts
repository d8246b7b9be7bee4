import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { contradictionShape } from '@/lib/ledger/domain/contradiction';
import { formatVkey } from '@/lib/ledger/domain/note-key';
import { MOST_STATEMENTS } from '@/lib/ledger/domain/speaking-keys';
import { log } from '@/lib/platform/server/log';
import { Witness, type Cosigned, type WitnessOptions } from './witness';

/** Bytes of the longest body that is read: evidence holds two notes and a proof. */
const LONGEST_BODY = 160_000;

/** Letters of the longest statement about a key: two verifier keys and two signatures. */
const LONGEST_STATEMENT = 4_096;

/** Milliseconds in which a request must have been sent. */
const SLOWEST_REQUEST = 10_000;

interface Answer {
  readonly status: number;
  readonly type?: 'text/plain; charset=utf-8' | 'text/x.tlog.size' | 'application/json';
  readonly body?: string;
}

/** A witness over HTTP: what logs, monitors and people's browsers ask of it. Open to anyone: only the log's key opens anything. */
export function createWitnessServer(options: WitnessOptions): Server {
  const witness = new Witness(options);
  const server = createServer((request, response) => {
    answer(witness, options, request).then(
      (found) => send(response, found),
      (error: unknown) => {
        log.error({ error }, 'A witness could not answer');
        send(response, { status: 500 });
      },
    );
  });
  server.requestTimeout = SLOWEST_REQUEST;
  server.maxConnections = 200;
  return server;
}

async function answer(witness: Witness, { store, signer }: WitnessOptions, request: IncomingMessage): Promise<Answer> {
  const asked = `${request.method ?? ''} ${request.url ?? ''}`;
  const id = /^GET \/([0-9a-f]{64})\/checkpoint$/.exec(asked)?.[1];
  if (id !== undefined) return text(store.note(id));
  switch (asked) {
    case 'GET /':
      return text(`${formatVkey(signer().key)}\n`);
    case 'GET /evidence':
      return { status: 200, type: 'application/json', body: JSON.stringify({ evidence: store.evidence() }) };
    case 'POST /evidence':
      return { status: await addEvidence(witness, await readBody(request)) };
    case 'POST /log-keys':
      return { status: await addStatements(witness, await readBody(request)) };
    case 'POST /add-checkpoint':
      return addCheckpoint(witness, await readBody(request));
    default:
      return { status: 404 };
  }
}

async function addCheckpoint(witness: Witness, body: string | undefined): Promise<Answer> {
  if (body === undefined) return { status: 400 };
  return formatCosigned(await witness.addCheckpoint(body));
}

function formatCosigned(decision: Cosigned): Answer {
  if (decision.status === 200) return text(decision.line);
  if (decision.status === 409) return { status: 409, type: 'text/x.tlog.size', body: `${String(decision.size)}\n` };
  return { status: decision.status };
}

/** 200 when it is kept, 422 when it proves nothing, 400 when it is not of the form. */
async function addEvidence(witness: Witness, body: string | undefined): Promise<number> {
  const claim = contradictionShape.safeParse(parseJson(body ?? ''));
  if (!claim.success) return 400;
  return (await witness.addEvidence(claim.data)) ? 200 : 422;
}

const statements = z.strictObject({ statements: z.array(z.string().max(LONGEST_STATEMENT)).max(MOST_STATEMENTS) });

/** 200 when all of it is known now, 422 when some of it leads nowhere, 400 when it is not of the form. */
async function addStatements(witness: Witness, body: string | undefined): Promise<number> {
  const offered = statements.safeParse(parseJson(body ?? ''));
  if (!offered.success) return 400;
  return (await witness.addStatements(offered.data.statements)) ? 200 : 422;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The body as strict UTF-8; undefined when it is longer than any true one or not UTF-8. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // The rest is read and dropped, so that the sender hears the answer.
    if (length <= LONGEST_BODY) chunks.push(chunk);
  }
  if (length > LONGEST_BODY) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}

function text(body: string | undefined): Answer {
  return body === undefined ? { status: 404 } : { status: 200, type: 'text/plain; charset=utf-8', body };
}

/** Anyone's page may read what a witness says: its value is that the hub cannot come between. */
function send(response: ServerResponse, { status, type, body }: Answer): void {
  const headers = { 'access-control-allow-origin': '*', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  response.writeHead(status, type === undefined ? headers : { ...headers, 'content-type': type }).end(body ?? '');
}
