import { integerArray, textArray } from '@/lib/platform/server/binary-array';
import { SALT_BYTES } from '@/lib/ledger/domain/commitment';
import type { SealedCommit, SealedFact } from './seal-commit';

const DIGEST_BYTES = 32;

/** Lays a batch of sealed commits out as the arguments of the SQL function `ledger.append`, in its order. */
export function appendArguments(commits: readonly SealedCommit[]): Buffer[] {
  const facts = flatten(commits.map((commit) => commit.facts));
  const disclosures = flatten(facts.map(disclose));
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
    ...pack(
      facts.map((fact) => fact.entry.commitments),
      DIGEST_BYTES,
    ),
    integerArray(flatten(facts.map((fact, at) => fact.shape.parts.map(() => at + 1)))),
    textArray(disclosures.map((row) => row.group)),
    textArray(disclosures.map((row) => row.values)),
    ...pack(
      disclosures.map((row) => row.salts),
      SALT_BYTES,
    ),
  ];
}

/** By hand and not by `flatMap`, which takes several times as long: a batch has tens of thousands of salts and commitments. */
function flatten<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const flat: Item[] = [];
  for (const list of lists) for (const item of list) flat.push(item);
  return flat;
}

/** Lists of byte strings of one width (as text: base64url), one after another, and where each list ends. */
function pack(lists: readonly (readonly (Uint8Array | string)[])[], width: number): [packed: Buffer, ends: Buffer] {
  const packed = Buffer.allocUnsafe(lists.reduce((sum, list) => sum + list.length, 0) * width);
  let at = 0;
  const ends = lists.map((list) => {
    for (const bytes of list) {
      if (typeof bytes === 'string') packed.write(bytes, at, 'base64url');
      else packed.set(bytes, at);
      at += width;
    }
    return at;
  });
  return [packed, integerArray(ends)];
}

/** One row a field group: its salts, and its values as a JSON array, both in the order of the field names. */
function disclose({ shape, entry, salts }: SealedFact): { group: string; values: string; salts: string[] }[] {
  return shape.parts.map(({ group, places }) => ({
    group,
    values: `[${places.map((at) => entry.texts[at]).join(',')}]`,
    salts: places.map((at) => salts[at] ?? ''),
  }));
}
