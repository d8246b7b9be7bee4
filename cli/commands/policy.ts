import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sameBytes } from '@/lib/ledger/domain/bytes';
import { COSIGNATURE } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { agreementFor, formatTerms } from '@/lib/ledger/domain/policy-agreement';
import { formatNote } from '@/lib/ledger/domain/signed-note';
import type { Policy } from '@/lib/ledger/domain/tlog-policy';
import { sha256 } from '@/lib/ledger/server/hashing';
import { openNoteSigner } from '@/lib/ledger/server/note-signer';
import { writeDurably } from '@/lib/ledger/server/signer-state';
import { readEnv } from '@/lib/platform/server/env';
import { openApi, openHub } from '../api-client';
import { readArgs } from '../read-args';
import { say, Stop } from '../say';

const USAGE = `Usage: policy [--hub URL]                         the witnesses and the quorum that the log publishes
       policy agree --data DIR --yes [--hub URL] [--as ORGANISATION]
                                                 sign them, as the witness whose directory this is
Readers go by the witnesses that they first met, and go along with others when enough of those signed for them. Without --yes it
shows what would be signed, and what was signed before. Signing needs your organisation's API key in HEARTHLINE_API_KEY.`;

const TEXT = { type: 'string' } as const;

/** `policy`: what the log publishes about its witnesses, and a witness's word for a change of them. */
export async function policy(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, { hub: TEXT, data: TEXT, as: TEXT, yes: { type: 'boolean' } }, USAGE);
  const [action, ...others] = positionals;
  if (others.length > 0 || (action !== undefined && (action !== 'agree' || values.data === undefined))) throw new Stop(USAGE, 2);
  const published = await fetchPolicy(values.hub);
  process.stdout.write(formatTerms(published));
  if (values.data === undefined) return 0;
  const kept = join(resolve(values.data), 'agreed-terms');
  const before = existsSync(kept) ? readFileSync(kept, 'utf8') : undefined;
  if (values.yes !== true) {
    say(`${before === undefined ? 'This witness signed for no terms yet.' : `What it signed before:\n${before}`}\nNothing was signed. To sign what is published: --yes`);
    return 1;
  }
  const note = sign(published, resolve(values.data));
  const api = values.hub === undefined || values.as !== undefined ? openApi(values.as) : openHub(values.hub);
  await api.send('POST', '/ledger/agreements', JSON.stringify({ note }), { 'content-type': 'application/json' });
  writeDurably(kept, formatTerms(published));
  say('Signed. Readers go along once enough of the witnesses that they know have signed.');
  return 0;
} // prettier-ignore

async function fetchPolicy(hub: string | undefined): Promise<Policy> {
  const { HOST, PORT } = readEnv();
  const address = hub ?? `http://${HOST}:${String(PORT)}`;
  const answer = await fetch(new URL('/ledger/keys', address)).catch(() => undefined);
  const read = answer?.ok === true ? parsePolicy(await answer.text(), sha256) : undefined;
  if (read !== undefined && !('refused' in read)) return read;
  throw new Stop(`${address} shows no policy. Nothing was signed. Give the hub’s address with --hub.`);
}

/** The note with this witness's line: under the name that the policy gives its key. */
function sign(published: Policy, directory: string): string {
  const path = join(directory, 'witness.pem');
  if (!existsSync(path)) throw new Stop(`${directory} is no witness’s directory. Nothing was signed.`);
  const { publicKey } = openNoteSigner(path, 'any', COSIGNATURE).key;
  const own = published.witnesses.find(({ key }) => sameBytes(key.publicKey, publicKey));
  const origin = published.logs[0]?.key.name;
  if (own === undefined || origin === undefined)
    throw new Stop('The published policy does not name this witness. Nothing was signed. The others can sign without it.');
  const text = agreementFor(published, origin, sha256);
  const line = openNoteSigner(path, own.key.name, COSIGNATURE).sign(text, Math.floor(Date.now() / 1000));
  return formatNote({ text, signatures: [line] });
}
