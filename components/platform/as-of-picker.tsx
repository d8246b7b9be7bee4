'use client';
import type { ReactNode, SyntheticEvent } from 'react';
import { Temporal } from 'temporal-polyfill';
import { formText } from '@/components/ui/form-text';
import { OnTheWay } from '@/components/ui/on-the-way';
import { Press } from '@/components/ui/press';
import { useAsOf } from '@/lib/platform/client/use-as-of';

/** Times are shown and entered as Eastern times, like every other in the product. */
const ZONE = 'America/New_York';

/** Asks for every page as of a past moment; empty asks for now. The moment lives in the address. */
export function AsOfPicker(): ReactNode {
  const { asOf, goTo, pending } = useAsOf();
  const show = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const local = formText(new FormData(event.currentTarget), 'asOf');
    goTo(local === '' ? null : instantOf(local));
  };
  return (
    <form key={asOf ?? ''} onSubmit={show} className="flex min-w-0 flex-wrap items-center gap-x-2" aria-label="As of">
      <label className="flex min-w-0 flex-wrap items-center gap-x-2 text-quiet">
        As of (ET)
        <input name="asOf" type="datetime-local" step="1" defaultValue={localOf(asOf)} className="field w-52! max-w-full min-w-0" />
      </label>
      <Press type="submit" className="min-h-10 cursor-pointer text-accent underline">Show</Press>
      {pending && <OnTheWay />}
    </form>
  ); // prettier-ignore
}

/** A second as it is entered is meant whole, but not beyond now. */
function instantOf(local: string): string {
  const second = Temporal.PlainDateTime.from(local).toZonedDateTime(ZONE).toInstant();
  const end = second.add({ milliseconds: 999 });
  return (Temporal.Instant.compare(end, Temporal.Now.instant()) > 0 ? second : end).toString();
}

/** The instant in the address as the field shows it; a position, which names no time, shows as none. */
function localOf(asOf: string | null): string {
  try {
    const at = Temporal.Instant.from(asOf ?? '').toZonedDateTimeISO(ZONE);
    return at.toPlainDateTime().toString({ smallestUnit: 'second' });
  } catch {
    return '';
  }
}
