import { canonicalize } from '@/lib/ledger/domain/canonical';
import type { SealedCommit, SealedFact } from './seal-commit';

/** Lays a batch of sealed commits out as the arguments of the SQL function `ledger.append`, in its order. */
export function appendArguments(commits: readonly SealedCommit[]): unknown[] {
  const facts = commits.flatMap((commit, at) => commit.facts.map((fact) => ({ fact, commit: at + 1 })));
  const sealed = facts.map((each) => each.fact);
  const commitments = sealed.map((fact) => Buffer.concat(fact.entry.commitments));
  const disclosures = sealed.flatMap((fact, at) => disclose(fact).map((row) => ({ ...row, entry: at + 1 })));
  return [
    commits.map((commit) => commit.organisation),
    commits.map((commit) => commit.idempotencyKey),
    Buffer.concat(commits.map((commit) => commit.requestHash)),
    commits.map((commit) => commit.statement),
    Buffer.concat(commits.map((commit) => commit.signature)),
    facts.map((each) => each.commit),
    sealed.map((fact) => fact.stream),
    sealed.map((fact) => fact.version),
    Buffer.from(sealed.map((fact) => fact.previous).join(''), 'hex'),
    sealed.map((fact) => fact.shape.id),
    Buffer.from(sealed.map((fact) => fact.entry.digest).join(''), 'hex'),
    sealed.map((fact) => fact.entry.header),
    Buffer.concat(commitments),
    ends(commitments),
    disclosures.map((row) => row.entry),
    disclosures.map((row) => row.group),
    disclosures.map((row) => row.values),
    Buffer.concat(disclosures.map((row) => row.salts)),
    ends(disclosures.map((row) => row.salts)),
  ];
}

/** The running end offsets of byte strings laid one after another. */
function ends(parts: readonly Uint8Array[]): number[] {
  let at = 0;
  return parts.map((part) => (at += part.length));
}

/** One row a field group: its salts packed, its values as a JSON array, both in the order of the field names. */
function disclose(fact: SealedFact): { group: string; values: string; salts: Buffer }[] {
  const groups = [...new Set(fact.shape.groups)];
  return groups.map((group) => {
    const places = fact.shape.groups.flatMap((each, at) => (each === group ? [at] : []));
    return {
      group,
      values: canonicalize(places.map((at) => fact.values[at] ?? null)),
      salts: Buffer.concat(places.map((at) => fact.entry.salts[at] ?? new Uint8Array())),
    };
  });
}
