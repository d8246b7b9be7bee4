/** Keys that only one side has, or has with another text. */
export function differing(stored: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): string[] {
  const keys = new Set([...stored.keys(), ...found.keys()]);
  return [...keys].filter((key) => stored.get(key) !== found.get(key));
}
