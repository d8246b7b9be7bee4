import { spawn } from 'node:child_process';

const LONGEST_MILLISECONDS = 300_000;

/** A product that was started as a person would. */
export interface RunningProduct {
  stop(): Promise<void>;
}

/** Starts it on a directory and a port of its own, and waits until it says that it is ready. */
export async function runProduct({ dataDirectory, port }: { dataDirectory: string; port: number }): Promise<RunningProduct> {
  const child = spawn(process.execPath, ['cli/bootstrap.mjs', 'start'], {
    env: { ...process.env, PORT: String(port), HEARTHLINE_DATA_DIR: dataDirectory },
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
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await ended;
    },
  };
}
