import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifyStrictly } from './ed25519-strict';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const SPKI = bytes('302a300506032b6570032100');

function verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}

/** RFC 8032 §7.1, tests 1 to 3 and SHA(abc), whose key has the sign bit: public key, message, signature. */
const VECTORS = [
  [
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
  [
    'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  ],
] as const;

const [key, message, signature] = VECTORS[1];
const good = { publicKey: bytes(key), message: bytes(message), signature: bytes(signature) };

/** The order of the group (RFC 8032 §5.1), by its own formula. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const P = 2n ** 255n - 19n;

const toLittleEndian = (value: bigint): Uint8Array => bytes(value.toString(16).padStart(64, '0')).reverse();
const fromLittleEndian = (some: Uint8Array): bigint => BigInt(`0x${Buffer.from(some).reverse().toString('hex')}`);

/** A platform that would take anything, so that what is refused is refused here. */
const lax = (): boolean => true;

describe('a strict signature check', () => {
  it.each(VECTORS)('accepts the published vector of key %s', async (publicKey, said, signed) => {
    const what = { publicKey: bytes(publicKey), message: bytes(said), signature: bytes(signed) };
    expect(await verifyStrictly(what, verifySignature)).toBe(true);
    expect(await verifyStrictly({ ...what, message: bytes(`${said}00`) }, verifySignature)).toBe(false);
  });

  it('refuses S ≥ L, by which anyone could make a second signature of a first', async () => {
    const s = fromLittleEndian(good.signature.subarray(32));
    for (const malleable of [s + L, L, L + 1n, 2n ** 256n - 1n]) {
      const forged = Uint8Array.from([...good.signature.subarray(0, 32), ...toLittleEndian(malleable)]);
      expect(await verifyStrictly({ ...good, signature: forged }, lax)).toBe(false);
    }
    const largest = Uint8Array.from([...good.signature.subarray(0, 32), ...toLittleEndian(L - 1n)]);
    expect(await verifyStrictly({ ...good, signature: largest }, lax)).toBe(true);
  });

  it.each([
    ['order 1', '0100000000000000000000000000000000000000000000000000000000000000'],
    ['order 2', 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['order 4', '0000000000000000000000000000000000000000000000000000000000000000'],
    ['order 4, with the sign', '0000000000000000000000000000000000000000000000000000000000000080'],
    ['order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
    ['order 8, the other', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
    ['order 8, the other, with the sign', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'],
    ['order 8, with the sign', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85'],
  ])('refuses a key of %s, which signs anything for anybody', async (_, small) => {
    expect(await verifyStrictly({ ...good, publicKey: bytes(small) }, lax)).toBe(false);
  });

  it('refuses a key that is not written in its one canonical form', async () => {
    for (const y of [P, P + 1n, P + 18n])
      for (const sign of [0n, 2n ** 255n])
        expect(await verifyStrictly({ ...good, publicKey: toLittleEndian(y + sign) }, lax)).toBe(false);
  });

  it('refuses keys and signatures of another length before it asks the platform', async () => {
    for (const length of [0, 31, 33, 64])
      expect(await verifyStrictly({ ...good, publicKey: new Uint8Array(length).fill(9) }, lax)).toBe(false);
    for (const length of [0, 32, 63, 65])
      expect(await verifyStrictly({ ...good, signature: new Uint8Array(length) }, lax)).toBe(false);
  });

  it('takes a platform that throws or refuses for a signature that does not fit', async () => {
    const throws = (): boolean => {
      throw new Error('not a point');
    };
    expect(await verifyStrictly(good, throws)).toBe(false);
    expect(await verifyStrictly(good, () => Promise.reject(new Error('not a point')))).toBe(false);
    expect(await verifyStrictly(good, () => Promise.resolve(false))).toBe(false);
  });
});
