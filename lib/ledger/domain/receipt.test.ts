import { describe, expect, it } from 'vitest';
import { HUB, SERVICER, sha256, signText, verifySignature } from '@/lib/ledger/server/test-stream';
import { toBase64 } from './bytes';
import { encodeReceipt, judgeReceipt, parseReceipt, RECEIPTS, verifyReceipt, type Receipt } from './receipt';

const crypto = { sha256, verifySignature };
const receipt: Receipt = {
  origin: 'test.example/1',
  commit: 'ab'.repeat(32),
  firstIndex: 7,
  count: 2,
  recordedAt: '2026-11-02T10:00:00.000Z',
  includeBy: '2026-11-02T10:01:00.000Z',
  key: HUB.keyId,
};
const keys = { [HUB.keyId]: { organisation: RECEIPTS, publicKey: toBase64(HUB.publicKey) } };

describe('a receipt', () => {
  it('is read back from exactly its signed text', async () => {
    expect(parseReceipt(encodeReceipt(receipt))).toMatchObject(receipt);
    expect(await verifyReceipt(signText(HUB, encodeReceipt(receipt)), keys, crypto)).toMatchObject(receipt);
  });

  it.each([
    ['another order of members', encodeReceipt(receipt).replace('{"commit"', '{ "commit"')],
    ['another tag', encodeReceipt(receipt).replace('receipt/v1', 'receipt/v2')],
    ['no entries', encodeReceipt({ ...receipt, count: 0 })],
    ['a time of another form', encodeReceipt({ ...receipt, includeBy: '2026-11-02T10:01:00Z' })],
    ['a member more', encodeReceipt({ ...receipt, extra: 1 } as Receipt)],
    ['no JSON', 'nothing'],
  ])('is refused with %s', (_, text) => {
    expect(parseReceipt(text)).toBeUndefined();
  });

  it('is nobody’s word when another key signed it, when the key is another’s, or when the text was changed', async () => {
    const text = encodeReceipt(receipt);
    expect(await verifyReceipt(signText(SERVICER, text), keys, crypto)).toBeUndefined();
    const others = { [HUB.keyId]: { organisation: 'hub', publicKey: toBase64(HUB.publicKey) } };
    expect(await verifyReceipt(signText(HUB, text), others, crypto)).toBeUndefined();
    const lying = { [HUB.keyId]: { organisation: RECEIPTS, publicKey: toBase64(SERVICER.publicKey) } };
    expect(await verifyReceipt(signText(SERVICER, text), lying, crypto)).toBeUndefined();
    const { signature } = signText(HUB, text);
    expect(await verifyReceipt({ statement: encodeReceipt({ ...receipt, firstIndex: 8 }), signature }, keys, crypto)).toBeUndefined();
  }); // prettier-ignore
});

describe('its promise', () => {
  const before = receipt.includeBy;
  const after = '2026-11-02T10:01:00.001Z';
  const shown = new Map([[7, receipt.commit]]);

  it('is open until its time, and then broken unless the checkpoint covers all of the commit', () => {
    expect(judgeReceipt(receipt, { size: 8, commits: shown }, before)).toBe('open');
    expect(judgeReceipt(receipt, { size: 8, commits: shown }, after)).toBe('broken');
    expect(judgeReceipt(receipt, { size: 9, commits: shown }, after)).toBe('kept');
  });

  it('is broken when the reader is shown nothing there, or another commit, however early', () => {
    expect(judgeReceipt(receipt, { size: 20, commits: new Map() }, after)).toBe('broken');
    expect(judgeReceipt(receipt, { size: 20, commits: new Map([[7, 'cd'.repeat(32)]]) }, before)).toBe('broken');
  });
});
