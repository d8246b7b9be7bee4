import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** A check with the Node program that makes it. */
export interface Step {
  readonly name: string;
  readonly program: readonly [string, ...string[]];
}

interface Result {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

/** What a failed step said last is said again at the end, where whoever sees only the end finds it. */
const REPEATED_LINES = 60;

/** Runs a package's program on this Node. What it says is handed on as it comes. */
function runStep({ name, program: [entry, ...args] }: Step, onOutput: (chunk: string) => void): Promise<Result> {
  const began = Date.now();
  let output = '';
  return new Promise((resolve) => {
    const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
    const child = spawn(process.execPath, [join('node_modules', entry), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...colour },
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
        onOutput(chunk);
      });
    child.once('close', (code) => {
      resolve({ name, passed: code === 0, seconds: Math.round((Date.now() - began) / 1000), output });
    });
  });
}

/** Runs steps one after another, each shown when it has ended; later ones run even if an earlier failed. */
async function runLane(steps: readonly Step[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const step of steps) {
    const result = await runStep(step, () => undefined);
    process.stdout.write(`\n── ${result.name}\n${result.output}`);
    results.push(result);
  }
  return results;
}

/** The longest static check; on two cores the others fit beside it. */
const LINT: Step = { name: 'Lint', program: ['eslint/bin/eslint.js', '.'] };

const DIRECTORIES = ['app', 'components', 'lib', 'cli', 'bench', 'e2e', 'server.ts', 'proxy.ts'];

const BESIDE_LINT: readonly Step[] = [
  { name: 'Format', program: ['prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn'] },
  { name: 'Types', program: ['typescript/bin/tsc', '--noEmit'] },
  {
    name: 'Import rules',
    program: ['dependency-cruiser/bin/dependency-cruise.mjs', ...DIRECTORIES, '--config', '.dependency-cruiser.cjs'],
  },
  { name: 'Unused code', program: ['knip/bin/knip.js', '--no-progress'] },
  { name: 'Unit tests', program: ['vitest/vitest.mjs', 'run', '--project', 'unit'] },
];

/** Runs what needs no product (format, types, lint, import rules, unused code, unit tests), then the steps given, shown as they run. Answers the exit code. */
export async function runSteps(steps: readonly Step[] = []): Promise<number> {
  const results = (await Promise.all([runLane([LINT]), runLane(BESIDE_LINT)])).flat();
  for (const step of steps) {
    process.stdout.write(`\n── ${step.name}\n`);
    results.push(await runStep(step, (chunk) => process.stdout.write(chunk)));
  }
  const failed = results.filter(({ passed }) => !passed);
  for (const { name, output } of failed)
    process.stdout.write(`\n── ${name} failed; it ended with\n${output.split('\n').slice(-REPEATED_LINES).join('\n')}\n`);
  process.stdout.write('\n');
  for (const { name, passed, seconds } of results)
    process.stdout.write(`${passed ? 'passed' : 'FAILED'}  ${name} (${String(seconds)} s)\n`);
  return failed.length === 0 ? 0 : 1;
}
