import { existsSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { COSIGNATURE, ED25519, formatVkey, isKeyName, parseVkey, type NoteKey } from '@/lib/ledger/domain/note-key';
import { sha256 } from '@/lib/ledger/server/hashing';
import { openNoteSigner } from '@/lib/ledger/server/note-signer';
import { createWitnessServer } from '@/lib/ledger/server/witness-server';
import { WitnessStore } from '@/lib/ledger/server/witness-store';
import { readArgs } from '../read-args';
import { Stop } from '../say';

const USAGE = `Usage: witness --name NAME --data DIR --log VKEY [--log VKEY…] [--listen HOST:PORT]
Runs a witness (C2SP tlog-witness) until it is stopped: it cosigns a log's checkpoints as long as each continues the one before.
  --name    the name of its key, for example witness.example.com/one
  --data    its own directory: its key (made on first use) and what it last cosigned. Never roll it back, never share it
  --log     the verifier key of a log that it watches, as /ledger/keys shows it
  --rotate  make a new key first; the one before is kept beside it and cosigns no more. Put the new line into the policy
  --listen  where it listens; 127.0.0.1:7380 unless said otherwise`;

const OPTIONS = {
  name: { type: 'string' },
  data: { type: 'string' },
  log: { type: 'string', multiple: true },
  rotate: { type: 'boolean' },
  listen: { type: 'string', default: '127.0.0.1:7380' },
} as const;

/** A running witness: what a policy needs to know of it. */
export interface RunningWitness {
  readonly vkey: string;
  readonly url: string;
}

/** `witness`: runs one until SIGINT or SIGTERM; says what to put in the policy once it listens. */
export function witness(args: readonly string[], onReady: (running: RunningWitness) => void = tell): Promise<number> {
  const { values } = readArgs(args, OPTIONS, USAGE);
  const { name = '', data, log = [] } = values;
  if (!isKeyName(name) || data === undefined || log.length === 0) throw new Stop(USAGE, 2);
  const { host, port } = readAddress(values.listen);
  const logs = log.map(readLogKey);
  const directory = resolve(data);
  if (values.rotate === true) retireKey(directory);
  const signer = openNoteSigner(join(directory, 'witness.pem'), name, COSIGNATURE);
  const store = new WitnessStore(directory);
  const now = (): number => Math.floor(Date.now() / 1000);
  const server = createWitnessServer({ signer, store, logs, now });
  return new Promise((end, fail) => {
    server.once('error', (error) => {
      fail(new Stop(`The witness cannot listen on ${values.listen} (${error.message}). Nothing was started.`));
    });
    server.listen(port, host, () => {
      onReady({ vkey: formatVkey(signer.key), url: `http://${values.listen}` });
    });
    const stop = (): void => {
      server.close(() => end(0));
      server.closeAllConnections();
    };
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, stop);
  });
}

/** What it cosigned stays good, and what it remembers of its logs stays: only the key is another. */
function retireKey(directory: string): void {
  const path = join(directory, 'witness.pem');
  if (existsSync(path)) renameSync(path, join(directory, `witness-${new Date().toISOString().replaceAll(':', '-')}.pem`));
}

function tell({ vkey, url }: RunningWitness): void {
  process.stdout.write(`The witness listens on ${url}. Its line in a policy:\nwitness <name> ${vkey} ${url}\n`);
}

function readLogKey(vkey: string): NoteKey {
  const key = parseVkey(vkey, sha256);
  if (key?.type === ED25519) return key;
  throw new Stop(`This is no log’s verifier key: ${vkey}. Nothing was started.`, 2);
}

function readAddress(text: string): { host: string; port: number } {
  const [, host = '', digits = ''] = /^(.+):([0-9]{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (host !== '' && port > 0 && port < 65_536) return { host: host.replace(/^\[(.*)\]$/, '$1'), port };
  throw new Stop(`--listen takes HOST:PORT, for example 127.0.0.1:7380, not ${text}. Nothing was started.`, 2);
}
