import { resolve } from 'node:path';
import { ED25519, formatVkey, keyIdOf, isKeyName, parseVkey, type NoteKey } from '@/lib/ledger/domain/note-key';
import { sha256 } from '@/lib/ledger/server/hashing';
import type { NoteSigner } from '@/lib/ledger/server/note-signer';
import {
  discardFormerKeys,
  ensureWitnessKey,
  formerWitnessKeys,
  hasWitnessKey,
  openWitnessKey,
  replaceWitnessKey,
} from '@/lib/ledger/server/witness-key';
import { createWitnessServer } from '@/lib/ledger/server/witness-server';
import { WitnessStore } from '@/lib/ledger/server/witness-store';
import { readArgs } from '../read-args';
import { Stop } from '../say';

const USAGE = `Usage: witness --name NAME --data DIR --log VKEY [--log VKEY…] [--listen HOST:PORT]
       witness rotate|forget --name NAME --data DIR
Runs a witness (C2SP tlog-witness) until it is stopped: it cosigns a log's checkpoints as long as each continues the one before.
  --name    the name of its key, for example witness.example.com/one
  --data    its own directory: its key (made on first use) and what it last cosigned. Never roll it back, never share it
  --log     the verifier key of a log that it watches, as /ledger/keys shows it
  --listen  where it listens; 127.0.0.1:7380 unless said otherwise
rotate  gives it a new key, also while it runs. Its line in the policy changes with that. The key before cosigns no more; it signs for the
        new one, so that readers go along: policy agree
forget  destroys the keys before the present one. Not before readers go along, and for every log that it watches`;

const OPTIONS = {
  name: { type: 'string' },
  data: { type: 'string' },
  log: { type: 'string', multiple: true },
  listen: { type: 'string', default: '127.0.0.1:7380' },
} as const;

/** A running witness: what a policy needs to know of it. */
export interface RunningWitness {
  readonly vkey: string;
  readonly url: string;
}

/** `witness`: runs one until SIGINT or SIGTERM, and says what to put in the policy once it listens; or gives one a new key. */
export function witness(args: readonly string[], onReady: (running: RunningWitness) => void = tell): Promise<number> {
  const { values, positionals } = readArgs(args, OPTIONS, USAGE);
  const { name = '', data, log = [] } = values;
  const [action, ...others] = positionals;
  const isKnown = action === undefined || action === 'rotate' || action === 'forget';
  if (!isKeyName(name) || data === undefined || !isKnown || others.length > 0) throw new Stop(USAGE, 2);
  const directory = resolve(data);
  if (action !== undefined) return Promise.resolve(changeKey(action, directory, name));
  if (log.length === 0) throw new Stop(USAGE, 2);
  return run({ name, directory, logs: log.map(readLogKey), listen: values.listen }, onReady);
}

interface Running {
  readonly name: string;
  readonly directory: string;
  readonly logs: readonly NoteKey[];
  readonly listen: string;
}

function run({ name, directory, logs, listen }: Running, onReady: (running: RunningWitness) => void): Promise<number> {
  const { host, port } = readAddress(listen);
  const { key } = ensureWitnessKey(directory, name);
  const signer = (): NoteSigner => openWitnessKey(directory, name);
  const now = (): number => Math.floor(Date.now() / 1000);
  const server = createWitnessServer({ signer, store: new WitnessStore(directory), logs, now });
  return new Promise((end, fail) => {
    server.once('error', (error) => {
      fail(new Stop(`The witness cannot listen on ${listen} (${error.message}). Nothing was started.`));
    });
    server.listen(port, host, () => {
      onReady({ vkey: formatVkey(key), url: `http://${listen}` });
    });
    const stop = (): void => {
      server.close(() => end(0));
      server.closeAllConnections();
    };
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, stop);
  });
}

function changeKey(action: 'rotate' | 'forget', directory: string, name: string): number {
  if (!hasWitnessKey(directory)) throw new Stop(`${directory} is no witness’s directory. Nothing was changed.`);
  return action === 'rotate' ? rotate(directory, name) : forget(directory, name);
}

function forget(directory: string, name: string): number {
  const former = formerWitnessKeys(directory, name).map(({ key }) => key);
  discardFormerKeys(directory, former);
  const ids = former.map(keyIdOf).join(', ');
  process.stdout.write(former.length === 0 ? 'There are no keys before the present one.\n' : `Destroyed: ${ids}. What they signed stays good.\n`);
  return 0;
} // prettier-ignore

function rotate(directory: string, name: string): number {
  const vkey = formatVkey(replaceWitnessKey(directory, name));
  process.stdout.write(`The witness cosigns with a new key. Its line in a policy:\nwitness <name> ${vkey} <URL as before>\n`);
  return 0;
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
