import { benchAppend } from '@/bench/append';
import { benchImport } from '@/bench/import';
import { benchLive } from '@/bench/live';
import { lineFor, say } from './say';

const BENCHES: Readonly<Record<string, () => Promise<void>>> = { append: benchAppend, import: benchImport, live: benchLive };

/** `npm run bench [-- append|import|live]`: measured ratios within one run, against a peer or a floor. */
async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !(name in BENCHES));
  if (unknown !== undefined) {
    say(`There is no benchmark “${unknown}”. Name any of: ${Object.keys(BENCHES).join(', ')}.`);
    return 2;
  }
  for (const [name, run] of Object.entries(BENCHES)) if (names.length === 0 || names.includes(name)) await run();
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(lineFor(error));
    process.exit(1);
  },
);
