import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatDay, formatInstant } from '@/components/ui/format';
import type { HistoryFact } from '@/lib/servicing/language/loan-views';
import { factOrigin, factSentence } from './fact-words';

/** Every fact, newest first, grouped by the day it was recorded: what, who, from where, and what it followed from. */
export function Timeline({ facts }: { readonly facts: readonly HistoryFact[] }): ReactNode {
  const byDigest = new Map(facts.map((fact) => [fact.digest, fact]));
  const days = [...new Set(facts.map((fact) => formatDay(fact.recordedAt)))].reverse();
  return (
    <ol className="flex flex-col gap-6" aria-label="Timeline">
      {days.map((day) => (
        <li key={day}>
          <h3 className="mb-2 font-semibold text-quiet">Recorded {day}</h3>
          <ol className="card divide-y divide-line">
            {facts.filter((fact) => formatDay(fact.recordedAt) === day).reverse().map((fact) => <Line key={fact.version} fact={fact} byDigest={byDigest} />)}
          </ol>
        </li>
      ))}
    </ol>
  ); // prettier-ignore
}

function Line({
  fact,
  byDigest,
}: {
  readonly fact: HistoryFact;
  readonly byDigest: ReadonlyMap<string, HistoryFact>;
}): ReactNode {
  const followed = fact.causes.map((cause) => byDigest.get(cause)).filter((cause) => cause !== undefined);
  const origin = factOrigin(fact);
  return (
    <li id={`fact-${String(fact.version)}`} className="grid gap-x-4 px-4 py-2.5 sm:grid-cols-[3rem_1fr]" data-fact={fact.type ?? 'private'}>
      <span className="text-quiet">#{fact.version}</span>
      <div>
        <p className={fact.type === null ? 'italic text-quiet' : 'font-medium'}>
          {fact.type === null && <Lock className="mr-1 inline size-3.5" aria-hidden="true" />}
          {factSentence(fact)}
        </p>
        <p className="text-[13px] text-quiet">
          {fact.organisationName}
          {origin !== '' && ` · ${origin}`} · {formatInstant(fact.recordedAt)}
          {followed.map((cause) => (
            <span key={cause.version}> · followed from <a href={`#fact-${String(cause.version)}`}>#{cause.version}</a></span>
          ))}
        </p>
        <details className="text-[13px] text-quiet">
          <summary className="cursor-pointer">Fields and digest</summary>
          <dl className="mt-1 grid gap-x-3 sm:grid-cols-[12rem_1fr]">
            {Object.entries(fact.values).map(([name, value]) => (
              <Pair key={name} term={name}>{valueWords(value)}</Pair>
            ))}
            {fact.erased.map((name) => <Pair key={name} term={name}><em>erased; its seal stays</em></Pair>)}
            {fact.withheld.map((name) => <Pair key={name} term={name}><em>withheld from you</em></Pair>)}
            <Pair term="digest"><code className="break-all">{fact.digest}</code></Pair>
          </dl>
        </details>
      </div>
    </li>
  ); // prettier-ignore
}

function valueWords(value: unknown): string {
  if (value === null) return 'not given';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function Pair({ term, children }: { readonly term: string; readonly children: ReactNode }): ReactNode {
  return (
    <>
      <dt>{term}</dt>
      <dd className="break-words text-ink">{children}</dd>
    </>
  );
}
