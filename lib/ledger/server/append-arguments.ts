import { integerArray, textArray } from '@/lib/platform/server/binary-array';
import { SALT_BYTES } from '@/lib/ledger/domain/commitment';
import type { SealedCommit } from './seal-commit';

/** Lays a batch of sealed commits out as the arguments of the SQL function `ledger.append`, in its order. */
export function appendArguments(commits: readonly SealedCommit[]): Buffer[] {
  const facts = flatten(commits.map((commit) => commit.facts));
  const rowsOfFacts = flatten(commits.map((commit) => commit.rows));
  const rows = flatten(rowsOfFacts);
  return [
    textArray(commits.map((commit) => commit.organisation)),
    textArray(commits.map((commit) => commit.idempotencyKey)),
    Buffer.concat(commits.map((commit) => commit.requestHash)),
    textArray(commits.map((commit) => commit.statement)),
    Buffer.concat(commits.map((commit) => commit.signature)),
    integerArray(flatten(commits.map((commit, at) => commit.facts.map(() => at + 1)))),
    textArray(facts.map((fact) => fact.stream)),
    integerArray(facts.map((fact) => fact.version)),
    Buffer.from(facts.map((fact) => fact.previous).join(''), 'hex'),
    integerArray(facts.map((fact) => fact.shape.id)),
    Buffer.from(facts.map((fact) => fact.entry.digest).join(''), 'hex'),
    textArray(facts.map((fact) => fact.entry.header)),
    Buffer.concat(facts.map((fact) => fact.entry.commitments)),
    ends(facts.map((fact) => fact.entry.commitments.length)),
    integerArray(flatten(rowsOfFacts.map((own, at) => own.map(() => at + 1)))),
    textArray(rows.map((row) => row.group)),
    textArray(rows.map((row) => row.values)),
    packSalts(rows.map((row) => row.salts)),
    ends(rows.map((row) => row.salts.length * SALT_BYTES)),
    Buffer.concat(rows.map((row) => row.sealed)),
    ends(rows.map((row) => row.sealed.length)),
  ];
}

/** By hand and not by `flatMap`, which takes several times as long: a batch has thousands of facts. */
function flatten<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const flat: Item[] = [];
  for (const list of lists) for (const item of list) flat.push(item);
  return flat;
}

/** The running end offsets of byte strings laid one after another. */
function ends(lengths: readonly number[]): Buffer {
  let at = 0;
  return integerArray(lengths.map((length) => (at += length)));
}

/** The bytes of salts in base64url, one after another. */
function packSalts(lists: readonly (readonly string[])[]): Buffer {
  const packed = Buffer.allocUnsafe(lists.reduce((sum, list) => sum + list.length, 0) * SALT_BYTES);
  let at = 0;
  for (const list of lists) for (const salt of list) at += packed.write(salt, at, 'base64url');
  return packed;
}
