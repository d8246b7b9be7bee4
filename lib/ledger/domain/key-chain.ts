import type { Endorsement } from './key-statement';
import { formatVkey, type NoteKey } from './note-key';

/** Both directions from key to key, by verifier key. A key that names two others, or is named by two, leads nowhere. */
export interface KeyChain {
  readonly after: ReadonlyMap<string, NoteKey>;
  readonly before: ReadonlyMap<string, NoteKey>;
}

/** The chain that endorsements make. */
export function chainOf(pairs: readonly Endorsement[]): KeyChain {
  return {
    after: onlyOnes(pairs.map(({ key, next }) => [key, next])),
    before: onlyOnes(pairs.map(({ key, next }) => [next, key])),
  };
}

function onlyOnes(steps: readonly (readonly [NoteKey, NoteKey])[]): Map<string, NoteKey> {
  const found = new Map<string, NoteKey | undefined>();
  for (const [from, to] of steps) {
    const id = formatVkey(from);
    const known = found.has(id) ? found.get(id) : to;
    found.set(id, known !== undefined && formatVkey(known) === formatVkey(to) ? to : undefined);
  }
  return new Map([...found].flatMap(([id, to]) => (to === undefined ? [] : [[id, to] as const])));
}

/** The keys that one leads to, itself left out. A circle is walked once. */
export function walk(from: NoteKey, steps: ReadonlyMap<string, NoteKey>): NoteKey[] {
  const keys: NoteKey[] = [];
  for (let key = steps.get(formatVkey(from)); key !== undefined; key = steps.get(formatVkey(key))) {
    if (isIn([from, ...keys], key)) break;
    keys.push(key);
  }
  return keys;
}

/** Each key once. */
export function uniqueKeys(keys: readonly NoteKey[]): NoteKey[] {
  return keys.filter((key, at) => !isIn(keys.slice(0, at), key));
}

/** Whether a key is one of these. */
export function isIn(keys: readonly NoteKey[], key: NoteKey): boolean {
  return keys.some((each) => formatVkey(each) === formatVkey(key));
}
