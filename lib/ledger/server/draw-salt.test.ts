import { describe, expect, it } from 'vitest';
import { fromBase64Url } from '@/lib/ledger/domain/bytes';
import { drawSalt } from './draw-salt';

describe('salts', () => {
  it('are each 16 bytes in canonical base64url, and no two the same', () => {
    const salts = Array.from({ length: 5_000 }, drawSalt);
    expect(salts.every((salt) => fromBase64Url(salt)?.length === 16)).toBe(true);
    expect(new Set(salts).size).toBe(salts.length);
  });

  it('are random in every byte', () => {
    const bytes = Array.from({ length: 3_000 }, () => fromBase64Url(drawSalt()) ?? new Uint8Array());
    for (let at = 0; at < 16; at += 1) expect(new Set(bytes.map((each) => each[at])).size).toBeGreaterThan(200);
  });
});
