import { describe, expect, it } from 'vitest';
import type { WireEntry } from '@/lib/ledger/language/wire';
import { sealCertificate } from '@/lib/ledger/server/test-certificate';
import { HUB, ORIGIN, SERVICER, sealTestLog, sha256, signText, verifySignature } from '@/lib/ledger/server/test-stream';
import { fromHex, utf8 } from './bytes';
import { leafData } from './commit-statement';
import { entryDigest, parseHeader } from './header';
import { LogVerifier } from './verify-log';

const keys = new Map([[SERVICER.keyId, { organisation: 'servicer', publicKey: SERVICER.publicKey }]]);

/** The faults of the test log, of which loan/a has lost `upb`, with these entries as commits of their own after it. */
async function faultsOf(entries: readonly WireEntry[], valuesHeld = true): Promise<string[]> {
  const verifier = new LogVerifier({ sha256, verifySignature, keys, origin: ORIGIN, valuesHeld });
  for (const { commit, entries: sealed } of sealTestLog().commits)
    await verifier.add(
      commit,
      sealed.map((entry) =>
        entry.stream === 'loan/a'
          ? { ...entry, wire: { ...entry.wire, fields: entry.wire.fields.filter(({ name }) => name !== 'upb') } }
          : entry,
      ),
    );
  for (const wire of entries) {
    const digest = entryDigest(wire.header, sha256);
    const signature = Buffer.from(wire.commit.signature, 'base64');
    const signed = { statement: utf8(wire.commit.statement), signature };
    const leaf = leafData({ digest: fromHex(digest) ?? new Uint8Array(), ...signed }, sha256);
    const entry = { wire, stream: parseHeader(wire.header)?.stream ?? '', version: 1, digest, leaf, commitFirst: wire.index };
    await verifier.add({ firstIndex: wire.index, statement: wire.commit.statement, signature }, [entry]);
  }
  const faults = verifier.finish({ size: verifier.size, root: verifier.root() });
  return faults.map(({ code, index, field }) => [code, index, field].filter((part) => part !== undefined).join(' '));
}

const missing = ['FIELD_MISSING 0 upb', 'FIELD_MISSING 2 upb', 'FIELD_MISSING 3 upb'];

describe('values that are not there', () => {
  it('are missing where nobody erased them, and only for who holds all', async () => {
    expect(await faultsOf([])).toEqual(missing);
    expect(await faultsOf([], false)).toEqual([]);
  });

  it('are accounted for by an erasure that comes later in the log', async () => {
    expect(await faultsOf([sealCertificate()])).toEqual([]);
    expect(await faultsOf([sealCertificate({ scope: 'person', fields: [] })])).toEqual([]);
    expect(await faultsOf([sealCertificate({ throughVersion: 1 })])).toEqual(missing.slice(1));
    expect(await faultsOf([sealCertificate({ fields: ['count'] })])).toEqual(missing);
  });

  it('are not accounted for by one that its organisation did not sign', async () => {
    const certificate = sealCertificate();
    const { signature } = signText(HUB, certificate.commit.statement);
    const forged = { ...certificate, commit: { ...certificate.commit, signature } };
    expect(await faultsOf([forged])).toEqual(['SIGNATURE_WRONG 4', ...missing]);
    // Nor by a good commit that follows.
    const other = { ...sealCertificate({ subject: 'loan/b' }, 'erasure/b'), index: 5 };
    expect(await faultsOf([forged, other])).toEqual(['SIGNATURE_WRONG 4', ...missing]);
  });
});
