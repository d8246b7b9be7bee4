import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { readEnv } from '@/lib/platform/server/env';

const INSTALLED = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export interface Browser {
  readonly executablePath: string;
  readonly args: readonly string[];
}

/** A Chromium to test with: the one CHROMIUM_PATH names, an installed one, Playwright's own, or the one that comes as an npm package. */
export async function findBrowser(): Promise<Browser> {
  const plain = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const { CHROMIUM_PATH: named, PATH: path = '' } = readEnv();
  if (named !== undefined && named !== '') return { executablePath: named, args: plain };
  for (const directory of path.split(delimiter))
    for (const name of INSTALLED)
      if (existsSync(join(directory, name))) return { executablePath: join(directory, name), args: plain };
  if (existsSync(chromium.executablePath())) return { executablePath: chromium.executablePath(), args: plain };
  const { default: packed } = await import('@sparticuz/chromium');
  packed.setGraphicsMode = false;
  const executablePath = await packed.executablePath();
  requireLibraries(executablePath);
  return { executablePath, args: [...plain, '--headless=shell', '--disable-gpu'] };
}

/** The packed browser unpacks its libraries beside itself on bare systems only; elsewhere a missing one must be named. */
function requireLibraries(executablePath: string): void {
  const listed = process.platform === 'linux' ? execFileSync('ldd', [executablePath], { encoding: 'utf8' }) : '';
  const missing = [...listed.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
  if (missing.length > 0)
    throw new Error(`The packaged browser lacks ${missing.join(', ')}. Install a Chromium, or set CHROMIUM_PATH to one.`);
}
