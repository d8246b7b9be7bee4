import { fromHex, toBase64, toBase64Url, toHex, utf8 } from '@/lib/ledger/domain/bytes';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import { layOutFields } from '@/lib/ledger/domain/commitment';
import { formatCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { commitRoot, encodeCommitStatement, leafData } from '@/lib/ledger/domain/commit-statement';
import { cosignatureMessage, encodeCosignature } from '@/lib/ledger/domain/cosignature';
import { FIRST_PREV } from '@/lib/ledger/domain/header';
import { COSIGNATURE, ED25519, makeNoteKey, type NoteKey } from '@/lib/ledger/domain/note-key';
import { sealEntry } from '@/lib/ledger/domain/seal-entry';
import { formatNote } from '@/lib/ledger/domain/signed-note';
import { nodeBytes, pathIn, streamKey, subtreeOf, type MapLeaf } from '@/lib/ledger/domain/stream-map';
import type { Policy } from '@/lib/ledger/domain/tlog-policy';
import { inclusionPath, leafHash, merkleRoot } from '@/lib/ledger/domain/tree';
import { HUB as HUB_NAME, LOG_STREAM } from '@/lib/ledger/language/facts';
import type { WireEntry, WireProof, WireStream } from '@/lib/ledger/language/wire';
import { EXPECTED, hashInto, HUB, ORIGIN, sealTestLog, sha256, SERVICER, signText, type TestLog } from './test-stream';

const WITNESSES = ['north', 'east', 'south'];
const witnessKey = (name: string): NoteKey => makeNoteKey(`${name}.example`, COSIGNATURE, SERVICER.publicKey, sha256);
const LOG_KEY = makeNoteKey(ORIGIN, ED25519, HUB.publicKey, sha256);

/** Two of three witnesses must have cosigned. */
export const POLICY: Policy = {
  logs: [{ key: LOG_KEY, url: undefined }],
  witnesses: WITNESSES.map((name) => ({ name, key: witnessKey(name), url: undefined })),
  groups: [{ name: 'most', threshold: 2, members: WITNESSES }],
  quorum: 'most',
};

/** What may differ from an honest proof: the map a hub commits, and which witnesses cosigned when (POSIX seconds). */
export interface ProofChanges {
  readonly log?: TestLog;
  readonly heads?: { readonly size?: number; readonly leaves?: readonly MapLeaf[]; readonly stream?: string };
  readonly cosigned?: Readonly<Record<string, number>>;
}

/** The test ledger's stream `loan/a` with a proof under a checkpoint that ends with the map of stream heads. */
export function proveTestLog({ log = sealTestLog(), heads = {}, cosigned = {} }: ProofChanges = {}): {
  stream: WireStream;
  proof: WireProof;
} {
  const entries = log.commits.flatMap((each) => each.entries);
  const map = heads.leaves ?? entries.reverse().filter(isNewest).map(mapLeafOf);
  const end = entries.length;
  const heading = sealHeads({ size: heads.size ?? end, root: mapRoot(map), at: end, stream: heads.stream ?? LOG_STREAM });
  const leaves = [...log.commits.flatMap((each) => each.entries.map((entry) => leafHash(entry.leaf, sha256))), heading.leaf];
  const path = (index: number): string[] => inclusionPath(leaves, index, sha256).map(toBase64);
  const key = streamKey(EXPECTED.stream, sha256);
  const own = map.find((leaf) => Buffer.compare(leaf.key, key) === 0);
  const siblings = pathIn(map, key, 0, sha256)?.map(toBase64) ?? [];
  return {
    stream: {
      ...log.stream,
      keys: { ...log.stream.keys, [HUB.keyId]: { organisation: HUB_NAME, publicKey: toBase64(HUB.publicKey) } },
    },
    proof: {
      checkpoint: signCheckpoint(leaves.length, merkleRoot(leaves, sha256), cosigned),
      paths: log.stream.entries.map((entry) => path(entry.index)),
      heads: { entry: heading.entry, path: path(end) },
      end: own === undefined ? null : { version: own.version, digest: toHex(own.digest), siblings },
    },
  };
}

/** A checkpoint signed by the test log, cosigned by some witnesses at some times. */
export function signCheckpoint(size: number, root: Uint8Array, cosigned: Readonly<Record<string, number>>): string {
  const text = formatCheckpoint({ origin: ORIGIN, size, root });
  const signed = { name: ORIGIN, keyId: LOG_KEY.id, bytes: signed64(HUB, text) };
  const cosignatures = Object.entries(cosigned).map(([name, seconds]) => {
    const { name: keyName, id: keyId } = witnessKey(name);
    return {
      name: keyName,
      keyId,
      bytes: encodeCosignature(seconds, signed64(SERVICER, cosignatureMessage(seconds, text))),
    };
  });
  return formatNote({ text, signatures: [signed, ...cosignatures] });
}

function signed64(key: typeof HUB, text: string): Uint8Array {
  return Buffer.from(signText(key, text).signature, 'base64');
}

function isNewest({ stream }: { stream: string }, at: number, newestFirst: readonly { stream: string }[]): boolean {
  return newestFirst.findIndex((each) => each.stream === stream) === at;
}

/** A stream's end as the map holds it. */
export function mapLeafOf({ stream, version, digest }: { stream: string; version: number; digest: string }): MapLeaf {
  return { key: streamKey(stream, sha256), version, digest: fromHex(digest) ?? new Uint8Array() };
}

function mapRoot(leaves: readonly MapLeaf[]): string {
  return toHex(nodeBytes(subtreeOf(leaves, 0, sha256)));
}

/** The hub's entry that commits the map, as the log's last. */
function sealHeads(heads: { size: number; root: string; at: number; stream: string }): { entry: WireEntry; leaf: Uint8Array } {
  const names = ['@type', 'root', 'size'];
  const values: readonly Canonical[] = ['StreamHeads', heads.root, heads.size];
  const salts = names.map(() => toBase64Url(new Uint8Array(16).fill(5)));
  const nonce = toBase64Url(new Uint8Array(16).fill(6));
  const { stream } = heads;
  const place = { origin: ORIGIN, stream, version: 1, prev: FIRST_PREV };
  const sealed = sealEntry({ ...place, nonce, salts, names, values, layout: layOutFields(names) }, sha256, hashInto);
  const root = toBase64(commitRoot([sealed.digest], sha256));
  const idempotencyKey = `heads/${String(heads.size)}`;
  const signed = signText(
    HUB,
    encodeCommitStatement({ origin: ORIGIN, organisation: HUB_NAME, key: HUB.keyId, idempotencyKey, count: 1, root }),
  );
  const digest = fromHex(sealed.digest) ?? new Uint8Array();
  const bytes = { digest, statement: utf8(signed.statement), signature: Buffer.from(signed.signature, 'base64') };
  const entry: WireEntry = {
    index: heads.at,
    header: sealed.header,
    commitments: names.map((name, at) => [name, toBase64Url(sealed.commitments.subarray(at * 32, at * 32 + 32))]),
    fields: names.map((name, at) => ({
      name,
      group: 'log',
      salt: salts[at] ?? '',
      value: values[at] ?? null,
    })),
    commit: { ...signed, path: [], position: 0 },
    recordedAt: '2026-11-02T00:00:00.000Z',
  };
  return { entry, leaf: leafHash(leafData(bytes, sha256), sha256) };
}
