import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import { fromBase64Url, toBase64, toHex, utf8 } from '@/lib/ledger/domain/bytes';
import { formatCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { commitRoot, encodeCommitStatement, leafData, parseCommitStatement } from '@/lib/ledger/domain/commit-statement';
import { commitField, fieldsRoot } from '@/lib/ledger/domain/commitment';
import { encodeHeader, entryDigest, FIRST_PREV, parseHeader } from '@/lib/ledger/domain/header';
import { HeadsMap } from '@/lib/ledger/domain/heads-map';
import { ED25519, formatVkey, makeNoteKey } from '@/lib/ledger/domain/note-key';
import { formatNote } from '@/lib/ledger/domain/signed-note';
import { leafHash, merkleRoot } from '@/lib/ledger/domain/tree';
import type { VisibleField } from '@/lib/ledger/language/wire';
import { rawPublicKey, sha256, signBytes } from '@/lib/ledger/server/hashing';
import { readWholeCommits, storedEntry, type EntryRow, type WholeCommit } from '@/lib/ledger/server/read-whole';
import { updateMap } from '@/lib/ledger/server/update-map';
import { regrow } from './ledger-kinds';
import { otherValue, type Attack, type Kind, type Mutated } from './mutation';
import { putValues } from './stored-values';

/** Whose signatures stand over the rewritten chain: the old ones, an intruder's, or those of keys stolen from the hub. */
type Signing = 'left' | 'own-key' | 'stolen-keys';

interface Rewrite {
  readonly attack: Attack;
  readonly signing: Signing;
  /** The entry whose value is changed. */
  readonly target: number;
  readonly heads: Map<string, { version: number; digest: string }>;
  readonly map: HeadsMap;
}

const INTRUDER = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${'5a'.repeat(32)}`, 'hex'),
  format: 'der',
  type: 'pkcs8',
});
const INTRUDER_KEY = new Uint8Array(createPublicKey(INTRUDER).export({ type: 'spki', format: 'der' }).subarray(-32));

/** Changes one value and makes all else fit: commitments, digests, chains, statements, leaves, head, tiles, map and checkpoints. */
async function rewriteAll(attack: Attack, signing: Signing): Promise<Mutated | undefined> {
  const { client, random } = attack;
  const { rows } = await client.query<{ index: string }>(
    "select index from ledger.disclosure where field_group = 'payment-history' and sealed is not null order by index",
  );
  const target = Number(rows[random.between(0, rows.length - 1)]?.index);
  const rewrite: Rewrite = { attack, signing, target, heads: new Map(), map: new HeadsMap(sha256) };
  const { rows: heads } = await client.query<{ size: string }>('select size from ledger.head');
  for await (const whole of readWholeCommits({ client, subjects: attack.network.worker.subjects }, 0, Number(heads[0]?.size)))
    await rewriteCommit(rewrite, whole);
  await client.query(`update ledger.stream_head h set digest = e.digest from ledger.entry e where e.index = h.index`);
  await regrow(attack);
  await rewriteMap(client);
  await rewriteCheckpoints(client);
  return {};
}

async function rewriteCommit(rewrite: Rewrite, { row, firstIndex, entries }: WholeCommit): Promise<void> {
  const { client } = rewrite.attack;
  const statement = parseCommitStatement(row?.statement.toString('utf8') ?? '');
  if (row === undefined || statement === undefined) throw new Error('The ledger to be rewritten is not sound');
  const written: { entry: EntryRow; digest: string }[] = [];
  for (const entry of entries) written.push({ entry, digest: await rewriteEntry(rewrite, entry) });
  const signer = signerOf(rewrite, statement.organisation);
  const root = toBase64(
    commitRoot(
      written.map(({ digest }) => digest),
      sha256,
    ),
  );
  const key = signer === undefined ? statement.key : toHex(sha256(rawPublicKey(signer)));
  const text = encodeCommitStatement({ ...withoutTag(statement), key, root });
  const signature = signer === undefined ? row.signature : signBytes(signer, utf8(text));
  await client.query('update ledger.commit set statement = $2, signature = $3 where first_index = $1', [
    firstIndex,
    Buffer.from(text),
    signature,
  ]);
  for (const { entry, digest } of written) {
    const leaf = leafData({ digest: Buffer.from(digest, 'hex'), statement: utf8(text), signature }, sha256);
    await client.query('update ledger.entry set leaf = $2 where index = $1', [entry.index, leaf]);
  }
}

function withoutTag(statement: object): Parameters<typeof encodeCommitStatement>[0] {
  return Object.fromEntries(Object.entries(statement).filter(([name]) => name !== 'tag')) as never;
}

function signerOf({ attack, signing }: Rewrite, organisation: string): KeyObject | undefined {
  if (signing === 'left') return undefined;
  return signing === 'own-key' ? INTRUDER : attack.network.worker.keys.find(organisation)?.privateKey;
}

async function rewriteEntry(rewrite: Rewrite, entry: EntryRow): Promise<string> {
  const { client } = rewrite.attack;
  const { wire, stream, version } = storedEntry(entry);
  const fields = new Map(wire.fields.map((field) => [field.name, { ...field, value: rewriteValue(rewrite, field, wire) }]));
  const pairs = (entry.names ?? []).map((name, at) => {
    const { salt, value = null } = fields.get(name) ?? {};
    // Of what was erased only the seal is there: it stays.
    if (salt === undefined) return [name, entry.commitments.subarray(at * 32, (at + 1) * 32)] as const;
    return [name, commitField({ salt: fromBase64Url(salt) ?? new Uint8Array(), name, value }, sha256)] as const;
  });
  const header = parseHeader(wire.header);
  if (header === undefined) throw new Error('The ledger to be rewritten is not sound');
  const prev = rewrite.heads.get(stream)?.digest ?? FIRST_PREV;
  const text = encodeHeader({ ...header, prev, fieldsRoot: toHex(fieldsRoot(pairs, sha256)) });
  const digest = entryDigest(text, sha256);
  rewrite.heads.set(stream, { version, digest });
  rewrite.map.note({ index: wire.index, stream, version, digest });
  await client.query('update ledger.entry set header = $2, commitments = $3, digest = $4 where index = $1', [
    wire.index,
    Buffer.from(text),
    Buffer.concat(pairs.map(([, commitment]) => commitment)),
    Buffer.from(digest, 'hex'),
  ]);
  // Sealed values are bound to the entry's digest, so all are sealed anew.
  for (const group of new Set(entry.groups)) {
    const own = wire.fields.filter((field) => field.group === group).map((field) => fields.get(field.name) ?? field);
    if (own.length > 0) await putValues(rewrite.attack, { index: entry.index, fieldGroup: group, stream, digest }, own);
  }
  return digest;
}

/** The changed value; and what facts of the log itself must say to fit: the map's root, and whose key it is. */
function rewriteValue(
  rewrite: Rewrite,
  { name, value }: VisibleField,
  wire: { index: number; fields: readonly VisibleField[] },
): Canonical {
  const type = wire.fields.find((field) => field.name === '@type')?.value;
  if (wire.index === rewrite.target && name === changedField(wire.fields))
    return otherValue(value, rewrite.attack.random) as Canonical;
  if (type === 'StreamHeads' && name === 'root') {
    const size = wire.fields.find((field) => field.name === 'size')?.value as number;
    return toHex(rewrite.map.rootAt(size) ?? new Uint8Array());
  }
  if (type === 'KeyRegistered' && rewrite.signing === 'own-key') {
    if (name === 'publicKey') return toBase64(INTRUDER_KEY);
    if (name === 'keyId') return toHex(sha256(INTRUDER_KEY));
  }
  return value;
}

function changedField(fields: readonly VisibleField[]): string | undefined {
  return fields.find(({ group, value }) => group === 'payment-history' && typeof value === 'string')?.name;
}

async function rewriteMap(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ size: string }>('select size from ledger.map_state');
  await client.query("update ledger.map_state set size = 0, root = decode(repeat('00', 32), 'hex')");
  await client.query('delete from ledger.map_leaf');
  await client.query('delete from ledger.map_node');
  await updateMap(client, Number(rows[0]?.size), 0);
}

/** The log's own key lies outside Postgres and is not to be had: the intruder puts one of his own in its place. */
async function rewriteCheckpoints(client: PoolClient): Promise<void> {
  const { rows: logs } = await client.query<{ origin: string }>('select origin from ledger.log');
  const origin = logs[0]?.origin ?? '';
  const key = makeNoteKey(origin, ED25519, INTRUDER_KEY, sha256);
  const { rows: entries } = await client.query<{ leaf: Buffer }>('select leaf from ledger.entry order by index');
  const leaves = entries.map(({ leaf }) => leafHash(leaf, sha256));
  const { rows } = await client.query<{ size: string }>('select size from ledger.checkpoint');
  for (const { size } of rows) {
    const root = merkleRoot(leaves.slice(0, Number(size)), sha256);
    const text = formatCheckpoint({ origin, size: Number(size), root });
    const note = formatNote({ text, signatures: [{ name: origin, keyId: key.id, bytes: sign(null, utf8(text), INTRUDER) }] });
    await client.query('update ledger.checkpoint set root = $2, note = $3 where size = $1', [size, root, note]);
  }
  await client.query('update ledger.verifier_key set vkey = $1', [formatVkey(key)]);
}

/** The whole chain rewritten so that it is consistent in itself. */
export const REWRITE_KINDS: readonly Kind[] = [
  { name: 'rewrite all, signatures left', apply: (attack) => rewriteAll(attack, 'left') },
  { name: 'rewrite all, signed with another key', apply: (attack) => rewriteAll(attack, 'own-key') },
  { name: 'rewrite all, signed with stolen keys', apply: (attack) => rewriteAll(attack, 'stolen-keys') },
];
