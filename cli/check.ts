import { runSteps } from './run-step';

/** `npm run check`: format, types, lint, import rules, unused code and unit tests. */
process.exit(await runSteps());
