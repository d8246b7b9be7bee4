import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Sha256 } from '@/lib/ledger/domain/bytes';
import type { ProposedFact } from '@/lib/ledger/domain/check-proposal';
import { handOverOf, isWantedKeyChange, type WantedKeyChange } from './wanted-key-change';

const WANTED: WantedKeyChange = {
  organisation: 'servicer',
  next: { custody: 'organisation', keyId: 'next', publicKey: 'bmV4dA==' },
  known: ['old', 'next'],
};

function registered(over: Record<string, unknown> = {}): ProposedFact {
  const values = { organisation: 'servicer', keyId: 'next', publicKey: 'bmV4dA==', custody: 'organisation', ...over };
  return { stream: 'org/servicer', version: 3, type: 'KeyRegistered', values: values };
}
function retired(over: Record<string, unknown> = {}): ProposedFact {
  const values = { organisation: 'servicer', keyId: 'old', reason: 'rotated', compromisedSince: null, ...over };
  return { stream: 'org/servicer', version: 4, type: 'KeyRetired', values: values };
}

describe('what an organisation signs while it changes its key', () => {
  it('is the registration it asked for, and the retirement of what it had', () => {
    expect(isWantedKeyChange([registered()], WANTED)).toBe(true);
    expect(isWantedKeyChange([retired()], WANTED)).toBe(true);
    const hub = { ...WANTED, next: { custody: 'hub' } } as const;
    expect(isWantedKeyChange([registered({ custody: 'hub', keyId: 'any' })], hub)).toBe(true);
  });

  it.each([
    ['another key', [registered({ keyId: 'stolen' })]],
    ['another public key under its id', [registered({ publicKey: 'b3RoZXI=' })]],
    ['a key for the hub', [registered({ custody: 'hub' })]],
    ['another organisation’s key', [registered({ organisation: 'owner' })]],
    ['another stream', [{ ...registered(), stream: 'org/owner' }]],
    ['a second key beside it', [registered(), registered({ keyId: 'stolen' })]],
    ['the retirement of the next key', [retired({ keyId: 'next' })]],
    ['the retirement of a key that it never had', [retired({ keyId: 'stranger' })]],
    ['that a key was compromised', [retired({ reason: 'compromised', compromisedSince: 0 })]],
    ['something that is not about keys', [retired(), { ...retired(), type: 'PaymentMissed' }]],
    ['nothing', []],
  ])('is not %s', (_, facts) => {
    expect(isWantedKeyChange(facts, WANTED)).toBe(false);
  });
});

describe('a hand-over to another holder', () => {
  const sha256: Sha256 = (message) => new Uint8Array(hash('sha256', message, 'buffer'));
  const keyId = hash('sha256', 'next');
  const offered = (over: Record<string, unknown> = {}): ProposedFact => registered({ keyId, ...over });

  it('names the key that would sign', () => {
    expect(handOverOf([offered()], 'servicer', sha256)).toBe(keyId);
  });

  it.each([
    ['whose id is not that of its key', [offered({ publicKey: 'b3RoZXI=' })]],
    ['of another organisation', [offered({ organisation: 'owner' })]],
    ['to the hub', [offered({ custody: 'hub' })]],
    ['with something else beside it', [offered(), retired()]],
    ['that is a retirement', [retired()]],
    ['of nothing', []],
  ])('is none %s', (_, facts) => {
    expect(handOverOf(facts, 'servicer', sha256)).toBeUndefined();
  });
});
