import { defineConfig } from '@playwright/test';
import { findBrowser } from './e2e/find-browser';

const browser = await findBrowser();

/** Journeys that start, stop and spoil products of their own. */
const OF_THEIR_OWN = /\/(9-follower|12-restore|14-new-keys)\.spec\.ts$/;

export default defineConfig({
  testDir: 'e2e/journeys',
  globalSetup: './e2e/start-product.ts',
  // The other journeys share one product and its ledger: they run one after another, in the order of their names.
  projects: [
    { name: 'shared', testIgnore: OF_THEIR_OWN, workers: 1 },
    { name: 'own', testMatch: OF_THEIR_OWN, workers: 1 },
  ],
  workers: 2,
  retries: 0,
  // Long enough for a machine that others use as well: whoever waits, waits for something that comes.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    launchOptions: { executablePath: browser.executablePath, args: [...browser.args] },
    // A trace of every step takes a quarter of the journeys’ time; who looks for a fault asks for one with --trace on.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
