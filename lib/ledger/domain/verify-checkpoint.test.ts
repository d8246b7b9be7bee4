import { describe, expect, it } from 'vitest';
import { POLICY, signCheckpoint } from '@/lib/ledger/server/test-proof';
import { ORIGIN, sha256, verifySignature } from '@/lib/ledger/server/test-stream';
import { ED25519, makeNoteKey } from './note-key';
import { STALE_SECONDS, verifyCheckpoint, type CheckpointTrust } from './verify-checkpoint';

const crypto = { sha256, verifySignature };
const root = sha256('root');
const NOW = 1_790_000_000;
const trust: CheckpointTrust = { origin: ORIGIN, policy: POLICY, now: NOW };
const cosigned = { north: NOW - 30, east: NOW - 20 };
const check = (text: string, changed: Partial<CheckpointTrust> = {}): ReturnType<typeof verifyCheckpoint> =>
  verifyCheckpoint(text, { ...trust, ...changed }, crypto);

it('holds when log and quorum signed, and tells when the quorum stood', async () => {
  expect(await check(signCheckpoint(5, root, cosigned))).toMatchObject({
    checkpoint: { origin: ORIGIN, size: 5 },
    cosigners: [
      { name: 'east', seconds: NOW - 20 },
      { name: 'north', seconds: NOW - 30 },
    ],
    quorumSeconds: NOW - 30,
    faults: [],
  });
});

it('counts the newest words that are enough: an old one beside them does no harm', async () => {
  const verdict = await check(signCheckpoint(5, root, { ...cosigned, south: NOW - 90_000 }));
  expect(verdict).toMatchObject({ quorumSeconds: NOW - 30, faults: [] });
});

describe('is refused', () => {
  it('when it is no note, or no checkpoint', async () => {
    expect((await check('nothing')).faults).toEqual(['CHECKPOINT_MALFORMED']);
  });

  it('when it is of another log, also where that log’s key signed it', async () => {
    expect((await check(signCheckpoint(5, root, cosigned), { origin: 'other.example/1' })).faults).toEqual([
      'CHECKPOINT_OF_OTHER_LOG',
    ]);
  });

  it('when a key of another name signed it, or none', async () => {
    const stranger = makeNoteKey('stranger.example', ED25519, sha256('key'), sha256);
    const policy = { ...POLICY, logs: [{ key: stranger, url: undefined }] };
    expect((await check(signCheckpoint(5, root, cosigned), { policy })).faults).toEqual(['CHECKPOINT_UNSIGNED']);
    expect((await check(signCheckpoint(5, root, {}).replace('\n5\n', '\n6\n'))).faults).toEqual(['CHECKPOINT_UNSIGNED']);
  });

  it('when too few witnesses cosigned: twice by one is one', async () => {
    expect((await check(signCheckpoint(5, root, { north: NOW }))).faults).toEqual(['QUORUM_MISSING']);
  });

  it('when a witness’s line is of another text: it counts as no word, and the others stand', async () => {
    const other = signCheckpoint(6, root, { south: NOW }).split('\n').at(-2) ?? '';
    const honest = signCheckpoint(5, root, cosigned);
    expect(await check(`${honest}${other}\n`)).toMatchObject({ quorumSeconds: NOW - 30, faults: [] });
    const short = `${signCheckpoint(5, root, { north: NOW })}${other}\n`;
    expect((await check(short)).faults).toEqual(['QUORUM_MISSING']);
  });

  it('when the quorum is older than the reader accepts', async () => {
    const text = signCheckpoint(5, root, cosigned);
    expect((await check(text, { now: NOW - 30 + STALE_SECONDS })).faults).toEqual([]);
    expect((await check(text, { now: NOW - 30 + STALE_SECONDS + 1 })).faults).toEqual(['QUORUM_STALE']);
    expect((await check(text, { now: undefined })).faults).toEqual([]);
  });
});

it('asks for no witness where the policy asks for none', async () => {
  const verdict = await check(signCheckpoint(5, root, {}), { policy: { ...POLICY, quorum: 'none' } });
  expect(verdict).toMatchObject({ checkpoint: { size: 5 }, cosigners: [], faults: [] });
  expect(verdict.quorumSeconds).toBeUndefined();
});
