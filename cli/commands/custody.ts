import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { isSuccessorOf } from '@/lib/ledger/domain/lineage';
import { signBytes } from '@/lib/ledger/server/hashing';
import { OrganisationKeys, type SigningKey } from '@/lib/ledger/server/organisation-keys';
import { writeDurably } from '@/lib/ledger/server/signer-state';
import { encodeCustodyClaim } from '@/lib/partners/domain/custody';
import { changesKeys, isWantedKeyChange, type WantedKeyChange } from '@/lib/partners/domain/wanted-key-change';
import type { Custody } from '@/lib/partners/language/custody';
import { openApi, openHub, type ApiClient } from '../api-client';
import { askInTerminal } from '../ask-in-terminal';
import { signUntil, type OwnSigner } from '../own-signer';
import { readArgs } from '../read-args';
import { readInvitation, type ReadInvitation } from '../read-invitation';
import { lineFor, say, Stop } from '../say';

const USAGE = `Usage: custody take --data DIR --invitation FILE  make a signing key of your own in DIR and put it in the hub's place
       custody sign --data DIR [--confirm] [--successor NAME]
                                                 sign what your organisation says, until stopped; with --confirm ask each time
       custody rotate --data DIR                 put a new key of your own in the present one's place
       custody return --data DIR                 let the hub hold your key again
  --data        your own directory: your keys, and signed.jsonl, your record of all that was signed with them. Never share it
  --successor   the name under which the hub's log goes on since it was restored, once you know of it: from then on you sign for that
  --invitation  from the hub's operator (hearthline invite): the hub, its log, and a code for one key
Your API key of that hub is read from HEARTHLINE_API_KEY; without it the accounts of the product that was started here are used, with
  --as  your organisation`;

const TEXT = { type: 'string' } as const;
const OPTIONS = { data: TEXT, invitation: TEXT, successor: TEXT, as: TEXT, confirm: { type: 'boolean' } } as const;

/** What an organisation's directory goes by. */
interface Pinned {
  readonly hub: string;
  readonly origin: string;
}

interface Own {
  readonly api: ApiClient;
  readonly custody: Custody;
  readonly directory: string;
  readonly keys: OrganisationKeys;
}

/** `custody`: an organisation's own signing key, from taking it to giving it back. */
export async function custody(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, OPTIONS, USAGE);
  const [action = ''] = positionals;
  if (!['take', 'sign', 'rotate', 'return'].includes(action) || values.data === undefined) throw new Stop(USAGE, 2);
  const invitation = values.invitation === undefined ? undefined : readInvitation(values.invitation);
  const own = await open(resolve(values.data), values.as, { invitation, successor: values.successor });
  if (action === 'sign') return sign(own, values.confirm === true);
  const { organisation } = own.custody;
  const present = own.keys.find(organisation);
  const holds = holdsIt(own, present);
  // One that broke off before the hub's key was retired is taken up again.
  const isDone = holds && own.custody.keys.filter(({ inForce }) => inForce).length === 1;
  if (action === 'take' ? isDone : !holds)
    throw new Stop(
      action === 'take'
        ? 'Your organisation holds its own key already. Nothing was changed. For a new one: custody rotate.'
        : `The key in ${own.directory} is not the one that signs for your organisation. Nothing was changed. Begin with: custody take.`,
    );
  if (action === 'return') await change(own, { custody: 'hub' }, { custody: 'hub' });
  else {
    // A key that the hub has seen is never put in place a second time.
    const seen = own.custody.keys.some(({ keyId, inForce }) => keyId === present?.keyId && (action === 'rotate' || !inForce));
    const retired = own.custody.keys.filter(({ inForce }) => !inForce).map(({ keyId }) => keyId);
    const next = seen ? own.keys.prepareNext(organisation, retired) : own.keys.findOrCreate(organisation);
    const { keyId, publicKey } = next;
    const wanted = { custody: 'organisation', keyId, publicKey: toBase64(publicKey) } as const;
    await change(own, { custody: 'organisation', ...claim(own, next), code: invitation?.code }, wanted);
    if (seen) own.keys.activateNext(organisation);
  }
  say(action === 'return' ? 'The hub signs for you again.' : 'Your own key signs from now on; the one before is retired. Keep your signer running: custody sign.');
  return 0;
} // prettier-ignore

