import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { formatCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { ED25519, formatVkey } from '@/lib/ledger/domain/note-key';
import { formatNote } from '@/lib/ledger/domain/signed-note';
import { formatAddCheckpoint } from '@/lib/ledger/domain/witness';
import { openNoteSigner } from '@/lib/ledger/server/note-signer';
import { freePort } from '@/lib/platform/server/free-port';

const home = mkdtempSync(join(tmpdir(), 'hearthline-witness-command-'));
const log = openNoteSigner(join(home, 'log.pem'), 'log.example/1', ED25519);
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function command(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/hearthline.ts', 'witness', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return child;
}

/** Starts the command; answers what it says once it listens. */
async function start(listen: string): Promise<{ child: ChildProcess; said: string }> {
  const child = command('--name', 'w.example', '--data', join(home, 'w'), '--log', formatVkey(log.key), '--listen', listen);
  const [said] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return { child, said: said.toString() };
}

async function ask(listen: string, old: number, size: number): Promise<string> {
  const text = formatCheckpoint({ origin: 'log.example/1', size, root: new Uint8Array(32).fill(size) });
  const checkpoint = formatNote({ text, signatures: [log.sign(text, 0)] });
  const body = formatAddCheckpoint({ old, proof: [], checkpoint });
  const answer = await fetch(`http://${listen}/add-checkpoint`, { method: 'POST', body });
  return `${String(answer.status)} ${await answer.text()}`;
}

it('says its line for a policy, and after a kill goes on with its key from where it answered last', async () => {
  const listen = `127.0.0.1:${String(await freePort())}`;
  const first = await start(listen);
  expect(first.said).toMatch(/^witness <name> w\.example\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+ http:\/\/127\.0\.0\.1:\d+$/m);
  expect(statSync(join(home, 'w', 'witness.pem')).mode & 0o777).toBe(0o600);
  expect(await ask(listen, 0, 7)).toMatch(/^200 — w\.example /);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = await start(listen);
  expect(second.said).toBe(first.said);
  expect(await ask(listen, 0, 3)).toBe('409 7\n');
  expect(await ask(listen, 7, 7)).toMatch(/^200 /);
  second.child.kill('SIGTERM');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
});

it('gets a new key while it runs, and goes on from where it answered last', async () => {
  const listen = `127.0.0.1:${String(await freePort())}`;
  const { said } = await start(listen);
  expect(await ask(listen, 7, 7)).toMatch(/^200 /);
  const rotate = (directory: string): ChildProcess => command('rotate', '--name', 'w.example', '--data', join(home, directory));
  expect(await once(rotate('w'), 'exit')).toEqual([0, null]);
  const vkey = (await (await fetch(`http://${listen}/`)).text()).trim();
  expect([vkey.startsWith('w.example+'), said.includes(vkey)]).toEqual([true, false]);
  expect(await ask(listen, 0, 3)).toBe('409 7\n');
  const forget = (): ChildProcess => command('forget', '--name', 'w.example', '--data', join(home, 'w'));
  const keys = (): string[] => readdirSync(join(home, 'w')).filter((name) => name.endsWith('.pem'));
  expect(keys()).toHaveLength(2);
  expect(await once(forget(), 'exit')).toEqual([0, null]);
  expect(keys()).toEqual(['witness.pem']);
  expect(await once(rotate('nowhere'), 'exit')).toEqual([1, null]);
  expect(existsSync(join(home, 'nowhere'))).toBe(false);
});

it('ends with 2 and starts nothing when it is asked wrongly', async () => {
  const [name, data, key] = [
    ['--name', 'w.example'],
    ['--data', join(home, 'x')],
    ['--log', formatVkey(log.key)],
  ] as const;
  const wrong = [
    [...data, ...key],
    [...name, ...key],
    [...name, ...data],
    [...name, ...data, '--log', 'nonsense'],
    [...name, ...data, ...key, '--listen', '7380'],
  ];
  const codes = await Promise.all(wrong.map(async (args) => ((await once(command(...args), 'exit')) as [number])[0]));
  expect(codes).toEqual([2, 2, 2, 2, 2]);
  expect(existsSync(join(home, 'x'))).toBe(false);
});
