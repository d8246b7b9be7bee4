import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { BROWSER_CRYPTO } from '@/lib/ledger/client/browser-crypto';
import { utf8 } from '@/lib/ledger/domain/bytes';
import { verifyStream, type Expected } from '@/lib/ledger/domain/verify-stream';
import type { WireStream } from '@/lib/ledger/language/wire';

/** What one browser measured, in milliseconds for the whole stream, and how much it was. */
export interface BrowserTimes {
  readonly verify: number;
  /** The library that the product’s pages hash with, over the same messages. */
  readonly noble: number;
  /** The browser’s own, over the same messages, all asked for at once. */
  readonly subtle: number;
  readonly hashes: number;
  readonly fields: number;
  readonly faults: number;
}

const TURNS = 5;

/** Runs in the page: verifies the stream as the product’s pages do, then hashes the same messages bare. Best of five. */
export async function measure(stream: WireStream, expected: Expected): Promise<BrowserTimes> {
  const messages: Uint8Array<ArrayBuffer>[] = [];
  const noting = {
    ...BROWSER_CRYPTO,
    sha256: (message: Uint8Array | string) => {
      messages.push(new Uint8Array(typeof message === 'string' ? utf8(message) : message));
      return BROWSER_CRYPTO.sha256(message);
    },
  };
  const { faults } = await verifyStream(stream, expected, noting);
  const hashBare = (): Promise<void> => {
    for (const message of messages) nobleSha256(message);
    return Promise.resolve();
  };
  return {
    verify: await best(() => verifyStream(stream, expected, BROWSER_CRYPTO)),
    noble: await best(hashBare),
    subtle: await best(() => Promise.all(messages.map((message) => crypto.subtle.digest('SHA-256', message)))),
    hashes: messages.length,
    fields: stream.entries.reduce((sum, entry) => sum + entry.fields.length, 0),
    faults: faults.length,
  };
}

async function best(work: () => Promise<unknown>): Promise<number> {
  let least = Infinity;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const began = performance.now();
    await work();
    least = Math.min(least, performance.now() - began);
  }
  return least;
}
