import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

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

/** So many lines that name a reason are said last of all, each cut to so many characters. */
const REASONS = { lines: 6, characters: 140 };

/** The lines in which the test runners and the compiler tell what went wrong. */
const NAMES_A_REASON = /\b(?:\w*Error|Expected.*|Received.*|FAIL|MISSED)\b ?:? |timeout of \d+ms/i;

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

/** The longest check and a short one: on two cores the others take as long beside them. */
const LINT: readonly Step[] = [
  { name: 'Lint', program: ['eslint/bin/eslint.js', '.'] },
  { name: 'Format', program: ['prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn'] },
];

const DIRECTORIES = ['app', 'components', 'lib', 'cli', 'bench', 'e2e', 'server.ts', 'proxy.ts'];

const BESIDE_LINT: readonly Step[] = [
  { name: 'Types', program: ['typescript/bin/tsc', '--noEmit'] },
  {
    name: 'Import rules',
    program: ['dependency-cruiser/bin/dependency-cruise.mjs', ...DIRECTORIES, '--config', '.dependency-cruiser.cjs'],
  },
  { name: 'Unused code', program: ['knip/bin/knip.js', '--no-progress'] },
  { name: 'Unit tests', program: ['vitest/vitest.mjs', 'run', '--project', 'unit'] },
];

/**
 * Runs what needs no product (format, types, lint, import rules, unused code, unit tests, and what is given `beside` them), then
 * one after another the steps given, shown as they run. Answers the exit code.
 */
export async function runSteps(beside: readonly Step[] = [], steps: readonly Step[] = []): Promise<number> {
  const results = (await Promise.all([runLane(LINT), runLane([...BESIDE_LINT, ...beside])])).flat();
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
  for (const { output } of failed)
    process.stdout.write(
      reasonsIn(output)
        .map((line) => `        ${line}\n`)
        .join(''),
    );
  return failed.length === 0 ? 0 : 1;
}

function reasonsIn(output: string): string[] {
  // The product's own log is in JSON.
  const plain = stripVTControlCharacters(output).split('\n');
  const named = plain
    .filter((line) => NAMES_A_REASON.test(line) && !line.startsWith('{'))
    .map((line) => line.trim().slice(0, REASONS.characters));
  return [...new Set(named)].slice(0, REASONS.lines);
}
