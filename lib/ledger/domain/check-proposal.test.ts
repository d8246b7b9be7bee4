import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { WireProposal } from '@/lib/ledger/language/proposal';
import { toBase64, toBase64Url, type HashInto, type Sha256 } from './bytes';
import type { Canonical } from './canonical';
import { checkProposal } from './check-proposal';
import { layOutFields } from './commitment';
import { commitRoot, encodeCommitStatement } from './commit-statement';
import { sealEntry } from './seal-entry';

const sha256: Sha256 = (message) => new Uint8Array(hash('sha256', message, 'buffer'));
const hashInto: HashInto = (text, into, at) => into.set(sha256(text), at);
const SIGNER = { origin: 'log.example/1', organisation: 'servicer', keyId: 'a'.repeat(64) };
const NAMES = ['@organisation', '@type', 'amount'];

/** A proposal of one fact, as an honest hub lays it out. */
function propose(over: { origin?: string; organisation?: string; says?: string } = {}): WireProposal {
  const origin = over.origin ?? SIGNER.origin;
  const organisation = over.organisation ?? SIGNER.organisation;
  const values: Canonical[] = [over.says ?? organisation, 'PaymentReceived', '100.00'];
  const salts = NAMES.map((_, at) => toBase64Url(new Uint8Array(16).fill(at)));
  const draft = { origin, stream: 'loan/a', version: 3, prev: '0'.repeat(64), nonce: salts[0] ?? '', names: NAMES };
  const entry = sealEntry({ ...draft, layout: layOutFields(NAMES), salts, values }, sha256, hashInto);
  const statement = encodeCommitStatement({
    origin, organisation, key: SIGNER.keyId, idempotencyKey: 'k', count: 1, root: toBase64(commitRoot([entry.digest], sha256)),
  }); // prettier-ignore
  const fields = NAMES.map((name, at) => ({ name, group: 'meta', salt: salts[at] ?? '', value: values[at] ?? null }));
  return {
    id: 'p',
    answerBy: '2026-11-01T00:00:20.000Z',
    keyId: SIGNER.keyId,
    statement,
    entries: [{ header: entry.header, fields }],
  };
}

/** The same with something of its only entry changed. */
function alter(change: (entry: WireProposal['entries'][number]) => object): WireProposal {
  const honest = propose();
  return { ...honest, entries: honest.entries.map((entry) => ({ ...entry, ...change(entry) })) };
}

describe('what an organisation is asked to sign', () => {
  it('is opened from what is hashed', () => {
    const facts = [{ stream: 'loan/a', version: 3, type: 'PaymentReceived', values: expect.objectContaining({ amount: '100.00' }) as unknown }];
    expect(checkProposal(propose(), SIGNER, sha256)).toEqual({ idempotencyKey: 'k', facts });
  }); // prettier-ignore

  it.each([
    ['a statement that is none', { ...propose(), statement: 'sign me' }, 'STATEMENT_MALFORMED'],
    ['another log', propose({ origin: 'log.example/2' }), 'OTHER_LOG'],
    ['another organisation', propose({ organisation: 'owner' }), 'OTHER_ORGANISATION'],
    ['a fact that names another organisation', propose({ says: 'owner' }), 'ENTRY_ALTERED'],
    ['another key', { ...propose(), keyId: 'b'.repeat(64) }, 'OTHER_KEY'],
    ['more entries than it shows', { ...propose(), entries: [] }, 'COUNT_WRONG'],
    ['an entry of another commit', { ...propose(), entries: alter(() => ({ header: propose().entries[0]?.header.replace('"version":3', '"version":4') })).entries }, 'ROOT_WRONG'],
    ['another value than it shows', alter(({ fields }) => ({ fields: fields.map((field) => (field.name === 'amount' ? { ...field, value: '1.00' } : field)) })), 'ENTRY_ALTERED'],
    ['a field that it does not show', alter(({ fields }) => ({ fields: fields.slice(0, 2) })), 'ENTRY_ALTERED'],
    ['a field shown twice', alter(({ fields }) => ({ fields: [...fields, ...fields.slice(2)] })), 'ENTRY_ALTERED'],
    ['a value without canonical form', alter(({ fields }) => ({ fields: fields.map((field) => ({ ...field, value: 0.5 })) })), 'ENTRY_ALTERED'],
    ['a header that is none', alter(() => ({ header: '{}' })), 'ENTRY_ALTERED'],
  ])('is refused for %s', (_, proposal, fault) => {
    expect(checkProposal(proposal, SIGNER, sha256)).toBe(fault);
  }); // prettier-ignore
});
