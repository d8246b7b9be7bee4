import { parseVkey } from '@/lib/ledger/domain/note-key';
import { sha256 } from '@/lib/ledger/server/hashing';
import { distrustVerifierKey } from '@/lib/ledger/server/record-verifier-keys';
import { readPolicyText } from '@/lib/ledger/server/witness-policy';
import type { ReplacedKey } from '@/lib/partners/server/replace-key';
import { rotateKey } from '@/lib/partners/server/rotate-key';
import { createWorkPool } from '@/lib/platform/server/database';
import { readSecrets } from '@/lib/platform/server/data-directory';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import { withProduct } from '../find-product';
import { openWorker, type OpenWorker } from '../open-worker';
import { readArgs } from '../read-args';
import { say, Stop } from '../say';
import { whenTakenUp } from '../when-taken-up';
import { beginLog, distrustLog, finishLog, rotateLog, withLog } from './rotate-log';
import { rotateWitnesses } from './rotate-witnesses';

const USAGE = `Usage: keys                              list every signing key: whose, who holds it, until when; and those of the log and its witnesses
       keys rotate ORGANISATION... | --all  give organisations new keys; what the old ones signed stays good
                                            --all is a drill: everyone's that the hub holds, then its witnesses' and the log's
       keys compromised ORGANISATION --since POSITION
                                            the same, and distrust the old key from a ledger position on
       keys rotate-log                      begin to give the log a new key: both sign until it is finished
       keys rotate-log --finish [--compromised-since INSTANT]
                                            withdraw the old one; refused until the witnesses go by the new one
       keys distrust VKEY --since INSTANT   say that a witness's or the log's key is not trusted from an instant on
Run it on the hub's data directory while the product runs. It goes on after a break where it stopped.`;

/** `keys`: the lifecycle of the signing keys that the hub holds. */
export async function keys(args: readonly string[]): Promise<number> {
  const options = { all: { type: 'boolean' }, since: { type: 'string' }, finish: { type: 'boolean' }, 'compromised-since': { type: 'string' } } as const;
  const { values, positionals } = readArgs(args, options, USAGE);
  const [action, ...organisations] = positionals;
  if (action === undefined) return list();
  if (action === 'distrust') return distrust(organisations, values.since);
  if (action === 'rotate-log') {
    if (organisations.length > 0) throw new Stop(USAGE, 2);
    await (values.finish === true ? finish(values['compromised-since']) : beginLog());
    return 0;
  }
  const since = action === 'compromised' ? readPosition(values.since) : undefined;
  if (!['rotate', 'compromised'].includes(action) || (organisations.length === 0) !== (values.all === true)) throw new Stop(USAGE, 2);
  const isDrill = values.all === true && action === 'rotate';
  // Before anything is changed: the log's key must lie here.
  if (isDrill) await withLog(() => Promise.resolve());
  await rotate(organisations, since);
  if (isDrill) await rotateVerifierKeys();
  return 0;
} // prettier-ignore

function readPosition(text: string | undefined): number {
  if (!/^\d{1,15}$/.test(text ?? ''))
    throw new Stop(
      '--since takes the first ledger position that is not trusted, for example --since 12000. Nothing was changed.',
      2,
    );
  return Number(text);
}

async function list(): Promise<number> {
  const { rows, policy } = await withProduct(async ({ ownerUrl }) => {
    const pool = createWorkPool(ownerUrl, 1);
    const text = `select key_id, organisation, custody, from_index, until_index, retired_reason from partners.signing_key order by organisation, from_index`;
    const read = async (): Promise<{ rows: Record<string, string | null>[]; policy: string }> =>
      ({ rows: (await pool.query<Record<string, string | null>>(text)).rows, policy: await readPolicyText(pool) });
    return read().finally(() => pool.end());
  });
  for (const row of rows) {
    const end = row.until_index === null ? 'in use' : `${String(row.retired_reason)}, counts up to entry ${String(row.until_index)}`;
    process.stdout.write(`${String(row.organisation).padEnd(14)} ${String(row.key_id).slice(0, 16)}…  held by the ${String(row.custody)}, since entry ${String(row.from_index)}, ${end}\n`);
  }
  // Those are known by their verifier keys; which were before, and until when, is on the page Ledger.
  for (const line of policy.split('\n').filter((each) => /^(log|witness) /.test(each))) process.stdout.write(`${line}\n`);
  return 0;
} // prettier-ignore

/** That the old key was compromised is told twice: by the log's own word to its readers, and as a fact. */
async function finish(since: string | undefined): Promise<void> {
  const vkey = await finishLog(since);
  if (since !== undefined) await sayDistrusted(vkey, since);
}

function sayDistrusted(vkey: string, since: string): Promise<void> {
  return withWorker(({ context }) => distrustVerifierKey(context.ledger, { vkey, since: new Date(since).toISOString() }));
}

/** The policy stays as it is: its line is the operator's to change. */
async function distrust([vkey, ...others]: readonly string[], since = ''): Promise<number> {
  if (vkey === undefined || others.length > 0 || parseVkey(vkey, sha256) === undefined || Number.isNaN(Date.parse(since)))
    throw new Stop(`Name one verifier key as /ledger/keys shows it, and --since with an instant, for example 2026-11-27T08:00:00Z. Nothing was changed.\n${USAGE}`, 2);
  const isLog = await distrustLog(vkey, since);
  await sayDistrusted(vkey, since);
  say(isLog ? 'Said. What it alone signed counts where witnesses saw it before.' : 'Said. Put another key in its place in signer/policy, so that its signature counts no more.');
  return 0;
} // prettier-ignore

async function withWorker(work: (worker: OpenWorker) => Promise<void>): Promise<void> {
  await withProduct(async ({ dataDirectory }) => {
    const { requestSecret } = readSecrets(dataDirectory);
    const workerUrl = runningDatabaseUrls(dataDirectory).worker;
    const worker = await openWorker({ workerUrl, dataDirectory, requestSecret });
    await work(worker).finally(() => worker.close());
  });
}

/** So many at once: each waits for the views to follow, and holds one of the worker's connections while it does. */
const AT_ONCE = 3;

async function rotate(named: readonly string[], since: number | undefined): Promise<void> {
  await withWorker(async ({ context: { ledger, pool }, keys }) => {
    const organisations = named.length > 0 ? named : await held(pool);
    for (let at = 0; at < organisations.length; at += AT_ONCE)
      await Promise.all(organisations.slice(at, at + AT_ONCE).map(async (organisation) => {
        const step = (): Promise<ReplacedKey> => rotateKey({ ledger, keys, pool }, organisation, since);
        const { key, retired } = await whenTakenUp(step, 'Go on later with the same command.');
        say(`${organisation}: ${key.slice(0, 16)}… signs from now on; ${retired.map((id) => `${id.slice(0, 16)}…`).join(', ')} no more.`);
      }));
  });
} // prettier-ignore

/** Witnesses first. One that does not answer does not keep the log from its new key, as long as a quorum goes by that. */
async function rotateVerifierKeys(): Promise<void> {
  try {
    await rotateWitnesses();
  } finally {
    await rotateLog();
  }
}

async function held(pool: { query: (text: string) => Promise<{ rows: { organisation: string }[] }> }): Promise<string[]> {
  const text = "select distinct organisation from partners.signing_key where custody = 'hub' and until_index is null order by 1";
  return (await pool.query(text)).rows.map((row) => row.organisation);
}
