import type { VisibleField, WireStream } from '@/lib/ledger/language/wire';

/** A copy of a stream with one character of one shown value changed, and what was changed: to show that it is noticed. */
export function alterCopy(stream: WireStream): { copy: WireStream; version: number; field: string } | undefined {
  for (let at = stream.entries.length - 1; at >= 0; at -= 1) {
    const entry = stream.entries[at];
    const place =
      entry?.fields.findIndex((field) => !field.name.startsWith('@') && typeof field.value === 'string' && field.value !== '') ??
      -1;
    const field = entry?.fields[place];
    const text = field?.value;
    if (entry === undefined || field === undefined || typeof text !== 'string') continue;
    const fields = entry.fields.map((each, index): VisibleField =>
      index === place ? { ...each, value: alterText(text) } : each,
    );
    const entries = stream.entries.map((each, index) => (index === at ? { ...each, fields } : each));
    return { copy: { ...stream, entries }, version: at + 1, field: field.name };
  }
  return undefined;
}

function alterText(text: string): string {
  const last = text.at(-1) === '1' ? '2' : '1';
  return `${text.slice(0, -1)}${last}`;
}
