import { spawn, type ChildProcess } from 'node:child_process';
import { Stop } from './say';

const STOP_MILLISECONDS = 8_000;

/** A part of the product that runs as a process of its own. */
export interface Part {
  readonly child: ChildProcess;
  /** What it said when it was ready. */
  readonly ready: unknown;
  stop(): Promise<void>;
}

/** Starts a TypeScript entry as its own process and waits until it says that it is ready. */
export function startPart(entry: string, env: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<Part> {
  const child = spawn(process.execPath, ['--import', 'tsx', entry, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    child.once('message', (ready) => {
      resolve({ child, ready, stop: () => stop(child) });
    });
    child.once('exit', (code) => {
      reject(
        new Stop(`A part of the product (${entry}) ended with ${String(code)} before it was ready. Look above for the reason.`),
      );
    });
  });
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
    child.once('exit', () => {
      clearTimeout(impatient);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
