/** One thing wrong with one field of one line, in words for the person who sent it. */
export interface RowProblem {
  readonly field: string;
  readonly reason: string;
}

/** Collects the problems of one line while it is read field by field. */
export class FieldReader {
  readonly problems: RowProblem[] = [];

  constructor(private readonly fields: readonly string[]) {}

  /** The text at a 1-based position; empty means no value. */
  text(position: number): string {
    return (this.fields[position - 1] ?? '').trim();
  }

  /** The text when it matches; a problem and null otherwise; null without a problem when empty or a not-available sentinel. */
  match(
    position: number,
    rule: { field: string; pattern: RegExp; reason: string; sentinels?: readonly string[] },
  ): string | null {
    const text = this.text(position);
    if (text === '' || rule.sentinels?.includes(text) === true) return null;
    if (rule.pattern.test(text)) return text;
    this.problems.push({ field: rule.field, reason: `${rule.reason} It reads “${text.slice(0, 40)}”.` });
    return null;
  }

  /** As `match`, but an empty field is a problem too. */
  need(position: number, rule: { field: string; pattern: RegExp; reason: string }): string | null {
    if (this.text(position) === '') {
      this.problems.push({ field: rule.field, reason: 'It is empty, and a value is needed.' });
      return null;
    }
    return this.match(position, rule);
  }
}
