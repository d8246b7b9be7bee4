import { hash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyBytes } from '@/lib/ledger/server/hashing';
import { fromBase64, utf8, type Sha256 } from './bytes';
import { formatCheckpoint } from './checkpoint';
import { cosignatureMessage, encodeCosignature } from './cosignature';
import { COSIGNATURE, formatVkey, makeNoteKey, type NoteKey } from './note-key';
import { parsePolicy } from './parse-policy';
import { verifyNote, type NoteSignature } from './signed-note';
import { isQuorumMet, soundQuorum, type Policy } from './tlog-policy';
import published from './vectors/tlog-policy.json';

const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');
const text = formatCheckpoint({ origin: 'example.com/log', size: 42, root: new Uint8Array(32) });

/** A cosigner of a published secret (`PRIVATE+KEY+<name>+<id>+<base64 of type and seed>`). */
function cosigner(skey: string): { key: NoteKey; signature: NoteSignature } {
  const [, , name = '', , ...seed] = skey.split('+');
  const secret = (fromBase64(seed.join('+')) ?? new Uint8Array()).subarray(1);
  const key = makeNoteKey(name, COSIGNATURE, ed25519.getPublicKey(secret), sha256);
  const bytes = encodeCosignature(1, ed25519.sign(utf8(cosignatureMessage(1, text)), secret));
  return { key, signature: { name, keyId: key.id, bytes } };
}

const cosigners: Readonly<Record<string, ReturnType<typeof cosigner>>> = {
  wit1: cosigner(published.keys.wit1.skey),
  wit2: cosigner(published.keys.wit2.skey),
  wit3: cosigner(published.keys.wit3.skey),
};

function read(template: string): Policy {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const key = cosigners[name]?.key;
    return key === undefined ? '' : formatVkey(key);
  });
  const policy = parsePolicy(filled, sha256);
  if ('refused' in policy) throw new Error(policy.refused);
  return policy;
}

/** A note's cosigners by their names in the policy. */
async function witnessesOf(policy: Policy, signatures: readonly NoteSignature[]): Promise<Set<string>> {
  const keys = policy.witnesses.map(({ key }) => key);
  const verdict = await verifyNote({ text, signatures }, keys, { sha256, verifySignature: verifyBytes });
  const verified = 'verified' in verdict ? verdict.verified : [];
  return new Set(policy.witnesses.filter(({ key }) => verified.includes(key)).map(({ name }) => name));
}

describe('a quorum (published)', () => {
  it.each(published.satisfied.cases)('$desc: $satisfied', async ({ signers, satisfied }) => {
    const policy = read(published.satisfied.policy);
    const signatures = signers.map((name) => cosigners[name]?.signature).filter((signature) => signature !== undefined);
    const witnesses = await witnessesOf(policy, signatures);
    expect(witnesses.size).toBe(signers.length);
    expect(isQuorumMet(policy, witnesses)).toBe(satisfied);
  });

  it('of none is always met, and one of an unknown name never', () => {
    expect(isQuorumMet(read('quorum none'), new Set())).toBe(true);
    expect(isQuorumMet({ ...read('quorum none'), quorum: 'missing' }, new Set(['missing']))).toBe(false);
  });
});

describe('a quorum', () => {
  it('is met by witnesses only, not by whoever bears a group’s name', () => {
    const policy = read('witness a {wit1}\nwitness b {wit2}\ngroup g all a b\nquorum g');
    expect(isQuorumMet(policy, new Set(['g']))).toBe(false);
    expect(isQuorumMet(policy, new Set(['a', 'g', 'none']))).toBe(false);
    expect(isQuorumMet(policy, new Set(['a', 'b']))).toBe(true);
  });

  it('can be one witness', () => {
    const policy = read('witness a {wit1}\nwitness b {wit2}\nquorum a');
    expect([isQuorumMet(policy, new Set(['a'])), isQuorumMet(policy, new Set(['b']))]).toEqual([true, false]);
  });

  it('is sound when two of them share a witness that does not lie', () => {
    expect([soundQuorum(1, 0), soundQuorum(2, 0), soundQuorum(3, 0), soundQuorum(4, 1), soundQuorum(5, 1)]).toEqual([
      1, 2, 2, 3, 4,
    ]);
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.nat({ max: 500 }), (n, f) => {
        const quorum = soundQuorum(n, f);
        const sharedAtLeast = (size: number): number => 2 * size - n;
        expect(sharedAtLeast(quorum)).toBeGreaterThan(f);
        expect(sharedAtLeast(quorum - 1)).toBeLessThanOrEqual(f);
      }),
    );
  });
});
