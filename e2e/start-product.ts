import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '@/lib/platform/server/postgres';
import { PRODUCT_FILE, type Product } from './product';

const LONGEST_MILLISECONDS = 300_000;

/** Starts the product as a person would, on a directory and a port of its own, and stops it afterwards. */
export default async function startProduct(): Promise<() => Promise<void>> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'hearthline-e2e-'));
  chmodSync(dataDirectory, 0o711);
  const port = await freePort();
  const child = spawn(process.execPath, ['cli/bootstrap.mjs', 'start'], {
    env: { ...process.env, PORT: String(port), HEARTHLINE_DATA_DIR: dataDirectory },
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
  const product: Product = { url: `http://localhost:${String(port)}`, port, dataDirectory };
  mkdirSync(dirname(PRODUCT_FILE), { recursive: true });
  writeFileSync(PRODUCT_FILE, JSON.stringify(product));
  return async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    await ended;
    rmSync(dataDirectory, { recursive: true, force: true });
  };
}
