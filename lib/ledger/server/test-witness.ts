import { mkdtempSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { completePolicy } from '@/lib/ledger/domain/network-policy';
import { formatVkey, type NoteKey } from '@/lib/ledger/domain/note-key';
import type { Policy } from '@/lib/ledger/domain/tlog-policy';
import { sha256 } from './hashing';
import type { NoteSigner } from './note-signer';
import { ensureWitnessKey, openWitnessKey } from './witness-key';
import { createWitnessServer } from './witness-server';
import { WitnessStore } from './witness-store';

/** A witness on a loopback port, with a key and a memory of its own. */
export interface TestWitness {
  readonly name: string;
  readonly directory: string;
  readonly server: Server;
  readonly store: WitnessStore;
  readonly signer: NoteSigner;
  readonly url: string;
}

/** Starts a witness of one log, with a memory of its own or an earlier one. `now` is its clock in POSIX seconds. */
export async function startTestWitness(
  name: string,
  logKey: NoteKey,
  now: () => number,
  memory?: WitnessStore,
): Promise<TestWitness> {
  const directory = mkdtempSync(join(tmpdir(), `hearthline-witness-${name}-`));
  const keyName = `${name}.example/witness`;
  const signer = ensureWitnessKey(directory, keyName);
  const store = memory ?? new WitnessStore(directory);
  const server = createWitnessServer({ signer: () => openWitnessKey(directory, keyName), store, logs: [logKey], now });
  return { name, directory, server, store, signer, url: await listen(server) };
}

/** Lets a server listen on a free loopback port; answers its URL. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** The witness's line in a policy, at its own address or at another. */
export function policyLine({ name, signer, url }: TestWitness, at = url): string {
  return `witness ${name} ${formatVkey(signer.key)} ${at}`;
}

/** The policy of a log and of the witnesses on these lines, with the sound quorum. */
export function testPolicy(key: NoteKey, lines: readonly string[]): Policy {
  const policy = completePolicy(lines.join('\n'), { keys: [key], url: 'http://hub.example/ledger' }, sha256);
  if ('refused' in policy) throw new Error(policy.refused);
  return policy;
}
