import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say, Stop } from './say';
import { sourceHash } from './source-hash';

const MARK = '.next/hearthline-source';

/** Builds the pages when their sources changed since the last build. */
export async function buildWeb(): Promise<void> {
  const wanted = sourceHash();
  if (existsSync(MARK) && readFileSync(MARK, 'utf8') === wanted) return;
  const began = Date.now();
  say('Building the pages (about a minute the first time)…');
  const seconds = (): string => String(Math.round((Date.now() - began) / 1000));
  const ticking = setInterval(() => {
    say(`  …still building, ${seconds()} s`);
  }, 15_000);
  try {
    await runNextBuild();
  } finally {
    clearInterval(ticking);
  }
  writeFileSync(MARK, wanted);
  say(`Built in ${seconds()} s.`);
}

function runNextBuild(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join('node_modules', 'next', 'dist', 'bin', 'next'), 'build'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // A start that is given up takes its build with it.
    process.once('exit', () => child.kill());
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Stop(`The pages could not be built. Nothing was started.\n${output}`));
    });
  });
}
