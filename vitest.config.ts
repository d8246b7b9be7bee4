import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          // Pure code: files need not be kept apart, and starting a process for each would take longer than the tests.
          isolate: false,
          include: ['{lib,components,cli,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.int.test.ts', '**/node_modules/**'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'int',
          // Each file has a database of its own; nothing of the modules is kept between them.
          isolate: false,
          include: ['{lib,cli}/**/*.int.test.ts'],
          globalSetup: 'lib/platform/server/test-postgres.ts',
          // Long enough for a machine that others use as well: to drop a dozen databases there takes a minute.
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