/** Hub and log are those of the invitation, from then on: a signature for another log would be worth something there. */
async function open(
  directory: string,
  as: string | undefined,
  { invitation, successor }: { invitation: ReadInvitation | undefined; successor: string | undefined },
): Promise<Own> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'hub.json');
  if (invitation !== undefined && !existsSync(path))
    writeDurably(path, JSON.stringify({ hub: invitation.hub, origin: invitation.origin }));
  if (!existsSync(path))
    throw new Stop(`${directory} knows no hub yet. Nothing was done. Begin with: custody take --invitation FILE.`);
  const { hub, origin } = JSON.parse(readFileSync(path, 'utf8')) as Pinned;
  if (invitation !== undefined && invitation.hub !== hub)
    throw new Stop(
      `Your keys in ${directory} are for ${hub}, and the invitation is for ${invitation.hub}. Nothing was done. Use another directory.`,
    );
  const api = as === undefined ? openHub(hub) : openApi(as);
  const known = await api.send<Custody>('GET', '/custody');
  if (invitation !== undefined && invitation.organisation !== known.organisation)
    throw new Stop(
      `The invitation is for ${invitation.organisation}, and the API key is of ${known.organisation}. Nothing was done. Use the two of one organisation.`,
    );
  if (origin !== known.origin) {
    const isNamed = isSuccessorOf(known.origin, origin);
    if (!isNamed || successor !== known.origin)
      throw new Stop(
        `This hub’s log is ${known.origin}, and your keys in ${directory} are for ${origin}. Nothing was done.${isNamed ? ` If your partners know that the log was restored and goes on so, say: --successor ${known.origin}` : ''}`,
      );
    writeDurably(path, JSON.stringify({ hub, origin: known.origin }));
  }
  return { api, custody: known, directory, keys: new OrganisationKeys(directory) };
}

function holdsIt({ custody: { keys } }: Own, present: SigningKey | undefined): boolean {
  return keys.some((key) => key.keyId === present?.keyId && key.custody === 'organisation' && key.inForce);
}

function claim({ custody: { origin, organisation } }: Own, key: SigningKey): { publicKey: string; proof: string } {
  const text = encodeCustodyClaim({ origin, organisation, key: key.keyId });
  return { publicKey: toBase64(key.publicKey), proof: toBase64(signBytes(key.privateKey, Buffer.from(text, 'utf8'))) };
}

/** Asks for the change, and signs what it says meanwhile, and nothing else. */
async function change(own: Own, request: object, next: WantedKeyChange['next']): Promise<void> {
  const state = { done: false };
  const { organisation, keys } = own.custody;
  const wanted = { organisation, next, known: keys.map(({ keyId }) => keyId) };
  const signing = signUntil(() => state.done, {
    api: own.api,
    signer: signerOf(own, ({ facts }) => Promise.resolve(isWantedKeyChange(facts, wanted) ? 'sign' : 'leave')),
    onTrouble: () => pause(500),
  });
  const headers = { 'content-type': 'application/json' };
  await own.api.send('POST', '/custody', JSON.stringify(request), headers).finally(() => (state.done = true));
  void signing;
}

async function sign(own: Own, confirm: boolean): Promise<number> {
  if (!holdsIt(own, own.keys.find(own.custody.organisation)))
    throw new Stop(`The key in ${own.directory} is not the one that signs for your organisation. Nothing was done. Begin with: custody take.`);
  const state = { stopped: false };
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, () => process.exit(0));
  say('Signing for your organisation. What is signed is kept in signed.jsonl. Ctrl-C stops.');
  const signer = signerOf(own, async ({ facts }) => {
    if (facts.some(changesKeys)) return 'leave';
    return !confirm || (await askInTerminal(facts)) ? 'sign' : { refusal: 'A person said no.' };
  });
  const onTrouble = async (error: unknown): Promise<void> => {
    say(lineFor(error));
    await pause(2_000);
  };
  await signUntil(() => state.stopped, { api: own.api, signer, onTrouble });
  return 0;
} // prettier-ignore

function signerOf({ custody: { origin, organisation }, directory, keys }: Own, decide: OwnSigner['decide']): OwnSigner {
  // Keys are looked up anew each time: a rotation by another command puts the next in the present one's place.
  const keyOf = (keyId: string): SigningKey | undefined =>
    [keys.find(organisation), keys.findNext(organisation)].find((key) => key?.keyId === keyId);
  return { origin, organisation, directory, keyOf, decide, tell: say };
}
