import { parseAsString, useQueryState } from 'nuqs';
import { useTransition } from 'react';

/** The moment in the address (null is now), how to go to another, and whether that one is on its way. */
export function useAsOf(): {
  readonly asOf: string | null;
  readonly goTo: (asOf: string | null) => void;
  readonly pending: boolean;
} {
  const [pending, startTransition] = useTransition();
  const moment = parseAsString.withOptions({ shallow: false, history: 'push', startTransition });
  const [asOf, setAsOf] = useQueryState('asOf', moment);
  return { asOf, goTo: (next) => void setAsOf(next), pending };
}
