import type { KeyboardEvent, ReactNode } from 'react';
import { Press } from './press';

interface TabsProps<Name extends string> {
  readonly label: string;
  /** What each tab is called, in order. */
  readonly words: Readonly<Record<Name, string>>;
  readonly open: Name;
  readonly choose: (name: Name) => void;
  /** What the open tab shows. */
  readonly children: ReactNode;
}

/** Views of one thing, one at a time; arrows, Home and End go along the row (WAI-ARIA tabs pattern). */
export function Tabs<Name extends string>({ label, words, open, choose, children }: TabsProps<Name>): ReactNode {
  const names = Object.keys(words) as Name[];
  const walk = (event: KeyboardEvent<HTMLElement>): void => {
    const next = names.at(nextPlace(event.key, names.indexOf(open), names.length));
    if (next === undefined || next === open) return;
    event.preventDefault();
    choose(next);
    event.currentTarget.parentElement?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div>
      <div role="tablist" aria-label={label} className="mb-5 flex gap-1 overflow-x-auto border-b border-line">
        {names.map((each) => (
          <Press key={each} ref={open === each ? scrollTo : undefined} role="tab" id={`tab-${each}`} aria-selected={open === each} aria-controls="view" tabIndex={open === each ? 0 : -1} onClick={() => { choose(each); }} onKeyDown={walk}
            className={`cursor-pointer border-b-2 px-3 py-2 whitespace-nowrap ${open === each ? 'border-accent font-semibold text-accent' : 'border-transparent text-quiet hover:text-ink'}`}>
            {words[each]}
          </Press>
        ))}
      </div>
      <div role="tabpanel" id="view" aria-labelledby={`tab-${open}`}>{children}</div>
    </div>
  ); // prettier-ignore
}

/** Where a key leads along a row; nowhere new for other keys. Both ends lead to each other. */
function nextPlace(key: string, at: number, length: number): number {
  const places: Readonly<Record<string, number>> = { ArrowRight: (at + 1) % length, ArrowLeft: at - 1, Home: 0, End: -1 };
  return places[key] ?? at;
}

/** On a phone the tab that is open may lie beyond the edge: its row is scrolled, and nothing else. */
function scrollTo(tab: HTMLElement | null): void {
  const row = tab?.parentElement;
  if (tab !== null && row != null) row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}
