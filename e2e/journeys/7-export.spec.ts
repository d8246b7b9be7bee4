import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { hearthline, product, test } from '../product';

/** Runs a program far from any node_modules. Answers its exit code and what it printed. */
async function run(cwd: string, program: string, ...args: string[]): Promise<{ code: number; output: string }> {
  return promisify(execFile)(program, args, { cwd }).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    (error: unknown) => {
      const { code, stdout } = error as { code: number; stdout: string };
      return { code, output: stdout };
    },
  );
}

test('the operator exports the log, and a stranger with Node alone checks it and finds the one changed byte', async ({
  request,
}) => {
  test.slow();
  const home = mkdtempSync(join(tmpdir(), 'hearthline-export-'));
  try {
    const log = join(home, 'log');
    // The first checkpoint follows the demo network by a few seconds.
    await expect
      .poll(async () => (await request.get(`${product().url}/ledger/checkpoint`)).status(), { timeout: 30_000 })
      .toBe(200);
    const policy = await (await request.get(`${product().url}/ledger/keys`)).text();
    const vkey = /^log (\S+)/m.exec(policy)?.[1] ?? '';
    const exported = await hearthline('export', log, '--with-values');
    expect(exported).toMatchObject({ code: 0, output: expect.stringMatching(/Exported [\d,]+ entries/) });
    const check = (): ReturnType<typeof run> => run(home, process.execPath, join(log, 'verify.mjs'), log, '--log', vkey);
    expect(await check()).toMatchObject({ code: 0, output: expect.stringContaining('Sound: ') });
    const values = join(log, 'values/000.jsonl');
    writeFileSync(values, readFileSync(values, 'utf8').replace('"upb","payment-history","', '"upb","payment-history","A'));
    expect(await check()).toMatchObject({ code: 1, output: expect.stringContaining('field upb') });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
