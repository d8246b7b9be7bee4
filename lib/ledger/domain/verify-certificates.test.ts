import { describe, expect, it } from 'vitest';
import type { WireEntry, WireStream } from '@/lib/ledger/language/wire';
import { sealCertificate } from '@/lib/ledger/server/test-certificate';
import { EXPECTED, HUB, ORIGIN, SERVICER, sealTestLog, sha256, signText, verifySignature } from '@/lib/ledger/server/test-stream';
import { verifyCertificates } from './verify-certificates';
import { verifyStream } from './verify-stream';

const crypto = { sha256, verifySignature };
const clean = sealTestLog().stream;

/** The clean stream whose `upb` is gone from every entry, with these certificates. */
const erased = (...certificates: WireEntry[]): WireStream => ({
  ...clean,
  certificates,
  entries: clean.entries.map((entry) => ({
    ...entry,
    fields: entry.fields.filter(({ name }) => name !== 'upb'),
    erased: [{ name: 'upb', group: 'payment-history' }],
  })),
});
const codesOf = async (stream: WireStream): Promise<string[]> =>
  (await verifyStream(stream, EXPECTED, crypto)).faults.map(
    ({ code, version, field }) => `${code} ${String(version)} ${String(field)}`,
  );
const unproven = ['ERASURE_UNPROVEN 1 upb', 'ERASURE_UNPROVEN 2 upb', 'ERASURE_UNPROVEN 3 upb'];

describe('a record with erased fields', () => {
  it('holds under a certificate, and tells who erased what and why', async () => {
    const verdict = await verifyStream(erased(sealCertificate()), EXPECTED, crypto);
    expect(verdict.faults).toEqual([]);
    expect(verdict.links.map((link) => link.erased)).toEqual([1, 1, 1]);
    expect(verdict.links.map((link) => link.withheld)).toEqual([0, 0, 0]);
    expect(verdict.erasures).toMatchObject([
      { organisation: 'servicer', reason: 'asked for', legalBasis: 'a law', recordedAt: '2026-11-03T00:00:00.000Z' },
    ]);
  });

  it('does not hold for what no certificate covers', async () => {
    expect(await codesOf(erased())).toEqual(unproven);
    expect(await codesOf(erased(sealCertificate({ throughVersion: 2 })))).toEqual(unproven.slice(2));
    expect(await codesOf(erased(sealCertificate({ version: 2 })))).toEqual([unproven[0], unproven[2]]);
    expect(await codesOf(erased(sealCertificate({ fields: ['count'] })))).toEqual(unproven);
    expect(await codesOf(erased(sealCertificate({ scope: 'person', fields: [] })))).toEqual([]);
  });

  it('names a field as erased only if it was sealed', async () => {
    const [first, ...rest] = erased(sealCertificate()).entries;
    if (first === undefined) throw new Error('The test stream is empty');
    const entries = [{ ...first, erased: [...(first.erased ?? []), { name: 'never', group: 'x' }] }, ...rest];
    expect(await codesOf({ ...erased(sealCertificate()), entries })).toEqual(['FIELD_UNKNOWN 1 never']);
  });
});

describe('a certificate', () => {
  const good = sealCertificate();
  const forged = signText(HUB, good.commit.statement);
  const field = (name: string, value: string): WireEntry => ({
    ...good,
    fields: good.fields.map((each) => (each.name === name ? { ...each, value } : each)),
  });

  it.each<[string, WireEntry, string]>([
    ['of another stream', sealCertificate({}, 'erasure/b'), ORIGIN],
    ['of another log', good, 'other.example/1'],
    ['of an entry of another log, signed in this one', sealCertificate({}, 'erasure/a', 'other.example/1'), ORIGIN],
    ['of which a value was changed', field('scope', 'person'), ORIGIN],
    ['that another key signed', { ...good, commit: { ...good.commit, signature: forged.signature } }, ORIGIN],
    ['whose header was changed', { ...good, header: good.header.replace('erasure/a', 'erasure/c') }, ORIGIN],
  ])('%s does not count', async (_, certificate, origin) => {
    expect(await verifyCertificates({ certificates: [certificate], keys: clean.keys }, [{ origin, from: 0 }], crypto)).toEqual(
      [],
    );
  });

  it('counts only under a key that is its organisation’s', async () => {
    const keys = { [SERVICER.keyId]: { organisation: 'owner', publicKey: clean.keys[SERVICER.keyId]?.publicKey ?? '' } };
    expect(await verifyCertificates({ certificates: [good], keys }, [{ origin: ORIGIN, from: 0 }], crypto)).toEqual([]);
    expect(
      await verifyCertificates({ certificates: [good], keys: clean.keys }, [{ origin: ORIGIN, from: 0 }], crypto),
    ).toHaveLength(1);
    expect(await verifyCertificates({ keys: clean.keys }, [{ origin: ORIGIN, from: 0 }], crypto)).toEqual([]);
  });
});
