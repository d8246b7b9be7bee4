import { expect, it } from 'vitest';
import type { FeedKey } from '@/lib/ledger/language/feed';
import { HUB, SERVICER, sha256 } from '@/lib/ledger/server/test-stream';
import { toBase64 } from './bytes';
import { mergeKeys } from './merge-keys';

const told: FeedKey = {
  keyId: SERVICER.keyId, organisation: 'servicer', publicKey: toBase64(SERVICER.publicKey), custody: 'hub',
  fromIndex: 0, untilIndex: null, retiredReason: null,
}; // prettier-ignore
const known = new Map([[SERVICER.keyId, { organisation: 'servicer', publicKey: SERVICER.publicKey, until: 7 }]]);

it('learns keys, and that one was withdrawn', () => {
  expect(mergeKeys(new Map(), [told], sha256)).toEqual({
    keys: new Map([[SERVICER.keyId, { organisation: 'servicer', publicKey: SERVICER.publicKey, until: undefined }]]),
  });
  const live = new Map([[SERVICER.keyId, { organisation: 'servicer', publicKey: SERVICER.publicKey }]]);
  expect(mergeKeys(live, [{ ...told, untilIndex: 7 }], sha256)).toEqual({ keys: known });
  expect(mergeKeys(known, [], sha256)).toEqual({ keys: known });
});

it.each([
  ['is another’s', { ...told, organisation: 'owner', untilIndex: 7 }],
  ['is given back', told],
  ['is withdrawn for other entries', { ...told, untilIndex: 3 }],
  ['is not what its id says', { ...told, publicKey: toBase64(HUB.publicKey), untilIndex: 7 }],
])('finds out that a known key %s', (_, changed) => {
  expect(mergeKeys(known, [changed], sha256)).toEqual({ changed: SERVICER.keyId });
});
