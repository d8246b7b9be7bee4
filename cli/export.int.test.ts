import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { exportEntries } from '@/lib/ledger/server/export-entries';
import { exportLog, writeWhole, type ExportedLog } from '@/lib/ledger/server/export-log';
import { createPool } from '@/lib/platform/server/database';
import { bundleVerifier } from './bundle-verifier';
import { openTestNetwork, type TestNetwork } from './test-network';
import { openTestSigner, type TestSigner } from './test-signer';
import { origination, performance } from './test-tape';

let network: TestNetwork;
let signer: TestSigner;
const home = mkdtempSync(join(tmpdir(), 'hearthline-export-'));
const whole = join(home, 'whole');
const SCRIPT = 'e2e/verify_export.py';
const VECTOR = 'docs/ledger-format-vector.json';

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  signer = await openTestSigner(network);
  await bringMonth('202408', 90);
  await signer.sign();
  await exportTo(whole, true);
});
afterAll(async () => {
  await network.close();
  rmSync(home, { recursive: true, force: true });
});

async function bringMonth(period: string, loans: number): Promise<void> {
  const names = Array.from({ length: loans }, (_, at) => `EXPORT${period}${String(at).padStart(4, '0')}`);
  const files = {
    origination: names.map((name) => origination(name)).join('\n'),
    performance: names.flatMap((name) => [performance(name, period, '00', '239000.00'), performance(name, String(Number(period) + 1), '01', '239000.00')]).join('\n'),
  }; // prettier-ignore
  await network.commitTape(await network.sendTape(files));
}

async function exportTo(directory: string, withValues: boolean): Promise<ExportedLog> {
  const pool = createPool(network.ownerUrl, 2);
  const exported = await exportLog(pool, directory, (size) =>
    exportEntries(pool, network.worker.subjects, { directory, size, withValues }),
  ).finally(() => pool.end());
  writeWhole(join(directory, 'verify.mjs'), await bundleVerifier());
  return exported;
}

/** Runs the verifier that was exported, far from any node_modules. */
async function check(target: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const run = promisify(execFile)(process.execPath, [join(whole, 'verify.mjs'), target, ...args], { cwd: home });
  return run.then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    (error: unknown) => {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, output: stdout + stderr };
    },
  );
}

const verify = (directory: string): ReturnType<typeof check> => check(directory, '--log', signer.vkey);

/** A copy of the export with one file changed. */
function changed(path: string, edit: (bytes: Buffer) => Buffer | string): string {
  const copy = mkdtempSync(join(home, 'changed-'));
  cpSync(whole, copy, { recursive: true });
  writeFileSync(join(copy, path), edit(readFileSync(join(copy, path))));
  return copy;
}

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

