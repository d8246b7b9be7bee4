import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** A check with the Node program that makes it. */
export interface Step {
  readonly name: string;
  readonly program: readonly [string, ...string[]];
}

/** Runs a package's program on this Node, shown as it runs. Answers whether it passed and how long it took, in seconds. */
export function runStep({ name, program: [entry, ...args] }: Step): Promise<{ name: string; passed: boolean; seconds: number }> {
  const began = Date.now();
  process.stdout.write(`\n── ${name}\n`);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join('node_modules', entry), ...args], { stdio: 'inherit' });
    child.once('exit', (code) => {
      resolve({ name, passed: code === 0, seconds: Math.round((Date.now() - began) / 1000) });
    });
  });
}

/** What is checked without running the product. */
export const STATIC_STEPS: readonly Step[] = [
  { name: 'Format', program: ['prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn'] },
  { name: 'Types', program: ['typescript/bin/tsc', '--noEmit'] },
  { name: 'Lint', program: ['eslint/bin/eslint.js', '.'] },
  {
    name: 'Import rules',
    program: [
      'dependency-cruiser/bin/dependency-cruise.mjs',
      'app',
      'components',
      'lib',
      'cli',
      'bench',
      'e2e',
      'server.ts',
      'proxy.ts',
      '--config',
      '.dependency-cruiser.cjs',
    ],
  },
  { name: 'Unused code', program: ['knip/bin/knip.js', '--no-progress'] },
];

/** Runs steps one after another; later ones run even if an earlier failed, so that one run tells everything. */
export async function runSteps(steps: readonly Step[]): Promise<number> {
  const results: Awaited<ReturnType<typeof runStep>>[] = [];
  for (const step of steps) results.push(await runStep(step));
  process.stdout.write('\n');
  for (const { name, passed, seconds } of results)
    process.stdout.write(`${passed ? 'passed' : 'FAILED'}  ${name} (${String(seconds)} s)\n`);
  return results.every((result) => result.passed) ? 0 : 1;
}
