import type { RecordedFact } from './recorded-fact';

/** Commits that are projected together, with the position at which the facts of each of their streams take effect. */
export interface Step {
  readonly facts: readonly RecordedFact[];
  /** That of the step's first commit. */
  readonly position: bigint;
  readonly positions: ReadonlyMap<string, bigint>;
}

/** Postgres looks each row's position up among those of its step. */
const MOST_COMMITS = 50;

/**
 * Cuts facts into steps. A commit takes effect whole, at its first index. Commits share a step while none touches a stream of
 * another: then each row a step writes has one position. Those of which `isShared` is true of a fact, which changes rows that
 * other streams change too, have a step of their own.
 */
export function stepsOf(facts: readonly RecordedFact[], isShared: (fact: RecordedFact) => boolean): Step[] {
  const steps: { facts: RecordedFact[]; position: bigint; positions: Map<string, bigint> }[] = [];
  let room = 0;
  for (const commit of byCommit(facts)) {
    const position = commit[0]?.index ?? 0n;
    const alone = commit.some(isShared);
    const known = steps.at(-1);
    const joins = !alone && room > 0 && known !== undefined && !commit.some((fact) => known.positions.has(fact.stream));
    const step = joins ? known : { facts: [], position, positions: new Map<string, bigint>() };
    if (!joins) steps.push(step);
    room = alone ? 0 : joins ? room - 1 : MOST_COMMITS - 1;
    step.facts.push(...commit);
    for (const fact of commit) step.positions.set(fact.stream, position);
  }
  return steps;
}

function byCommit(facts: readonly RecordedFact[]): RecordedFact[][] {
  const commits = new Map<string, RecordedFact[]>();
  for (const fact of facts) {
    const key = JSON.stringify([fact.organisation, fact.idempotencyKey]);
    const known = commits.get(key);
    if (known === undefined) commits.set(key, [fact]);
    else known.push(fact);
  }
  return [...commits.values()];
}