const DAMAGES: readonly [string, string, (bytes: Buffer) => Buffer | string, string][] = [
    ['a hash of a tile', 'tile/0/000', (bytes) => flip(bytes, 70), 'TILE_WRONG at entry 2'],
    ['a leaf', 'tile/entries/000', (bytes) => flip(bytes, 2 + 34 * 3), 'TILE_WRONG at entry 3'],
    ['a hash of a tile of tiles', 'tile/1/000.p/1', (bytes) => flip(bytes, 0), 'TILE_WRONG at entry 0'],
    ['the size that was signed', 'checkpoint', (bytes) => bytes.toString().replace(/\n(\d+)\n/, (_, size) => `\n${String(Number(size) - 1)}\n`), 'CHECKPOINT_UNSIGNED'],
    ['a value', 'values/000.jsonl', (bytes) => bytes.toString().replace('239000.00', '239000.01'), 'FIELD_ALTERED at entry'],
    ['a salt', 'values/000.jsonl', (bytes) => bytes.toString().replace(/("upb","payment-history",")(.)/, (_, before: string, salt) => before + (salt === 'A' ? 'B' : 'A')), 'FIELD_ALTERED at entry'],
    ['a value that is left out', 'values/000.jsonl', (bytes) => bytes.toString().replace(/\["upb",[^\]]*\],|,\["upb",[^\]]*\]/, ''), 'FIELD_MISSING at entry'],
    ['a commitment', 'entries/000.jsonl', (bytes) => bytes.toString().replace(/\["upb","./, '["upb","_'), 'FIELDS_ROOT_WRONG at entry'],
    ['a header', 'entries/000.jsonl', (bytes) => bytes.toString().replace('\\"version\\":1', '\\"version\\":2'), 'LEAF_WRONG at entry 0'],
    ['a statement', 'entries/000.jsonl', (bytes) => bytes.toString().replace('\\"count\\":2', '\\"count\\":3'), 'COMMIT_ROOT_WRONG at entry 0'],
    ['a line that is lost', 'entries/000.jsonl', (bytes) => bytes.toString().split('\n').slice(1).join('\n'), 'INDEX_GAP at entry'],
    ['a line that is none', 'entries/000.jsonl', (bytes) => `${bytes.toString()}{}\n`, 'FILE_UNREADABLE'],
    ['the end of a file', 'values/000.jsonl', (bytes) => bytes.subarray(0, bytes.length - 40), 'FILE_UNREADABLE'],
]; // prettier-ignore

describe('an exported log', () => {
  it('is found sound by a single file on plain Node', async () => {
    expect(await verify(whole)).toEqual({
      code: 0,
      output: expect.stringMatching(/^Sound: \d+ entries of .*tiles, entries, values/) as string,
    });
  });

  it('is read by others as C2SP tlog-tiles', () => {
    expect(readFileSync(join(whole, 'keys'), 'utf8')).toContain(signer.vkey);
    expect(readdirSync(join(whole, 'tile')).sort()).toEqual(['0', '1', 'entries']);
    expect(statSync(join(whole, 'tile/0/000')).size).toBe(8_192);
    expect(statSync(join(whole, 'tile/entries/000')).size).toBe(256 * 34);
  });

  it('goes on where it stopped, and writes the same files again', async () => {
    const before = readFileSync(join(whole, 'checkpoint'), 'utf8');
    expect((await exportTo(join(home, 'lean'), false)).written).toBeGreaterThan(4);
    expect((await exportTo(join(home, 'lean'), false)).written).toBeLessThanOrEqual(4);
    expect(readFileSync(join(home, 'lean/checkpoint'), 'utf8')).toBe(before);
    expect(readdirSync(join(home, 'lean'))).not.toContain('values');
    expect(await verify(join(home, 'lean'))).toMatchObject({ code: 0 });
    await bringMonth('202501', 5);
    await signer.sign();
    await exportTo(join(home, 'lean'), false);
    expect(readFileSync(join(home, 'lean/checkpoint'), 'utf8')).not.toBe(before);
    expect(await verify(join(home, 'lean'))).toMatchObject({ code: 0 });
  });

  it.each(DAMAGES)('is found out by %s', async (_, path, edit, words) => {
    const { code, output } = await verify(changed(path, edit));
    expect(output).toContain(words);
    expect(output.trimEnd().split('\n').at(-1)).toMatch(/^NOT SOUND: \d+ faults/);
    expect(code).toBe(1);
  });

  it('is believed only under the key that the reader brings, and a wrong call is told apart', async () => {
    const other = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
    expect(await check(whole, '--log', other)).toMatchObject({
      code: 1,
      output: expect.stringContaining('CHECKPOINT_OF_OTHER_LOG') as string,
    });
    expect((await check(whole)).code).toBe(2);
    expect((await check(join(home, 'nowhere'), '--log', signer.vkey)).code).toBe(2);
  });

  it('asks for the witnesses that the reader’s policy asks for', async () => {
    const policy = join(home, 'policy');
    const witness = 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2';
    writeFileSync(policy, `log ${signer.vkey}\nwitness w ${witness}\nquorum w\n`);
    const verdict = await check(whole, '--log', signer.vkey, '--policy', policy);
    expect(verdict).toMatchObject({ code: 1, output: expect.stringContaining('QUORUM_MISSING') as string });
    writeFileSync(policy, `log ${signer.vkey}\nwitness w ${witness}\nquorum none\n`);
    expect((await check(whole, '--log', signer.vkey, '--policy', policy)).code).toBe(0);
  });
});

/** Why the second implementation cannot run here; undefined when it can. */
function whyNoPython(): string | undefined {
  const { error, status, stdout } = spawnSync('python3', [SCRIPT, '--vector', VECTOR], { encoding: 'utf8' });
  if (error !== undefined) return 'skipped: there is no python3 here';
  return status === 3 ? stdout.trim() : undefined;
}

describe('a second implementation, in another language', () => {
  const python = (...args: string[]): { status: number | null; stdout: string } =>
    spawnSync('python3', [SCRIPT, ...args], { encoding: 'utf8' });
  const reason = whyNoPython();
  const named = (words: string): string => (reason === undefined ? words : `${words} (${reason})`);

  it.skipIf(reason)(named('makes the same of the worked entry in the format'), () => {
    expect(python('--vector', VECTOR).stdout).toMatch(/^Sound: the worked entry/);
  });

  it.skipIf(reason)(named('finds the exported log sound'), () => {
    expect(python(whole, signer.vkey)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Sound: \d+ entries/) as string,
    });
    expect(python(join(home, 'lean'), signer.vkey)).toMatchObject({ status: 0 });
  });

  it.skipIf(reason).each(DAMAGES)(named('finds out %s'), (_, path, edit) => {
    const { status, stdout } = python(changed(path, edit), signer.vkey);
    expect([status, stdout.trimEnd().split('\n').at(-1)]).toEqual([1, expect.stringMatching(/^NOT SOUND: \d+ faults/)]);
  });
});
