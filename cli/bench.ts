import { benchAppend } from '@/bench/append';
import { benchBrowser } from '@/bench/browser';
import { benchFollow } from '@/bench/follow';
import { benchGrowth } from '@/bench/growth';
import { benchImport } from '@/bench/import';
import { benchLive } from '@/bench/live';
import type { BenchSize } from '@/bench/open-bench';
import { benchProofs } from '@/bench/proofs';
import { benchVerify } from '@/bench/verify';
import { readArgs } from './read-args';
import { lineFor, say } from './say';

const BENCHES: Readonly<Record<string, (size: BenchSize) => Promise<void>>> = {
  append: benchAppend,
  import: benchImport,
  live: benchLive,
  proofs: benchProofs,
  browser: benchBrowser,
  verify: benchVerify,
  growth: benchGrowth,
  follow: benchFollow,
};

const USAGE = `Usage: bench [${Object.keys(BENCHES).join('|')}]… [--entries N]
Prints ratios measured within one run, against a peer or a floor; all benches when none is named. --entries sets how large a
ledger (or tape) is made where a bench makes one.`;

/** `npm run bench`: measured ratios within one run, against a peer or a floor. */
async function main(args: readonly string[]): Promise<number> {
  const { values, positionals: names } = readArgs(args, { entries: { type: 'string' } }, USAGE);
  const unknown = names.find((name) => !(name in BENCHES));
  const entries = Number(values.entries ?? 0);
  if (unknown !== undefined || !Number.isSafeInteger(entries) || entries < 0) {
    say(unknown === undefined ? '--entries takes a whole number.' : `There is no benchmark “${unknown}”.`);
    say(USAGE);
    return 2;
  }
  const size = entries === 0 ? {} : { entries };
  for (const [name, run] of Object.entries(BENCHES)) if (names.length === 0 || names.includes(name)) await run(size);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(lineFor(error));
    process.exit(1);
  },
);
