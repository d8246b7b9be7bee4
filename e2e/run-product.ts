import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const LONGEST_MILLISECONDS = 300_000;

/** A product that runs as a process of its own. */
export interface RunningProduct {
  /** What it has said so far. */
  said(): string;
  /** Stops it as Ctrl-C does, and waits until it has ended. */
  stop(): Promise<void>;
}

/** The port and the data directory of a product. */
interface Where {
  readonly port: number;
  readonly dataDirectory: string;
}

/** Starts the product as a person would and waits until it says that it is ready. */
export async function runProduct(where: Where, ...args: string[]): Promise<RunningProduct> {
  const child = spawn(process.execPath, ['cli/bootstrap.mjs', 'start', ...args], {
    env: environment(where),
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

/** Runs the `hearthline` command against a product. Answers its exit code and what it printed. */
export async function runCommand(where: Where, ...args: string[]): Promise<{ code: number; output: string }> {
  const program = ['cli/bootstrap.mjs', 'hearthline', ...args];
  const run = promisify(execFile)(process.execPath, program, { env: environment(where) });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: unknown) => {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, output: stdout + stderr };
    },
  );
}

function environment({ port, dataDirectory }: Where): NodeJS.ProcessEnv {
  return { ...process.env, PORT: String(port), HEARTHLINE_DATA_DIR: dataDirectory };
}
