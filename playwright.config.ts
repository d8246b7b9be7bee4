import { defineConfig } from '@playwright/test';
import { findBrowser } from './e2e/find-browser';

const browser = await findBrowser();

export default defineConfig({
  testDir: 'e2e/journeys',
  globalSetup: './e2e/start-product.ts',
  // The journeys share one product and its ledger: they run one after another, in the order of their names.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: { launchOptions: { executablePath: browser.executablePath, args: [...browser.args] }, trace: 'retain-on-failure' },
});
