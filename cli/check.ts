import { runSteps, STATIC_STEPS } from './run-step';

/** `npm run check`: format, types, lint, import rules, unused code and unit tests. */
process.exit(
  await runSteps([...STATIC_STEPS, { name: 'Unit tests', program: ['vitest/vitest.mjs', 'run', '--project', 'unit'] }]),
);
