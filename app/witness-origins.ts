import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { sha256 } from '@/lib/ledger/server/hashing';
import { readPolicyText } from '@/lib/ledger/server/witness-policy';
import { runtime } from '@/lib/platform/server/runtime';

const FRESH_MILLISECONDS = 5_000;

let known: { readonly at: number; readonly origins: Promise<readonly string[]> } | undefined;

/** The web origins of the policy's witnesses, which every page may ask; read again every few seconds. None while the database is away. */
export function witnessOrigins(): Promise<readonly string[]> {
  if (known === undefined || Date.now() - known.at > FRESH_MILLISECONDS)
    known = { at: Date.now(), origins: readOrigins().catch(() => []) };
  return known.origins;
}

async function readOrigins(): Promise<readonly string[]> {
  const policy = parsePolicy(await readPolicyText(runtime().pool), sha256);
  if ('refused' in policy) return [];
  return policy.witnesses.flatMap(({ url = '' }) => (/^https?:/.test(url) && URL.canParse(url) ? [new URL(url).origin] : []));
}
