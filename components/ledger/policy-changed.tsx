'use client';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { acceptPolicy } from '@/lib/ledger/client/check-log';

/** The hub names other keys or witnesses than before: the reader is told, and decides. */
export function PolicyChanged({
  signers,
  recheck,
}: {
  readonly signers: readonly string[];
  readonly recheck: () => void;
}): ReactNode {
  const [busy, setBusy] = useState(false);
  const accept = async (): Promise<void> => {
    setBusy(true);
    await acceptPolicy();
    recheck();
  };
  return (
    <div role="alert" className="rounded-md bg-risk-soft p-4 text-risk">
      <p className="font-semibold">The log’s keys or witnesses are not those this browser first met.</p>
      <p className="mt-1 max-w-prose">
        {`This check went by the ones it knows. ${signerWords(signers)} New ones may be in order, when a partner joined or a key
        was changed: ask your partners before you go by them.`}
      </p>
      <Button look="plain" className="mt-3" disabled={busy} onClick={() => void accept()}>
        Go by the new ones
      </Button>
    </div>
  );
}

function signerWords(signers: readonly string[]): string {
  if (signers.length === 0) return 'None of the witnesses that this browser knows has signed for the new ones.';
  return `Of the witnesses that this browser knows, ${signers.join(', ')} signed for the new ones: not enough.`;
}
