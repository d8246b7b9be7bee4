import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('a word that was meant as a flag starts nothing: a hub in place of a copy would be the wrong product', async () => {
  const data = join(mkdtempSync(join(tmpdir(), 'hearthline-start-')), 'data');
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/start.ts', 'role', 'follower'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HEARTHLINE_DATA_DIR: data },
  });
  const told: Buffer[] = [];
  child.stderr.on('data', (bytes: Buffer) => told.push(bytes));
  expect(await once(child, 'close')).toEqual([2, null]);
  expect(Buffer.concat(told).toString()).toContain('role follower was not understood. Nothing was started.');
  expect(existsSync(data)).toBe(false);
});
