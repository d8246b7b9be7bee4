import type { TapeDifferenceView } from '@/lib/servicing/language/tape-views';

/** What a month reads differently besides status and balance, a phrase each. */
export function otherDifferences({ before, after }: Pick<TapeDifferenceView, 'before' | 'after'>): string[] {
  return [
    ...change('rate', before.noteRate, after.noteRate),
    ...change('plan', before.assistancePlan, after.assistancePlan),
    ...(after.reset === true && before.reset === false ? ['modified or deferred'] : []),
    ...(after.exitCode == null ? [] : change('left with code', before.exitCode, after.exitCode)),
  ];
}

/** What an earlier release did not compare is missing on both sides, and so the same. */
function change(what: string, before: string | null | undefined, after: string | null | undefined): string[] {
  if (before === after) return [];
  return [`${what} ${before ?? 'none'} → ${after ?? 'none'}`];
}
