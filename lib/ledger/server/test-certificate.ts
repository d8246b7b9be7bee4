import { toBase64, toBase64Url } from '@/lib/ledger/domain/bytes';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import { commitRoot, encodeCommitStatement } from '@/lib/ledger/domain/commit-statement';
import { layOutFields } from '@/lib/ledger/domain/commitment';
import { FIRST_PREV } from '@/lib/ledger/domain/header';
import { sealEntry } from '@/lib/ledger/domain/seal-entry';
import type { WireEntry } from '@/lib/ledger/language/wire';
import { hashInto, ORIGIN, SERVICER, sha256, signText } from './test-stream';

/** The fact by which fields of the test ledger's stream `loan/a` are erased; each value may be said otherwise, and the header be another log's. */
export function sealCertificate(
  said: Readonly<Record<string, Canonical>> = {},
  stream = 'erasure/a',
  origin = ORIGIN,
): WireEntry {
  const fact: Record<string, Canonical> = {
    '@type': 'FieldErased', subject: 'loan/a', scope: 'fields', fields: ['upb'], version: null, throughVersion: 3,
    reason: 'asked for', legalBasis: 'a law', ...said,
  }; // prettier-ignore
  const names = Object.keys(fact).sort();
  const salts = names.map(() => toBase64Url(new Uint8Array(16).fill(7)));
  const values = names.map((name) => fact[name] ?? null);
  const place = { origin, stream, version: 1, prev: FIRST_PREV, nonce: toBase64Url(new Uint8Array(16).fill(8)) };
  const sealed = sealEntry({ ...place, names, salts, values, layout: layOutFields(names) }, sha256, hashInto);
  const root = toBase64(commitRoot([sealed.digest], sha256));
  const statement = { origin: ORIGIN, organisation: 'servicer', key: SERVICER.keyId, idempotencyKey: 'erase', count: 1, root };
  return {
    index: 4,
    header: sealed.header,
    commitments: names.map((name, at) => [name, toBase64Url(sealed.commitments.subarray(at * 32, at * 32 + 32))]),
    fields: names.map((name, at) => ({ name, group: 'erasure', salt: salts[at] ?? '', value: fact[name] ?? null })),
    commit: { ...signText(SERVICER, encodeCommitStatement(statement)), path: [], position: 0 },
    recordedAt: '2026-11-03T00:00:00.000Z',
  };
}
