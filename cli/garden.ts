import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import { startVitest, type TestModule } from 'vitest/node';
import { DEFECTS, type Defect } from './garden/defects';
import { say } from './say';

/** Copies of the ledger's code, each with one defect; the first has none. Below the clone, so that packages are found. */
const GARDEN = resolve('.garden');
const DOMAIN = 'lib/ledger/domain';

/** `npm run garden`: plants defects in the verifier, one a copy, and asks that the verifier's own tests find each. */
async function main(): Promise<number> {
  rmSync(GARDEN, { recursive: true, force: true });
  const everyTest = [...new Set(DEFECTS.flatMap(testsOf))];
  const plots = [
    { name: 'no defect', tests: everyTest },
    ...DEFECTS.map((each) => ({ name: nameOf(each), tests: testsOf(each) })),
  ];
  try {
    plots.forEach((_, at) => plant(at, DEFECTS[at - 1]));
    const failed = await failingPlots(
      plots.flatMap(({ tests }, at) => tests.map((test) => join(plotOf(at), DOMAIN, `${test}.test.ts`))),
    );
    if (failed.has(0)) say('The tests fail without any defect. Nothing was learnt.');
    const missed = plots.filter((_, at) => at > 0 && !failed.has(at));
    for (const { name } of missed) process.stdout.write(`MISSED ${name}\n`);
    process.stdout.write(
      `${String(DEFECTS.length)} defects planted, ${String(DEFECTS.length - missed.length)} caught, ${String(missed.length)} missed\n`,
    );
    return failed.has(0) || missed.length > 0 ? 1 : 0;
  } finally {
    rmSync(GARDEN, { recursive: true, force: true });
  }
}

function plotOf(at: number): string {
  return join(GARDEN, String(at));
}

function nameOf({ file, from, to }: Defect): string {
  return `${file}: ${from} → ${to === '' ? 'nothing' : to}`;
}

function testsOf({ file, catches = [] }: Defect): string[] {
  return [file, ...catches].filter((name) => existsSync(join(DOMAIN, `${name}.test.ts`)));
}

function plant(at: number, defect: Defect | undefined): void {
  mkdirSync(plotOf(at), { recursive: true });
  cpSync('lib/ledger', join(plotOf(at), 'lib/ledger'), { recursive: true });
  if (defect === undefined) return;
  const path = join(plotOf(at), DOMAIN, `${defect.file}.ts`);
  const source = readFileSync(path, 'utf8');
  if (source.split(defect.from).length !== 2) throw new Error(`The place of a defect is not there once: ${nameOf(defect)}`);
  writeFileSync(
    path,
    source.replace(defect.from, () => defect.to),
  );
}

/** The plots in which a test fails. One that cannot be run has found nothing. */
async function failingPlots(files: readonly string[]): Promise<Set<number>> {
  // Most of these tests are meant to fail: what each says is of no interest.
  const options = { watch: false, isolate: false, include: ['.garden/**/*.test.ts'], exclude: [], reporters: [{}] };
  const vitest = await startVitest('test', [...files], { ...options, config: false }, { plugins: [OWN_COPY] });
  const modules = vitest.state.getTestModules();
  const broken = modules.find((module) => module.errors().length > 0);
  if (broken !== undefined) throw new Error(`A test could not be run: ${broken.moduleId}: ${broken.errors()[0]?.message ?? ''}`);
  const failed = new Set(
    modules.filter(hasFailure).map(({ moduleId }) => Number(moduleId.slice(GARDEN.length + 1).split('/')[0])),
  );
  if (modules.length !== files.length)
    throw new Error(`${String(files.length)} files of tests were asked for, ${String(modules.length)} run`);
  await vitest.close();
  return failed;
}

function hasFailure(module: TestModule): boolean {
  return [...module.children.allTests('failed')].length > 0;
}

/** Imports by the repository's own name stay within the copy they are in. */
const OWN_COPY: Plugin = {
  name: 'own-copy',
  enforce: 'pre',
  resolveId(id, importer) {
    if (!id.startsWith('@/') || importer?.startsWith(GARDEN) !== true) return undefined;
    const plot = importer.slice(0, importer.indexOf('/', GARDEN.length + 1));
    return join(plot, `${id.slice(2)}.ts`);
  },
};

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
