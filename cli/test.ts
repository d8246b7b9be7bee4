import { runSteps } from './run-step';

/** `npm test`: everything there is to check, on a real Postgres and in a real browser, both brought along. */
process.exit(
  await runSteps(
    [{ name: 'Bug garden', program: ['tsx/dist/cli.mjs', 'cli/garden.ts'] }],
    [
      // Two files at once: each has a database of its own, and mostly waits for it.
      { name: 'Integration tests', program: ['vitest/vitest.mjs', 'run', '--project', 'int', '--maxWorkers', '2'] },
      { name: 'Journeys', program: ['@playwright/test/cli.js', 'test'] },
    ],
  ),
);
