import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { LogCheck } from '@/components/ledger/log-check';
import { Outside } from '@/components/platform/outside';
import { readLogHead } from '@/lib/ledger/server/read-log-head';
import { runtime } from '@/lib/platform/server/runtime';

export const metadata: Metadata = { title: 'What we promise' };

const NOT_PROMISED = [
  'That a fact is true. You can see who asserted it, since when it stands, and that they cannot take it back unnoticed.',
  'That whoever runs the hub cannot read what it can decrypt.',
  'That it cannot delay or refuse an entry. Whoever sent it knows, and can show it.',
  'That its clock is right. Witnesses put their own times beside it.',
] as const;

/** The promise in plain words, open to anyone, with the means to hold us to it. */
export default async function Page(): Promise<ReactNode> {
  const { origin } = await readLogHead(runtime().pool);
  return (
    <Outside title="What we promise">
      <blockquote className="border-l-4 border-accent pl-4 text-lg">
        Anything covered by a checkpoint that you, or a witness you trust, hold cannot be changed, removed, reordered or shown differently to someone else without proof.
      </blockquote>
      <p>A <strong>checkpoint</strong> is one line that stands for the whole record: every entry of every loan, in one order. A new one is signed every few seconds while there is news. If anything before it were changed, even one letter, the next one could not follow from it, and any device that remembers the old one would notice.</p>
      <p><strong>Witnesses</strong> are independent parties, one for each partner, who see each checkpoint, check that it follows from the last, and sign it too. So nobody can be shown a record of their own.</p>
      <p><strong>Your own device</strong> checks. Open a loan, choose Proof, and press Verify. Nothing you see there rests on our word: the arithmetic is done by your browser, and each entry can be kept as a file that anyone can check without us.</p>
      <section aria-labelledby="not">
        <h2 id="not">What we do not promise</h2>
        <ul className="mt-2 flex list-disc flex-col gap-2 pl-5">{NOT_PROMISED.map((words) => <li key={words}>{words}</li>)}</ul>
      </section>
      <section aria-labelledby="check" className="flex flex-col gap-3">
        <h2 id="check">Hold us to it</h2>
        <LogCheck origin={origin} />
        <p className="text-quiet">For programs: the <a href="/ledger/checkpoint">checkpoint</a>, the <a href="/ledger/keys">keys and witnesses</a>, and every entry’s seal as C2SP tiles. They tell how much is recorded and when, and nothing of anyone.</p>
      </section>
    </Outside>
  ); // prettier-ignore
}
