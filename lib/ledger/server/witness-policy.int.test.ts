import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { COSIGNATURE, formatVkey } from '@/lib/ledger/domain/note-key';
import { openNoteSigner } from './note-signer';
import { readSurface } from './read-surface';
import { openTestLog, type TestLog } from './test-log';
import { PolicyFile } from './witness-policy';

const home = mkdtempSync(join(tmpdir(), 'hearthline-policy-'));
const path = join(home, 'policy');
const lineOf = (name: string): string =>
  `witness ${name} ${formatVkey(openNoteSigner(join(home, `${name}.pem`), name, COSIGNATURE).key)} http://${name}.example\n`;
let log: TestLog;
let file: PolicyFile;

beforeAll(async () => {
  log = await openTestLog(inject('ownerUrl'), home);
  await log.grow(1);
  file = open();
});
afterAll(async () => {
  await log.close();
  await log.drop();
});

function open(): PolicyFile {
  return new PolicyFile(path, () => ({ keys: [log.log.key], url: 'http://hub.example/ledger' }), log.signer);
}

async function keys(): Promise<string> {
  return String((await readSurface(log.app, 'keys'))?.body);
}

async function versions(): Promise<number> {
  return (await log.app.query('select from ledger.witness_policy')).rowCount ?? 0;
}

it('before there is a policy, the log’s key is public and nobody is asked for', async () => {
  expect(await keys()).toBe(`log ${formatVkey(log.log.key)}\nquorum none\n`);
});

it('publishes what the file says, when it changes and once, also after a new start', async () => {
  const logLine = `log ${formatVkey(log.log.key)} http://hub.example/ledger\n`;
  await file.refresh();
  expect(await keys()).toBe(`${logLine}quorum none\n`);
  writeFileSync(path, lineOf('a'));
  await file.refresh();
  expect(await keys()).toBe(`${logLine}${lineOf('a')}group network 1 a\nquorum network\n`);
  writeFileSync(path, `${lineOf('a')}${lineOf('b')}`);
  await file.refresh();
  await file.refresh();
  await open().refresh();
  expect(await keys()).toBe(`${logLine}${lineOf('a')}${lineOf('b')}group network 2 a b\nquorum network\n`);
  expect(file.current()?.witnesses.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(await versions()).toBe(3);
});

it('keeps the policy before when the file cannot be read, and takes it up again when it is mended', async () => {
  const before = await keys();
  writeFileSync(path, `${lineOf('a')}witness b nonsense\n`);
  await file.refresh();
  expect(await keys()).toBe(before);
  expect(file.current()?.witnesses).toHaveLength(2);
  rmSync(path);
  await file.refresh();
  expect(file.current()?.quorum).toBe('none');
});

it('never changes what was published', async () => {
  await expect(log.signer.query("update ledger.witness_policy set policy = ''")).rejects.toThrow(/permission denied/);
  await expect(log.signer.query('delete from ledger.witness_policy')).rejects.toThrow(/permission denied/);
  await expect(log.app.query("insert into ledger.witness_policy (policy) values ('')")).rejects.toThrow(/permission denied/);
});
