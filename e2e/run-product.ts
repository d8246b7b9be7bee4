import { spawn } from 'node:child_process';

const LONGEST_MILLISECONDS = 300_000;

/** A product that runs as a process of its own. */
export interface RunningProduct {
  /** What it has said so far. */
  said(): string;
  /** Stops it as Ctrl-C does, and waits until it has ended. */
  stop(): Promise<void>;
}

/** Starts the product as a person would and waits until it says that it is ready. */
export async function runProduct(
  where: { readonly port: number; readonly dataDirectory: string },
  ...args: string[]
): Promise<RunningProduct> {
  const child = spawn(process.execPath, ['cli/bootstrap.mjs', 'start', ...args], {
    env: { ...process.env, PORT: String(where.port), HEARTHLINE_DATA_DIR: where.dataDirectory },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error(`The product did not come up:\n${said}`));
    }, LONGEST_MILLISECONDS);
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (!said.includes('Hearthline is ready')) return;
      clearTimeout(late);
      resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`The product ended with ${String(code)}:\n${said}`));
    });
  });
  return {
    said: () => said,
    async stop() {
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await ended;
    },
  };
}
