import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Finding } from './findings';

const MARKS = {
  holds: { Icon: CircleCheck, tone: 'text-good', label: 'Shown' },
  broken: { Icon: CircleX, tone: 'text-late', label: 'Found wrong' },
  open: { Icon: CircleDashed, tone: 'text-quiet', label: 'Not shown' },
} as const;

/** Each question with its answer: a mark, and the words that say how far it goes. */
export function FindingList({ findings }: { readonly findings: readonly Finding[] }): ReactNode {
  return (
    <ul className="card divide-y divide-line" aria-label="What was checked">
      {findings.map(({ question, state, words }) => {
        const { Icon, tone, label } = MARKS[state];
        return (
          <li key={question} className="flex gap-3 px-4 py-3">
            <Icon className={`mt-0.5 size-5 shrink-0 ${tone}`} aria-label={label} />
            <div>
              <p className="font-medium">{question}</p>
              <p className="text-quiet">{words}</p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
