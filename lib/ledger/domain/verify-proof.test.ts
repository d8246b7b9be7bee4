import { describe, expect, it } from 'vitest';
import { mapLeafOf, proveTestLog } from '@/lib/ledger/server/test-proof';
import {
  altered,
  EXPECTED,
  HUB,
  sealTestLog,
  sha256,
  SERVICER,
  signText,
  verifySignature,
} from '@/lib/ledger/server/test-stream';
import type { WireProof, WireStream } from '@/lib/ledger/language/wire';
import { parseCheckpoint } from './checkpoint';
import type { FaultCode } from './fault';
import { parseNote } from './signed-note';
import { verifyProof, type ProofVerdict } from './verify-proof';
import { verifyStream } from './verify-stream';

const crypto = { sha256, verifySignature };
const honest = proveTestLog();

async function check(read: { stream: WireStream; proof: WireProof } = honest): Promise<ProofVerdict> {
  const checkpoint = parseCheckpoint(parseNote(read.proof.checkpoint)?.text ?? '');
  if (checkpoint === undefined) throw new Error('The checkpoint of a test can be read');
  return verifyProof({ ...read, checkpoint }, EXPECTED, crypto);
}
async function codes(read: { stream: WireStream; proof: WireProof }): Promise<FaultCode[]> {
  return (await check(read)).faults.map((fault) => fault.code);
}

it('shows that a stream is in the log and is all there is', async () => {
  expect(await check()).toEqual({ included: 3, complete: 3, faults: [] });
});

it('says of entries newer than the checkpoint only that they are not covered', async () => {
  const newer = altered(honest.stream, ({ entries }) => {
    const last = structuredClone(entries[2]);
    if (last !== undefined) entries.push({ ...last, index: 9 });
  });
  expect(await check({ ...honest, stream: newer })).toEqual({ included: 3, complete: 3, faults: [] });
});

it('says of entries newer than the map only that they are in the log', async () => {
  const [first, second] = sealTestLog().commits[0]?.entries ?? [];
  if (first === undefined || second === undefined) throw new Error('The test log has two entries');
  const read = proveTestLog({ heads: { size: 2, leaves: [mapLeafOf(first), mapLeafOf(second)] } });
  expect(await check(read)).toEqual({ included: 3, complete: 1, faults: [] });
});

describe('one hub, two readers, one root', () => {
  // The servicer is shown loan/a with three entries; for the owner the hub seals another second entry, and lets it end there.
  const forOwner = sealTestLog({
    draft: (draft) =>
      draft.stream === 'loan/a' && draft.version === 2
        ? { ...draft, values: draft.values.map((value, at) => (draft.names[at] === 'upb' ? '1.00' : value)) }
        : draft,
  });
  const short = altered(forOwner.stream, (stream) => {
    stream.entries.length = 2;
    const last = { ...EXPECTED, version: 2, digest: forOwner.commits[0]?.entries[2]?.digest, size: 4, root: '' };
    stream.head = signText(HUB, JSON.stringify(last));
  });

  it('the chain alone cannot tell: every link of the other record holds', async () => {
    const { links } = await verifyStream(short, EXPECTED, crypto);
    expect(links.flatMap((link) => link.faults)).toEqual([]);
  });

  it('the other record is not in the log', async () => {
    const read = { stream: { ...short, keys: honest.stream.keys }, proof: altered(honest.proof, (proof) => void (proof.paths.length = 2)) };
    expect(await codes(read)).toEqual(['NOT_IN_LOG', 'NOT_IN_LOG', 'END_CONTRADICTED']);
  }); // prettier-ignore

  it('and where it is in the log too, the map has one end for a stream, so one of the two readers sees it', async () => {
    const both = proveTestLog({ log: forOwner });
    const cut = altered(both.stream, ({ entries }) => void (entries.length = 2));
    const proof = altered(both.proof, ({ paths }) => void (paths.length = 2));
    expect(await codes({ stream: cut, proof })).toEqual(['END_CONTRADICTED']);
    const ending = forOwner.commits[0]?.entries ?? [];
    const leaves = [ending[1], ending[2]].flatMap((entry) => (entry === undefined ? [] : [mapLeafOf(entry)]));
    const other = proveTestLog({ log: forOwner, heads: { leaves } });
    const owner = { stream: cut, proof: altered(other.proof, ({ paths }) => void (paths.length = 2)) };
    expect(await codes({ ...owner, stream: { ...cut, keys: other.stream.keys } })).toEqual([]);
    expect(await codes(other)).toEqual(['END_CONTRADICTED']);
  });
});

describe('refuses', () => {
  const proof = (edit: Parameters<typeof altered<WireProof>>[1]): Promise<FaultCode[]> =>
    codes({ ...honest, proof: altered(honest.proof, edit) });

  it('a path of another entry', async () => {
    expect(await proof(({ paths }) => void paths.splice(0, 2, paths[1] ?? [], paths[0] ?? []))).toEqual(['NOT_IN_LOG', 'NOT_IN_LOG']);
    expect(await proof(({ paths }) => void paths.pop())).toEqual(['NOT_IN_LOG']);
  }); // prettier-ignore

  it('another signature over the same statement', async () => {
    const stream = altered(honest.stream, ({ entries }) => {
      for (const entry of entries) entry.commit.signature = signText(SERVICER, 'something else').signature;
    });
    expect(await codes({ ...honest, stream })).toEqual(['NOT_IN_LOG', 'NOT_IN_LOG', 'NOT_IN_LOG']);
  });

  it('positions that do not ascend', async () => {
    const stream = altered(honest.stream, ({ entries }) => Object.assign(entries[0] ?? {}, { index: 7 }));
    expect(await codes({ ...honest, stream })).toContain('INDEX_DISORDERED');
  });

  it('a map that the hub did not sign for, that is of no log stream, or that is not the last entry', async () => {
    const unsigned = altered(honest.stream, ({ keys }) => void Reflect.deleteProperty(keys, HUB.keyId));
    expect(await codes({ ...honest, stream: unsigned })).toEqual(['MAP_NOT_SHOWN']);
    expect(await codes(proveTestLog({ heads: { stream: 'loan/b' } }))).toEqual(['MAP_NOT_SHOWN']);
    expect(await proof(({ heads }) => void (heads.entry.index = 3))).toEqual(['MAP_NOT_SHOWN']);
    expect(await proof(({ heads }) => void heads.path.pop())).toEqual(['MAP_NOT_SHOWN']);
    const [first] = honest.stream.entries;
    expect(await proof(({ heads }) => void Object.assign(heads.entry, first, { index: 4 }))).toEqual(['MAP_NOT_SHOWN']);
  });

  it('an altered root in the map’s entry', async () => {
    const edited = proof(({ heads: { entry } }) => {
      for (const field of entry.fields) if (field.name === 'root') field.value = '00'.repeat(32);
    });
    expect(await edited).toEqual(['MAP_NOT_SHOWN']);
  });

  it('an end that the map does not hold, or none', async () => {
    expect(await proof((copy) => void (copy.end = null))).toEqual(['MAP_PATH_WRONG']);
    expect(await proof(({ end }) => Object.assign(end ?? {}, { version: 2 }))).toEqual(['MAP_PATH_WRONG']);
    expect(await proof(({ end }) => void end?.siblings.pop())).toEqual(['MAP_PATH_WRONG']);
  });
});
