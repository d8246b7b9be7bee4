import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from './migrate';
import { startPostgres } from './postgres';
import { openRoles } from './roles';

declare module 'vitest' {
  interface ProvidedContext {
    ownerUrl: string;
  }
}

/** One real Postgres for all integration tests; its migrated database is the template of each test file's own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'hearthline-int-'));
  chmodSync(directory, 0o711);
  const postgres = await startPostgres(directory);
  await migrate(postgres.ownerUrl);
  const passwords = { app: 'app-test', worker: 'worker-test', signer: 'signer-test', follower: 'follower-test' };
  await openRoles(postgres.ownerUrl, passwords);
  project.provide('ownerUrl', postgres.ownerUrl);
  return async () => {
    await postgres.stop();
    // When nothing is left to do the Postgres package would end the process with 0, whatever the tests found.
    process.removeAllListeners('beforeExit');
    process.once('beforeExit', () => process.exit());
    rmSync(directory, { recursive: true, force: true });
  };
}
