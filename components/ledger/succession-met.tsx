'use client';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { acceptSuccessor, type MetSuccession } from '@/lib/ledger/client/check-log';
import { successionWords } from './findings';

/** This browser knows the log by another name: the reader is told what became of it, and decides. */
export function SuccessionMet({
  succession,
  recheck,
}: {
  readonly succession: MetSuccession;
  readonly recheck: () => void;
}): ReactNode {
  const [busy, setBusy] = useState(false);
  const accept = async (): Promise<void> => {
    setBusy(true);
    await acceptSuccessor(succession.now);
    recheck();
  };
  return (
    <div role="alert" className="rounded-md bg-risk-soft p-4 text-risk">
      <p className="font-semibold">The log goes on under another name.</p>
      <p className="mt-1 max-w-prose">{successionWords(succession)}</p>
      <p className="mt-1 max-w-prose">
        Its key and witnesses are those that the hub names now. Ask your partners whether they know of it before you go by it.
      </p>
      <Button look="plain" className="mt-3" disabled={busy} onClick={() => void accept()}>
        Go by the new name
      </Button>
    </div>
  );
}
