import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '@/lib/platform/server/free-port';
import { PRODUCT_FILE, type Product } from './product';
import { runProduct } from './run-product';

/** Starts the product as a person would, on a directory and a port of its own, and stops it afterwards. */
export default async function startProduct(): Promise<() => Promise<void>> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'hearthline-e2e-'));
  chmodSync(dataDirectory, 0o711);
  const port = await freePort();
  const running = await runProduct({ port, dataDirectory });
  const product: Product = { url: `http://localhost:${String(port)}`, port, dataDirectory };
  mkdirSync(dirname(PRODUCT_FILE), { recursive: true });
  writeFileSync(PRODUCT_FILE, JSON.stringify(product));
  return async () => {
    await running.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
}
