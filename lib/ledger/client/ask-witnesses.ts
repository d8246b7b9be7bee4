import { z } from 'zod';
import { fromBase64, toHex } from '@/lib/ledger/domain/bytes';
import { verifyConsistency } from '@/lib/ledger/domain/consistency';
import { contradictionShape, readSigned, verifyContradiction } from '@/lib/ledger/domain/contradiction';
import type { FoundAlarm } from '@/lib/ledger/domain/found-alarm';
import type { NoteKey } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { everyLogKey } from '@/lib/ledger/domain/speaking-keys';
import { BROWSER_CRYPTO } from './browser-crypto';
import { fetchConsistency } from './fetch-proof';

const PATIENCE_MILLISECONDS = 5_000;

/** One that proves it is enough; a witness that floods its readers is read no further. */
const MOST_CLAIMS = 10;
const evidence = z.object({ evidence: z.array(contradictionShape) });

interface Tree {
  readonly size: number;
  readonly root: Uint8Array;
}

interface Asked {
  readonly name: string;
  readonly url: string;
  readonly logs: readonly NoteKey[];
  readonly hub: string;
}

/**
 * Asks the policy's witnesses themselves, past the hub, what they hold against it. Each claim is checked here: a lying
 * witness accuses nobody. One that cannot be reached says nothing. `hub` is the origin of the log’s public surface, when it is not the page’s.
 */
export async function askWitnesses(policyText: string, hub = ''): Promise<FoundAlarm[]> {
  const policy = parsePolicy(policyText, BROWSER_CRYPTO.sha256);
  if ('refused' in policy) return [];
  const logs = await everyLogKey(policy, BROWSER_CRYPTO);
  const asked = policy.witnesses.flatMap(({ name, url }) =>
    url === undefined ? [] : [{ name, url: url.replace(/\/$/, ''), logs, hub }],
  );
  const answers = await Promise.all(asked.flatMap((each) => [findContradiction(each), findRollback(each)].map(orNothing)));
  return answers.filter((found) => found !== undefined);
}

async function findContradiction({ name, url, logs }: Asked): Promise<FoundAlarm | undefined> {
  const claims = evidence.parse(JSON.parse(await read(`${url}/evidence`))).evidence;
  for (const claim of claims.slice(0, MOST_CLAIMS)) {
    const found = await verifyContradiction(claim, logs, BROWSER_CRYPTO);
    if (found !== undefined)
      return { kind: 'CONTRADICTION', by: [`${name}’s witness`], numbers: [found.smaller.size, found.larger.size] };
  }
  return undefined;
}

/**
 * Whether the witness cosigned more of this log than the hub has now. The witness is asked first: meanwhile the log may only
 * grow. Readers are given a checkpoint when a quorum cosigned it, so a single witness may be ahead of that: then the hub proves
 * that what it shows goes on to what the witness holds.
 */
async function findRollback({ name, url, logs, hub }: Asked): Promise<FoundAlarm | undefined> {
  const [log] = logs;
  if (log === undefined) return undefined;
  const id = toHex(BROWSER_CRYPTO.sha256(log.name));
  const held = await readSigned(await read(`${url}/${id}/checkpoint`), logs, BROWSER_CRYPTO);
  const shown = await readShown(`${hub}/ledger/checkpoint`, logs);
  if (held === undefined || shown === undefined || held.size <= shown.size) return undefined;
  if (await goesOn(shown, held, hub)) return undefined;
  return { kind: 'ROLLED_BACK', by: [`${name}’s witness`], numbers: [shown.size, held.size] };
}

/** The log as the hub shows it; a hub that says that there is no checkpoint shows nothing at all. */
async function readShown(url: string, logs: readonly NoteKey[]): Promise<Tree | undefined> {
  const response = await ask(url);
  if (response.status === 404) return { size: 0, root: new Uint8Array() };
  return readSigned(await response.text(), logs, BROWSER_CRYPTO);
}

/** Whether the hub has the log that the witness holds. From nothing everything follows, so that proves nothing. */
async function goesOn(shown: Tree, held: Tree, hub: string): Promise<boolean> {
  if (shown.size === 0) return false;
  const base64 = await fetchConsistency(shown.size, held.size, hub);
  const path = (base64 ?? []).map((text) => fromBase64(text) ?? new Uint8Array());
  const growth = { from: shown.size, to: held.size, path, rootFrom: shown.root, rootTo: held.root };
  return base64 !== undefined && verifyConsistency(growth, BROWSER_CRYPTO.sha256);
}

async function read(url: string): Promise<string> {
  const response = await ask(url);
  if (!response.ok) throw new Error(`${url} answers with ${String(response.status)}`);
  return response.text();
}

function ask(url: string): Promise<Response> {
  return fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
}

function orNothing(asking: Promise<FoundAlarm | undefined>): Promise<FoundAlarm | undefined> {
  return asking.catch(() => undefined);
}
