import { createCipheriv, createHmac, hash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openValues } from './open-values';
import { sealValue, sealValues } from './sealed-values';
import type { ValuesToSeal } from './values-row';

const key = randomBytes(32);
const salt = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
const digest = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const row = fc
  .record({
    digest,
    group: fc.constantFrom('meta', 'identity', 'payment-history'),
    fields: fc.array(fc.tuple(salt, fc.string({ unit: 'binary' })), { maxLength: 8 }),
  })
  .map(({ fields, ...place }) => ({
    ...place,
    salts: fields.map(([each]) => each),
    values: JSON.stringify(fields.map(([, value]) => value)),
  }));
const rows = fc.array(row, { minLength: 1, maxLength: 12 });

function open(sealed: Uint8Array, { salts, digest, group }: ValuesToSeal, under = key): string | undefined {
  return openValues([{ sealed, count: salts.length, digest, group }], under)[0]?.values;
}

/** As docs/ledger-format.md describes a row, by other means than the product's. */
function sealByTheBook({ digest, group, salts, values }: ValuesToSeal, nonce: Buffer, block: number): Buffer {
  const derive = (purpose: string): Buffer =>
    hash('sha256', Buffer.concat([Buffer.from(`hearthline/values/v2/${purpose}\n`), key]), 'buffer');
  const plain = Buffer.concat([...salts.map((each) => Buffer.from(each, 'base64url')), Buffer.from(values)]);
  const counter = Buffer.concat([nonce, Buffer.alloc(4)]);
  counter.writeUInt32BE(block, 12);
  const kept = Buffer.concat([counter, createCipheriv('aes-256-ctr', derive('encrypt'), counter).update(plain)]);
  const bound = `hearthline/values/v2\n${digest}\n${group}\n`;
  const tag = createHmac('sha256', derive('authenticate')).update(bound).update(kept).digest().subarray(0, 16);
  return Buffer.concat([kept, tag]);
}

describe('sealed values', () => {
  it('open to what was sealed: all together, some of them, or each alone', () => {
    fc.assert(
      fc.property(rows, fc.func(fc.boolean()), (all, picks) => {
        const kept = sealValues(all, key).map((sealed, at) => ({ row: all[at] ?? fail(), sealed }));
        const some = kept.filter((_, at) => picks(at));
        for (const { row, sealed } of kept) expect(open(sealed, row)).toBe(row.values);
        for (const chosen of [kept, some, [...some].reverse()]) {
          const opened = openValues(
            chosen.map(({ row, sealed }) => ({ ...row, sealed, count: row.salts.length })),
            key,
          );
          expect(opened.map((each) => each?.values)).toEqual(chosen.map(({ row }) => row.values));
          const salts = chosen.map(({ row }) => Buffer.concat(row.salts.map((each) => Buffer.from(each, 'base64url'))));
          expect(opened.map((each) => each?.salts)).toEqual(salts);
        }
      }),
    );
  });

  it('are what the format says (docs/ledger-format.md)', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const sealed = sealValues(all, key);
        for (const [at, row] of all.entries()) {
          const own = sealed[at] ?? fail();
          const byTheBook = sealByTheBook(row, own.subarray(0, 12), own.readUInt32BE(12));
          expect(own.equals(byTheBook)).toBe(true);
        }
      }),
    );
  });

  it('never use a block of the key stream twice', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const sealed = sealValues(all, key);
        const used = sealed.flatMap((own) => {
          const blocks = Math.ceil((own.length - 32) / 16);
          return Array.from({ length: blocks }, (_, at) => own.readUInt32BE(12) + at);
        });
        expect(new Set(used).size).toBe(used.length);
      }),
    );
  });

  it('do not open when a bit was changed, under another key, for another entry, group or number of fields', () => {
    fc.assert(
      fc.property(row, fc.nat(), (values, at) => {
        const sealed = sealValue(values, key);
        const flipped = Buffer.from(sealed);
        flipped[at % sealed.length] = (flipped[at % sealed.length] ?? 0) ^ 1;
        expect(open(flipped, values)).toBeUndefined();
        expect(open(sealed, values, randomBytes(32))).toBeUndefined();
        expect(open(sealed, { ...values, digest: 'cd'.repeat(32) })).toBeUndefined();
        expect(open(sealed, { ...values, group: 'escrow' })).toBeUndefined();
        expect(open(sealed.subarray(0, 20), values)).toBeUndefined();
        const more = Array.from({ length: sealed.length }, () => randomBytes(16).toString('base64url'));
        expect(open(sealed, { ...values, salts: more })).toBeUndefined();
      }),
    );
  });

  it('leave what lies beside an altered row as it was', () => {
    fc.assert(
      fc.property(rows, fc.nat(), (all, which) => {
        const sealed = sealValues(all, key);
        const hit = which % all.length;
        sealed[hit] = Buffer.from(sealed[hit] ?? fail()).fill(0, 0, 1);
        sealed[hit][0] = (sealed[hit][0] ?? 0) ^ 0xff;
        const altered = all.map((row, at) => ({ ...row, sealed: sealed[at] ?? fail(), count: row.salts.length }));
        const opened = openValues(altered, key).map((each) => each?.values);
        const expected = all.map(({ values }, at) => (at === hit ? undefined : values));
        expect(opened.filter((_, at) => at !== hit)).toEqual(expected.filter((_, at) => at !== hit));
      }),
    );
  });

  it('show nothing of the values, and are never sealed alike twice', () => {
    const place = { digest: 'ab'.repeat(32), group: 'identity' };
    const values = { ...place, salts: [randomBytes(16).toString('base64url')], values: '["Ana Rivera"]' };
    const seals = Array.from({ length: 3_000 }, () => sealValue(values, key));
    expect(seals[0]?.includes('Rivera')).toBe(false);
    expect(new Set(seals.map((each) => each.subarray(0, 12).toString('hex'))).size).toBe(3_000);
  });
});

describe('values that an older release sealed', () => {
  it('open among newer ones, and not when a bit was changed', () => {
    fc.assert(
      fc.property(rows, fc.nat(), (all, which) => {
        const kept = sealValues(all, key).map((sealed, at) => {
          const values = all[at] ?? fail();
          return { ...values, count: values.salts.length, sealed: at % 2 === 0 ? sealAsBefore(values) : sealed };
        });
        expect(openValues(kept, key).map((each) => each?.values)).toEqual(all.map(({ values }) => values));
        const flipped = Buffer.from(kept[0]?.sealed ?? fail());
        flipped[which % flipped.length] = (flipped[which % flipped.length] ?? 0) ^ 1;
        expect(open(flipped, all[0] ?? fail())).toBeUndefined();
      }),
    );
  });
});

/** AES-256-GCM under the person's key, as releases before this one sealed each row. */
function sealAsBefore({ digest, group, salts, values }: ValuesToSeal): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`hearthline/values/v1\n${digest}\n${group}`));
  const plain = Buffer.concat([...salts.map((each) => Buffer.from(each, 'base64url')), Buffer.from(values)]);
  const bytes = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, bytes, cipher.getAuthTag()]);
}

function fail(): never {
  throw new Error('There is one for each');
}
