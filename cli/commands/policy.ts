import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sameBytes } from '@/lib/ledger/domain/bytes';
import type { NoteKey } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { agreementFor, formatTerms } from '@/lib/ledger/domain/policy-agreement';
import { formatNote } from '@/lib/ledger/domain/signed-note';
import type { Policy } from '@/lib/ledger/domain/tlog-policy';
import { sha256 } from '@/lib/ledger/server/hashing';
import { writeDurably } from '@/lib/ledger/server/signer-state';
import { hasWitnessKey, openWitnessKey, witnessSigners } from '@/lib/ledger/server/witness-key';
import { originId, WitnessStore } from '@/lib/ledger/server/witness-store';
import { plainText } from '@/lib/partners/domain/plain-text';
import { readEnv } from '@/lib/platform/server/env';
import { openApi, openHub } from '../api-client';
import { readArgs } from '../read-args';
import { say, Stop } from '../say';

const USAGE = `Usage: policy [--hub URL]                         the witnesses and the quorum that the log publishes
       policy agree --data DIR [--hub URL]       show what this witness (whose directory it is) would sign
       policy agree --data DIR --yes [--hub URL] [--as ORGANISATION]
                                                 sign what was shown, and nothing else
Readers go by the witnesses that they first met, and go along with others when enough of those signed for them. Signing needs your
organisation's API key in HEARTHLINE_API_KEY.`;

const TEXT = { type: 'string' } as const;

/** `policy`: what the log publishes about its witnesses, and a witness's word for a change of them. */
export async function policy(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, { hub: TEXT, data: TEXT, as: TEXT, yes: { type: 'boolean' } }, USAGE);
  const [action, ...others] = positionals;
  if (others.length > 0 || (action !== undefined && (action !== 'agree' || values.data === undefined))) throw new Stop(USAGE, 2);
  const published = await fetchPolicy(values.hub);
  if (action === undefined) {
    show(formatTerms(published));
    return 0;
  }
  const directory = resolve(values.data ?? '');
  const { text, witness } = findQuestion(published, directory);
  const shown = join(directory, 'shown-terms');
  if (values.yes !== true || !existsSync(shown) || readFileSync(shown, 'utf8') !== text) {
    writeDurably(shown, text);
    show(text);
    say(values.yes === true ? 'This was not shown before. Nothing was signed. Read it, then say --yes again.' : 'Nothing was signed. To sign this: --yes');
    return 1;
  }
  const api = values.hub === undefined || values.as !== undefined ? openApi(values.as) : openHub(values.hub);
  const signers = witnessSigners(directory, witness.name);
  const note = formatNote({ text, signatures: signers.map((signer) => signer.sign(text, Math.floor(Date.now() / 1000))) });
  await api.send('POST', '/ledger/agreements', JSON.stringify({ note }), { 'content-type': 'application/json' });
  say('Signed. Readers go along once enough of the witnesses that they know have signed.');
  // Whether readers were told is the hub's to say, and another change may need them: a person says when they go.
  if (signers.length > 1) say('The keys before the present one signed too. Once readers go along, destroy them: witness forget.');
  return 0;
} // prettier-ignore

/** What comes from the hub is shown without letters that could write over other lines. */
function show(text: string): void {
  process.stdout.write(text.split('\n').map(plainText).join('\n'));
}

async function fetchPolicy(hub: string | undefined): Promise<Policy> {
  const { HOST, PORT } = readEnv();
  const address = hub ?? `http://${HOST}:${String(PORT)}`;
  const answer = await fetch(new URL('/ledger/keys', address)).catch(() => undefined);
  const read = answer?.ok === true ? parsePolicy(await answer.text(), sha256) : undefined;
  if (read !== undefined && !('refused' in read)) return read;
  throw new Stop(`${address} shows no policy. Nothing was signed. Give the hub’s address with --hub.`);
}

/** What the log asks this witness to sign, and its key. A log that it never cosigned is none of its business. */
function findQuestion(published: Policy, directory: string): { text: string; witness: NoteKey } {
  if (!hasWitnessKey(directory)) throw new Stop(`${directory} is no witness’s directory. Nothing was signed.`);
  const { publicKey } = openWitnessKey(directory, 'any').key;
  const own = published.witnesses.find(({ key }) => sameBytes(key.publicKey, publicKey));
  const origin = published.logs[0]?.key.name;
  if (own === undefined || origin === undefined)
    throw new Stop('The published policy does not name this witness. Nothing was signed. The others can sign without it.');
  if (new WitnessStore(directory).note(originId(origin)) === undefined)
    throw new Stop(`This witness never cosigned ${plainText(origin)}. Nothing was signed. Ask the hub that it watches.`);
  return { text: agreementFor(published, origin, sha256), witness: own.key };
}
