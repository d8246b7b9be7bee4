'use client';
import { useState, type ReactNode } from 'react';
import { pinPolicy } from '@/lib/ledger/client/check-log';
import { useRunning } from '@/lib/platform/client/use-running';
import { parseInvitation } from '@/lib/partners/language/invitation';

/** Whoever was handed an invitation goes by the log and the witnesses that it names, from the first check on. */
export function AcceptInvitation({ recheck }: { readonly recheck: () => void }): ReactNode {
  // A file that is chosen before the page runs would not be heard of.
  const running = useRunning();
  const [told, setTold] = useState<{ readonly good: boolean; readonly words: string }>();
  const accept = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const invitation = parseInvitation(await file.text());
    const good = invitation !== undefined && pinPolicy(invitation.policy);
    setTold({ good, words: good ? ACCEPTED : `${file.name} is no invitation. Nothing was changed. Choose the file that the hub’s operator handed to you.` });
    if (good) recheck();
  }; // prettier-ignore
  return (
    <details className="card">
      <summary className="cursor-pointer px-4 py-3 font-medium">You were handed an invitation?</summary>
      <div className="flex flex-col gap-2 border-t border-line p-4">
        <label className="max-w-prose">
          Its file names the log’s key and its witnesses. Choose it, and this browser goes by them instead of what the hub showed it first.
          The file stays on this device.
          <input className="field mt-2" type="file" disabled={!running} accept=".json,application/json" onChange={(event) => void accept(event.target.files?.[0])} />
        </label>
        {told !== undefined && <p role={told.good ? 'status' : 'alert'} className={told.good ? 'text-good' : 'text-late'}>{told.words}</p>}
      </div>
    </details>
  ); // prettier-ignore
}

const ACCEPTED = 'This browser now goes by the log and the witnesses of your invitation.';
