import fc from 'fast-check';
import { expect, it } from 'vitest';
import { POLICY, proveTestLog } from '@/lib/ledger/server/test-proof';
import { signBytes } from '@/lib/ledger/server/hashing';
import { endorse, makeLogKey, type TestLogKey } from '@/lib/ledger/server/test-log-keys';
import { altered, HUB, ORIGIN, SERVICER, sha256, verifySignature } from '@/lib/ledger/server/test-stream';
import { fromBase64, toBase64, utf8 } from './bytes';
import { formatEntryProof, verifyEntryProof } from './entry-proof';
import type { FaultCode } from './fault';
import { ED25519, makeNoteKey } from './note-key';

const NOW = 1_790_000_000;
const { stream, proof } = proveTestLog({ cosigned: { north: NOW, south: NOW } });
const trust = { origin: ORIGIN, policy: POLICY, now: NOW };
const entry = stream.entries[1];
if (entry === undefined) throw new Error('The test stream has three entries');
const proven = { entry, key: { organisation: 'servicer', publicKey: toBase64(SERVICER.publicKey) } };
const path = (proof.paths[1] ?? []).map((text) => fromBase64(text) ?? new Uint8Array());
const place = { path, checkpoint: proof.checkpoint };
const file = formatEntryProof(proven, place);

const codes = async (text: string): Promise<readonly FaultCode[]> =>
  (await verifyEntryProof(text, trust, { sha256, verifySignature })).faults;
const edited = (edit: Parameters<typeof altered<typeof proven>>[1]): Promise<readonly FaultCode[]> =>
  codes(formatEntryProof(altered(proven, edit), place));

it('shows the values of an entry, who signed it and that it is in the log', async () => {
  const verdict = await verifyEntryProof(file, trust, { sha256, verifySignature });
  expect(verdict).toMatchObject({ faults: [], checkpoint: { size: 5 }, quorumSeconds: NOW, entry: { index: 2 } });
  expect(verdict.entry?.fields.find((field) => field.name === 'upb')?.value).toBe('239000.00');
});

it('is the C2SP form: header, extra, index, path, checkpoint verbatim', () => {
  expect(file.split('\n')[0]).toBe('c2sp.org/tlog-proof@v1');
  expect(file.endsWith(`\n\n${proof.checkpoint}`)).toBe(true);
});

it('names what does not hold', async () => {
  const upb = ({ entry: copy }: { entry: { fields: { name: string; value: unknown }[] } }): void => {
    for (const field of copy.fields) if (field.name === 'upb') field.value = '1.00';
  };
  expect(await edited(upb)).toEqual(['FIELD_ALTERED']);
  expect(await edited(({ key }) => void (key.organisation = 'owner'))).toEqual(['KEY_UNKNOWN']);
  expect(await edited(({ entry: copy }) => void (copy.commit.position = 1))).toEqual(['COMMIT_PATH_WRONG']);
  expect(await codes(formatEntryProof(proven, { ...place, path: path.slice(1) }))).toEqual(['NOT_IN_LOG']);
  expect(await codes(file.replace('\nindex 2\n', '\nindex 0\n'))).toEqual(['NOT_IN_LOG']);
  const few = proveTestLog({ cosigned: { north: NOW } }).proof.checkpoint;
  expect(await codes(formatEntryProof(proven, { path, checkpoint: few }))).toEqual(['QUORUM_MISSING']);
});

it('carries what leads from the key that a reader knows to the one that signed, and nothing else', async () => {
  const key = makeNoteKey(ORIGIN, ED25519, HUB.publicKey, sha256);
  const signing: TestLogKey = {
    key,
    sign: (text) => ({ name: ORIGIN, keyId: key.id, bytes: signBytes(HUB.privateKey, utf8(text)) }),
  };
  const known = makeLogKey(ORIGIN);
  const logKeys = [endorse(known, signing)];
  const older = { ...trust, policy: { ...POLICY, logs: [{ key: known.key, url: undefined }] } };
  const judge = async (said: readonly string[], reader: typeof trust): Promise<unknown> =>
    (await verifyEntryProof(formatEntryProof({ ...proven, logKeys: said }, place), reader, { sha256, verifySignature })).faults;
  expect(await judge(logKeys, older)).toEqual([]);
  expect(await judge(logKeys, trust)).toEqual([]);
  expect(await judge([], older)).toEqual(['CHECKPOINT_UNSIGNED']);
  expect(await judge([...logKeys, endorse(makeLogKey(ORIGIN), known)], trust)).toEqual([]);
  expect(await judge([endorse(known, makeLogKey(ORIGIN))], trust)).toEqual(['PROOF_MALFORMED']);
});

it('survives any bytes: they are malformed or faulty, never an exception', async () => {
  const bytes = Buffer.from(file);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ change;
      expect(await codes(copy.toString('utf8'))).not.toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it.each(['', 'c2sp.org/tlog-proof@v1\nindex 2\n\n', '{}'])('refuses %j as malformed', async (text) => {
  expect(await codes(text)).toEqual(['PROOF_MALFORMED']);
});
