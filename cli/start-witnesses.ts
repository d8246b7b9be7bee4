import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { putWitness } from '@/lib/ledger/domain/network-policy';
import { formatVkey, type NoteKey } from '@/lib/ledger/domain/note-key';
import { readLogKeys } from '@/lib/ledger/server/log-keyring';
import { readCurrentLog, readLineage } from '@/lib/ledger/server/read-lineage';
import { writeDurably } from '@/lib/ledger/server/signer-state';
import { freePort, isFree } from '@/lib/platform/server/free-port';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import type { RunningWitness } from './commands/witness';
import { DEMO_ORGANISATIONS } from './demo-people';
import { startPart, type Part } from './processes';
import { knownKeys, signerHome } from './signer-memory';

/**
 * Starts a witness for each partner of the demo network, with a key, a memory and a process of its own, and puts them into
 * the signer's policy. In a real network each partner runs its own, elsewhere.
 */
export async function startWitnesses(dataDirectory: string): Promise<Part[]> {
  const logs = (await readKeys(dataDirectory)).flatMap((key) => ['--log', formatVkey(key)]);
  const partners = DEMO_ORGANISATIONS.filter(({ kind }) => kind !== 'homeowner').map(({ id }) => id);
  const ports = await rememberPorts(partners.map((partner) => join(dataDirectory, 'witness', partner, 'port')));
  const parts = await Promise.all(
    partners.map((partner, at) =>
      startPart('cli/witness.ts', {}, [
        ...['--name', `${partner}.example/witness`, '--data', join(dataDirectory, 'witness', partner)],
        ...[...logs, '--listen', `127.0.0.1:${String(ports[at])}`],
      ]),
    ),
  );
  writePolicy(join(dataDirectory, 'signer', 'policy'), partners, parts);
  return parts;
}

function writePolicy(path: string, partners: readonly string[], parts: readonly Part[]): void {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '# Witnesses of this log (C2SP tlog-policy): one line each.\n';
  const after = partners.reduce((text, name, at) => putWitness(text, { name, ...(parts[at]?.ready as RunningWitness) }), before);
  if (after !== before) writeDurably(path, after);
}

/** The key of the log, made on first use, and those of its former names: what was cosigned of them stays to be asked for. */
async function readKeys(dataDirectory: string): Promise<NoteKey[]> {
  const client = new pg.Client({ connectionString: runningDatabaseUrls(dataDirectory).signer });
  await client.connect();
  try {
    const lineage = await readLineage(client);
    const { number, origin } = await readCurrentLog(client);
    // Made on first use.
    readLogKeys(signerHome(dataDirectory, number), origin);
    const known = knownKeys(dataDirectory, lineage);
    return known === undefined ? [] : [...known.keys, ...known.ancestors];
  } finally {
    await client.end();
  }
}

/** The ports of the last start, so that addresses in the policy stay; one that somebody else took since is replaced. One after another: two must not be given the same. */
async function rememberPorts(files: readonly string[]): Promise<number[]> {
  const ports: number[] = [];
  for (const file of files) {
    const known = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
    let port = known > 0 && (await isFree(known)) ? known : await freePort();
    while (ports.includes(port)) port = await freePort();
    if (port !== known) writeDurably(file, String(port));
    ports.push(port);
  }
  return ports;
}
