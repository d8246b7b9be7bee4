import { resolve } from 'node:path';
import { sha256 } from '@/lib/ledger/server/hashing';
import { changesKeys, handOverOf } from '@/lib/partners/domain/wanted-key-change';
import { openApi, openHub } from '../api-client';
import { askInTerminal } from '../ask-in-terminal';
import { changeKey, holdsIt, openOwnKey, putOwnKey, requireHeld, signFor, type OwnKey } from '../own-key';
import { readArgs } from '../read-args';
import { readInvitation } from '../read-invitation';
import { say, Stop } from '../say';

const USAGE = `Usage: custody take --data DIR --invitation FILE  make a signing key of your own in DIR and put it in the hub's place
       custody sign --data DIR [--confirm] [--successor NAME]
                                                 sign what your organisation says, until stopped; with --confirm ask each time
       custody rotate --data DIR                 put a new key of your own in the present one's place
       custody hand-over KEYID --data DIR        let another place hold your key: the one that shows this key ID and waits
       custody return --data DIR                 let the hub hold your key again
  --data        your own directory: your keys, and signed.jsonl, your record of all that was signed with them. Never share it
  --successor   the name under which the hub's log goes on since it was restored, once you know of it: from then on you sign for that
  --invitation  from the hub's operator (hearthline invite): the hub, its log, and a code for one key
Your API key of that hub is read from HEARTHLINE_API_KEY; without it the accounts of the product that was started here are used, with
  --as  your organisation`;

const TEXT = { type: 'string' } as const;
const OPTIONS = { data: TEXT, invitation: TEXT, successor: TEXT, as: TEXT, confirm: { type: 'boolean' } } as const;

/** `custody`: an organisation's own signing key, from taking it to giving it back. */
export async function custody(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, OPTIONS, USAGE);
  const { data, as, successor } = values;
  const [action = '', next] = positionals;
  const isKnown = ['take', 'sign', 'rotate', 'hand-over', 'return'].includes(action);
  if (!isKnown || data === undefined || (action === 'hand-over') !== (next !== undefined)) throw new Stop(USAGE, 2);
  const invitation = values.invitation === undefined ? undefined : readInvitation(values.invitation);
  const api: Parameters<typeof openOwnKey>[1]['api'] = as === undefined ? openHub : () => openApi(as);
  const own = await openOwnKey(resolve(data), { api, invitation, successor });
  if (action === 'take') await take(own, invitation?.code);
  else {
    requireHeld(own);
    if (action === 'sign') await sign(own, values.confirm === true);
    if (action === 'rotate') await putOwnKey(own, true, undefined);
    if (action === 'hand-over') await handOver(own, next ?? '');
    if (action === 'return') await changeKey(own, { custody: 'hub' }, { custody: 'hub' });
  }
  say(DONE[action] ?? '');
  return 0;
}

const DONE: Readonly<Record<string, string>> = {
  take: 'Your own key signs from now on; the one before is retired. Keep your signer running: custody sign.',
  rotate: 'Your new key signs from now on; the one before is retired. Keep your signer running: custody sign.',
  'hand-over': 'Handed over: the other key signs from now on.',
  return: 'The hub signs for you again.',
};

async function take(own: OwnKey, code: string | undefined): Promise<void> {
  // One that broke off before the hub's key was retired is taken up again.
  if (holdsIt(own) && own.custody.keys.filter(({ inForce }) => inForce).length === 1)
    throw new Stop('Your organisation holds its own key already. Nothing was changed. For a new one: custody rotate.');
  await putOwnKey(own, false, code);
}

async function sign(own: OwnKey, confirm: boolean): Promise<void> {
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, () => process.exit(0));
  say('Signing for your organisation. What is signed is kept in signed.jsonl. Ctrl-C stops.');
  await signFor(
    own,
    async ({ facts }) => {
      if (facts.some(changesKeys)) return 'leave';
      return !confirm || (await askInTerminal(facts)) ? 'sign' : { refusal: 'A person said no.' };
    },
    () => false,
  );
}

/** Signs that one other key is registered, and nothing else; the key then signs the rest itself. */
async function handOver(own: OwnKey, keyId: string): Promise<void> {
  if (!/^[0-9a-f]{64}$/.test(keyId)) throw new Stop('Give the whole key ID, as the next holder shows it. Nothing was done.', 2);
  say('Waiting for that key to ask. Let the next holder ask now, or ask again.');
  const state = { done: false };
  await signFor(
    own,
    ({ facts }) => {
      if (handOverOf(facts, own.custody.organisation, sha256) !== keyId) return Promise.resolve('leave');
      state.done = true;
      return Promise.resolve('sign');
    },
    () => state.done,
  );
}
