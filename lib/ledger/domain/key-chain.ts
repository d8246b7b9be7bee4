import type { Endorsement } from './key-statement';
import { formatVkey, type NoteKey } from './note-key';

/** Where a key leads in one step, with its verifier key. */
interface Step {
  readonly id: string;
  readonly key: NoteKey;
}

type Steps = ReadonlyMap<string, Step>;

/** Both directions from key to key, by verifier key. A key that names two others, or is named by two, leads nowhere. */
export interface KeyChain {
  readonly after: Steps;
  readonly before: Steps;
}

/** Keys that were reached along a chain, by verifier key, each with the verifier keys that it leads back to. */
export type Reached = ReadonlyMap<string, ReachedKey>;

interface ReachedKey {
  readonly key: NoteKey;
  readonly before: ReadonlySet<string>;
}

/** The chain that endorsements make. */
export function chainOf(pairs: readonly Endorsement[]): KeyChain {
  const links = pairs.map(({ key, next }) => [toStep(key), toStep(next)] as const);
  return { after: onlyOnes(links), before: onlyOnes(links.map(([key, next]) => [next, key])) };
}

function toStep(key: NoteKey): Step {
  return { id: formatVkey(key), key };
}

function onlyOnes(links: readonly (readonly [Step, Step])[]): Map<string, Step> {
  const found = new Map<string, Step | undefined>();
  for (const [{ id }, to] of links) {
    const known = found.has(id) ? found.get(id) : to;
    found.set(id, known?.id === to.id ? to : undefined);
  }
  return new Map([...found].flatMap(([id, to]) => (to === undefined ? [] : [[id, to] as const])));
}

/** The keys that one leads to, itself left out. A circle is walked once. */
export function walk(from: NoteKey, steps: Steps): NoteKey[] {
  return [...follow(toStep(from), steps).values()];
}

/** Each of the keys once, as the first of its kind, with what it leads back to. */
export function reachedOf(keys: readonly NoteKey[], { before }: KeyChain): Reached {
  const found = new Map<string, ReachedKey>();
  for (const step of keys.map(toStep))
    if (!found.has(step.id)) found.set(step.id, { key: step.key, before: new Set(follow(step, before).keys()) });
  return found;
}

function follow({ id }: Step, steps: Steps): Map<string, NoteKey> {
  const keys = new Map<string, NoteKey>();
  for (let step = steps.get(id); step !== undefined; step = steps.get(step.id)) {
    if (step.id === id || keys.has(step.id)) break;
    keys.set(step.id, step.key);
  }
  return keys;
}
