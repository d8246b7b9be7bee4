import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { isSuccessorOf } from '@/lib/ledger/domain/lineage';
import { signBytes } from '@/lib/ledger/server/hashing';
import { OrganisationKeys, type SigningKey } from '@/lib/ledger/server/organisation-keys';
import { writeDurably } from '@/lib/ledger/server/signer-state';
import { encodeCustodyClaim } from '@/lib/partners/domain/custody';
import { isWantedKeyChange, type WantedKeyChange } from '@/lib/partners/domain/wanted-key-change';
import type { Custody } from '@/lib/partners/language/custody';
import type { ApiClient } from './api-client';
import { signUntil, type OwnSigner } from './own-signer';
import type { ReadInvitation } from './read-invitation';
import { lineFor, say, Stop } from './say';

/** An organisation's own directory, with its keys, and the hub that it is for. */
export interface OwnKey {
  readonly api: ApiClient;
  readonly custody: Custody;
  readonly directory: string;
  readonly keys: OrganisationKeys;
}

/** How a directory is opened: the API of a hub by its address, the invitation on first use, and the log's later name once it is known. */
export interface OpenOwnKey {
  readonly api: (hub: string) => ApiClient;
  readonly invitation: ReadInvitation | undefined;
  readonly successor: string | undefined;
}

interface Pinned {
  readonly hub: string;
  readonly origin: string;
}

/** Opens a directory. Hub and log are those of the invitation, from then on: a signature for another log would be worth something there. Throws {@link Stop}. */
export async function openOwnKey(directory: string, { api: apiOf, invitation, successor }: OpenOwnKey): Promise<OwnKey> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'hub.json');
  const { hub, origin } = readPinned(path, directory, invitation);
  const api = apiOf(hub);
  const custody = await api.send<Custody>('GET', '/custody');
  if (invitation !== undefined && invitation.organisation !== custody.organisation)
    throw new Stop(
      `The invitation is for ${invitation.organisation}, and the API key is of ${custody.organisation}. Nothing was done. Use the two of one organisation.`,
    );
  if (origin !== custody.origin) {
    const isNamed = isSuccessorOf(custody.origin, origin);
    if (!isNamed || successor !== custody.origin)
      throw new Stop(
        `This hub’s log is ${custody.origin}, and your keys in ${directory} are for ${origin}. Nothing was done.${isNamed ? ` If your partners know that the log was restored and goes on so, say: --successor ${custody.origin}` : ''}`,
      );
  }
  // Only now: a first try with another organisation's invitation would bind the directory for good.
  if (!existsSync(path) || origin !== custody.origin) writeDurably(path, JSON.stringify({ hub, origin: custody.origin }));
  return { api, custody, directory, keys: new OrganisationKeys(directory) };
}

function readPinned(path: string, directory: string, invitation: ReadInvitation | undefined): Pinned {
  const pinned = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Pinned) : invitation;
  if (pinned === undefined)
    throw new Stop(`${directory} knows no hub yet. Nothing was done. Begin with: custody take --invitation FILE.`);
  if (invitation !== undefined && invitation.hub !== pinned.hub)
    throw new Stop(
      `Your keys in ${directory} are for ${pinned.hub}, and the invitation is for ${invitation.hub}. Nothing was done. Use another directory.`,
    );
  return pinned;
}

/** Whether the key in the directory is one that signs for the organisation, by the hub's word. */
export function holdsIt({ custody: { keys, organisation }, keys: own }: OwnKey): boolean {
  const present = own.find(organisation);
  return keys.some((key) => key.keyId === present?.keyId && key.custody === 'organisation' && key.inForce);
}

/** Stops where the directory's key does not sign for the organisation. */
export function requireHeld(own: OwnKey): void {
  if (holdsIt(own)) return;
  throw new Stop(`The key in ${own.directory} is not the one that signs for your organisation. Nothing was done. Begin with: custody take.`);
} // prettier-ignore

/** Puts a key of the organisation's own in the present one's place: one that the directory has, or where the hub has seen that already, a new one. */
export async function putOwnKey(own: OwnKey, isRotation: boolean, code: string | undefined): Promise<void> {
  const { organisation, keys: known } = own.custody;
  const present = own.keys.find(organisation);
  // A key that the hub has seen is never put in place a second time.
  const seen = known.some(({ keyId, inForce }) => keyId === present?.keyId && (isRotation || !inForce));
  const retired = known.filter(({ inForce }) => !inForce).map(({ keyId }) => keyId);
  const next = seen ? own.keys.prepareNext(organisation, retired) : own.keys.findOrCreate(organisation);
  const { keyId, publicKey } = next;
  if (known.some(({ custody, inForce }) => custody === 'organisation' && inForce))
    say(`The new key’s ID is ${keyId}. Where another place holds your present key, it is asked to hand over to this one, and has twenty seconds.`);
  const wanted = { custody: 'organisation', keyId, publicKey: toBase64(publicKey) } as const;
  await changeKey(own, { custody: 'organisation', ...claim(own, next), code }, wanted);
  if (seen) own.keys.activateNext(organisation);
} // prettier-ignore

function claim({ custody: { origin, organisation } }: OwnKey, key: SigningKey): { publicKey: string; proof: string } {
  const text = encodeCustodyClaim({ origin, organisation, key: key.keyId });
  return { publicKey: toBase64(key.publicKey), proof: toBase64(signBytes(key.privateKey, Buffer.from(text, 'utf8'))) };
}

/** Asks for a change of keys, and signs what it says meanwhile, and nothing else. */
export async function changeKey(own: OwnKey, request: object, next: WantedKeyChange['next']): Promise<void> {
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

/** Signs what `decide` says, until told to stop; a hub that does not answer is told and asked again. */
export async function signFor(own: OwnKey, decide: OwnSigner['decide'], stopped: () => boolean): Promise<void> {
  const onTrouble = async (error: unknown): Promise<void> => {
    say(lineFor(error));
    await pause(2_000);
  };
  await signUntil(stopped, { api: own.api, signer: signerOf(own, decide), onTrouble });
}

function signerOf({ custody: { origin, organisation }, directory, keys }: OwnKey, decide: OwnSigner['decide']): OwnSigner {
  // Keys are looked up anew each time: a rotation by another command puts the next in the present one's place.
  const keyOf = (keyId: string): SigningKey | undefined =>
    [keys.find(organisation), keys.findNext(organisation)].find((key) => key?.keyId === keyId);
  return { origin, organisation, directory, keyOf, decide, tell: say };
}
