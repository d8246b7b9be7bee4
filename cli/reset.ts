import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readEnv } from '@/lib/platform/server/env';
import { say } from './say';

/** `npm run reset`: removes this installation's own data, never another database's. */
const env = readEnv();
const directory = resolve(env.HEARTHLINE_DATA_DIR);
if (existsSync(join(directory, 'postgres', 'postmaster.pid'))) {
  say(`Hearthline seems to run on ${directory}. Nothing was removed. Stop it first.`);
  process.exit(1);
}
if (existsSync(directory) && !existsSync(join(directory, 'secrets.json'))) {
  say(`${directory} does not look like Hearthline's data. Nothing was removed.`);
  process.exit(1);
}
rmSync(directory, { recursive: true, force: true });
say(`Removed ${directory}. The next npm start makes a new demo network.`);
