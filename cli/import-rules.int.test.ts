import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Planted breaches of the house's import rules: each must be found by the rule that forbids it. */
const BREACHES: readonly (readonly [string, string, string])[] = [
  ['language-is-pure', 'lib/servicing/language/zz-planted.ts', "import '@/lib/servicing/server/find-loan';"],
  ['domain-is-private-and-pure', 'lib/servicing/domain/zz-planted.ts', "import 'pg';"],
  ['domain-only-from-its-own-room', 'lib/lending/server/zz-planted.ts', "import '@/lib/servicing/domain/post-payment';"],
  ['server-not-into-other-rooms', 'lib/lending/server/zz-planted.ts', "import '@/lib/servicing/server/find-loan';"],
  ['ledger-imports-no-room', 'lib/ledger/server/zz-planted.ts', "import '@/lib/servicing/language/money';"],
  ['platform-has-no-business', 'lib/platform/server/zz-planted.ts', "import '@/lib/servicing/language/money';"],
  [
    'client-and-components-stay-in-the-browser',
    'components/servicing/zz-planted.ts',
    "import '@/lib/servicing/server/find-loan';",
  ],
  ['client-and-components-by-room', 'components/lending/zz-planted.ts', "import '@/components/servicing/loan-name';"],
  ['nothing-imports-the-composers', 'lib/servicing/server/zz-planted.ts', "import '@/cli/say';"],
  ['only-servers-touch-prisma', 'cli/zz-planted.ts', "import '@/lib/platform/generated/prisma/client';"],
  ['no-reading-ahead', 'components/ui/zz-planted.ts', "import 'next/link';"],
  ['no-node-in-the-browser', 'components/ui/zz-planted.ts', "import 'node:fs';"],
];

type Found = readonly { readonly rule: { readonly name: string }; readonly from: string }[];

const plant = (): void => {
  for (const [, path, line] of BREACHES) {
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, `${line}\n`);
  }
};

const clear = (): void => {
  for (const [, path] of BREACHES) rmSync(path, { force: true });
};

let found: Found;

beforeAll(() => {
  clear();
  plant();
  const paths = [...new Set(BREACHES.map(([, path]) => path))];
  const program = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
  const report = runAnyway([program, ...paths, '--config', '.dependency-cruiser.cjs', '--output-type', 'json']);
  found = (JSON.parse(report) as { summary: { violations: Found } }).summary.violations;
});
afterAll(clear);

it.each(BREACHES)('%s catches a breach planted in %s', (rule, path) => {
  expect(found.filter((each) => each.from === path).map((each) => each.rule.name)).toContain(rule);
});

/** The output of a program that ends with a fault when it finds one. */
function runAnyway(args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 27 });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
