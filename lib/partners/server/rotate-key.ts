import type { OrganisationKeys } from '@/lib/ledger/server/organisation-keys';
import { Problem } from '@/lib/platform/server/problem';
import { inKeyTurn } from './key-turn';
import { findHeldKey, readKnownKeys } from './known-keys';
import { replaceKey, type KeyReplacement, type ReplacedKey } from './replace-key';

/** What rotating a key that the hub holds needs. */
export interface KeyRotation extends KeyReplacement {
  readonly keys: OrganisationKeys;
}

/**
 * Gives an organisation whose key the hub holds a new one, held by the hub. A rotation that broke off goes on with the key that it
 * had made. `compromisedSince` is the first ledger position at which the present key is no longer trusted. Throws {@link Problem}
 * NO_SIGNING_KEY.
 */
export async function rotateKey(
  rotation: KeyRotation,
  organisation: string,
  compromisedSince: number | undefined,
): Promise<ReplacedKey> {
  return inKeyTurn(rotation.pool, organisation, () => rotateInTurn(rotation, organisation, compromisedSince));
}

async function rotateInTurn(
  rotation: KeyRotation,
  organisation: string,
  compromisedSince: number | undefined,
): Promise<ReplacedKey> {
  const { keys } = rotation;
  const known = await readKnownKeys(rotation.pool, organisation);
  if (findHeldKey(keys, organisation, known) === undefined)
    throw new Problem('NO_SIGNING_KEY', `The hub holds no key of “${organisation}” that is in force. Nothing was changed. Name one of: hearthline keys`);
  const { keyId, publicKey } = keys.prepareNext(organisation, known.retired);
  const next = { keyId, publicKey, custody: 'hub', activate: () => keys.activateNext(organisation) } as const;
  return replaceKey(rotation, { organisation, actor: 'operator' }, next, compromisedSince);
} // prettier-ignore
