import { chromium } from '@playwright/test';
import { build } from 'esbuild';
import { findBrowser } from '@/e2e/find-browser';
import { readStream } from '@/lib/ledger/server/read-stream';
import type { Expected } from '@/lib/ledger/domain/verify-stream';
import type { WireStream } from '@/lib/ledger/language/wire';
import { registerHub } from '@/lib/partners/server/join-network';
import { asOrganisation, createDatabase } from '@/lib/platform/server/database';
import { appendSealed } from './append';
import type { BrowserTimes } from './browser-page';
import { print, whole } from './measure';
import { openBench, type Bench, type BenchSize } from './open-bench';

/** Only a secure context has `crypto.subtle`, and localhost is one; nothing is asked of it. */
const PAGE = 'http://localhost/';

interface Measured {
  readonly bench: { measure(stream: WireStream, expected: Expected): Promise<BrowserTimes> };
}

/** A loan's record verified in a real browser, beside bare SHA-256 of the same messages there. Each entry is a commit of its own. */
export async function benchBrowser({ entries = 300 }: BenchSize = {}): Promise<void> {
  const bench = await openBench();
  try {
    const stream = await sealStream(bench, entries);
    const times = await inBrowser(stream, { origin: bench.worker.origin, stream: 'loan/browser' });
    if (times.faults > 0) throw new Error(`The bench’s own stream has ${whole(times.faults)} faults`);
    const ratio = (floor: number): string => `${(times.verify / floor).toFixed(1)} ×`;
    print(
      '\nVerification in a real browser (÷ bare SHA-256 of the same messages, by @noble/hashes as the pages do and by crypto.subtle)',
    );
    print('entries   fields   hashes   ÷ noble   ÷ subtle   entries/s   fields/s');
    print(
      [
        whole(entries).padStart(7),
        whole(times.fields).padStart(8),
        whole(times.hashes).padStart(8),
        ratio(times.noble).padStart(9),
        ratio(times.subtle).padStart(10),
        whole((entries / times.verify) * 1000).padStart(11),
        whole((times.fields / times.verify) * 1000).padStart(10),
      ].join(' '),
    );
  } finally {
    await bench.close();
  }
}

async function sealStream(bench: Bench, entries: number): Promise<WireStream> {
  const { ledger } = bench.worker.context;
  await registerHub(ledger, bench.worker.keys);
  for (let turn = 0; turn < entries; turn += 1) await appendSealed(bench, `browser-${String(turn)}`, 'loan/browser');
  const database = createDatabase(bench.urls.worker, 1);
  const hub = { origin: bench.worker.origin, key: () => bench.worker.keys.findOrCreate('hub'), subjects: bench.worker.subjects };
  const stream = await asOrganisation(database, { organisation: 'servicer' }, (transaction) =>
    readStream(transaction, 'loan/browser', hub),
  );
  await database.$disconnect();
  if (stream === undefined) throw new Error('The stream was just written');
  return stream;
}

async function inBrowser(stream: WireStream, expected: Expected): Promise<BrowserTimes> {
  const { outputFiles } = await build({
    entryPoints: ['bench/browser-page.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'bench',
    minify: true,
  });
  const { executablePath, args } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: [...args] });
  try {
    const page = await browser.newPage();
    await page.route(PAGE, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
    await page.goto(PAGE);
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
    // As text: the type of what may be sent to a page does not end for a JSON value.
    return await page.evaluate((given) => {
      const { stream, expected } = JSON.parse(given) as { stream: WireStream; expected: Expected };
      return (globalThis as unknown as Measured).bench.measure(stream, expected);
    }, JSON.stringify({ stream, expected }));
  } finally {
    await browser.close();
  }
}
