import { fromBase64, toHex, utf8 } from '@/lib/ledger/domain/bytes';
import { verifyStrictly } from '@/lib/ledger/domain/ed25519-strict';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import { encodeCustodyClaim } from '@/lib/partners/domain/custody';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import type { Actor } from './actor';
import { inKeyTurn } from './key-turn';
import { findHeldKey, readKnownKeys } from './known-keys';
import { replaceKey, type ReplacedKey } from './replace-key';
import { requireAction } from './require-action';
import type { KeyRotation } from './rotate-key';
import { tokenHash } from './tokens';

/** What changing a key's holder needs. */
export interface CustodyChange extends KeyRotation {
  readonly database: Database;
  readonly origin: string;
}

/** A key that an organisation made for itself (base64), its signature over the claim, and the operator's code. */
export interface OwnKey {
  readonly publicKey: string;
  readonly proof: string;
  readonly code?: string | undefined;
}

/**
 * From now on the organisation signs with a key that it alone holds; the hub's is destroyed. As long as the hub holds the present
 * key its operator's code is needed; afterwards the present key itself signs for the next. Throws {@link Problem} CUSTODY_REFUSED,
 * and whatever an append may throw. Doing it again with the same key goes on where it stopped.
 */
export async function takeCustody(change: CustodyChange, actor: Actor, own: OwnKey): Promise<ReplacedKey> {
  requireAction(actor, 'change-custody');
  const { organisation } = actor;
  const publicKey = fromBase64(own.publicKey) ?? new Uint8Array();
  const keyId = toHex(sha256(publicKey));
  const message = utf8(encodeCustodyClaim({ origin: change.origin, organisation, key: keyId }));
  const signature = fromBase64(own.proof) ?? new Uint8Array();
  if (!(await verifyStrictly({ publicKey, message, signature }, verifyBytes)))
    refuse('The proof is not this key’s signature over the claim for this log.');
  return inKeyTurn(change.pool, organisation, () => takeInTurn(change, actor, { keyId, publicKey, code: own.code }));
}

async function takeInTurn(
  change: CustodyChange,
  actor: Actor,
  { keyId, publicKey, code }: { keyId: string; publicKey: Uint8Array; code: string | undefined },
): Promise<ReplacedKey> {
  const { organisation } = actor;
  const known = await change.database.signingKey.findUnique({ where: { keyId } });
  if (known !== null && (known.organisation !== organisation || known.untilIndex !== null))
    refuse('This key was used before. Make a new one.');
  if (findHeldKey(change.keys, organisation, await readKnownKeys(change.pool, organisation)) !== undefined)
    await useCode(change.database, actor, { code, keyId });
  const activate = (): void => change.keys.destroy(organisation);
  const said = { organisation, actor: actor.id };
  return replaceKey(change, said, { keyId, publicKey, custody: 'organisation', activate });
}

/** The hub holds the organisation's key again, and signs for it. The organisation's own key says so. */
export async function returnCustody(change: CustodyChange, actor: Actor): Promise<ReplacedKey> {
  requireAction(actor, 'change-custody');
  const { keys } = change;
  const { organisation } = actor;
  return inKeyTurn(change.pool, organisation, async () => {
    const known = await readKnownKeys(change.pool, organisation);
    const present = findHeldKey(keys, organisation, known);
    const { keyId, publicKey } = present ?? keys.prepareNext(organisation, known.retired);
    const activate = (): void => {
      if (present === undefined) keys.activateNext(organisation);
    };
    return replaceKey(change, { organisation, actor: actor.id }, { keyId, publicKey, custody: 'hub', activate });
  });
}

/** A code is for one key: whose first try broke off may try again with the same. */
async function useCode(database: Database, actor: Actor, use: { code: string | undefined; keyId: string }): Promise<void> {
  const codeHash = tokenHash(use.code ?? '');
  const used = await asOrganisation(database, actor, (transaction) =>
    transaction.custodyCode.updateMany({
      where: { codeHash, expiresAt: { gt: new Date() }, OR: [{ usedFor: null }, { usedFor: use.keyId }] },
      data: { usedFor: use.keyId },
    }),
  );
  if (used.count === 0) refuse('The code is missing, is not this organisation’s, was used for another key, or is too old.');
}

function refuse(why: string): never {
  throw new Problem(
    'CUSTODY_REFUSED',
    `${why} Nothing was changed. Ask the hub’s operator for an invitation: hearthline invite.`,
  );
}
