import type { FeedKey } from '@/lib/ledger/language/feed';
import { fromBase64, sameBytes, toHex, type Sha256 } from './bytes';
import type { KnownKey } from './verify-commit';

/**
 * The keys that a follower knows with those that a hub tells it (hostile). A key stays what it was: whose it is never changes, and
 * one that was withdrawn is not given back. Answers the id of a key of which something else is told.
 */
export function mergeKeys(
  known: ReadonlyMap<string, KnownKey>,
  told: readonly FeedKey[],
  sha256: Sha256,
): { readonly keys: ReadonlyMap<string, KnownKey> } | { readonly changed: string } {
  const keys = new Map(known);
  for (const { keyId, organisation, publicKey: base64, untilIndex } of told) {
    const publicKey = fromBase64(base64) ?? new Uint8Array();
    const before = known.get(keyId);
    if (toHex(sha256(publicKey)) !== keyId) return { changed: keyId };
    if (before !== undefined && !agrees(before, { organisation, publicKey, until: untilIndex ?? undefined }))
      return { changed: keyId };
    keys.set(keyId, { organisation, publicKey, until: untilIndex ?? undefined });
  }
  return { keys };
}

function agrees(before: KnownKey, after: KnownKey): boolean {
  const same = before.organisation === after.organisation && sameBytes(before.publicKey, after.publicKey);
  return same && (before.until === undefined || before.until === after.until);
}
