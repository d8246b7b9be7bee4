'use client';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorNote } from '@/components/ui/notes';
import { checkLog, type LogVerdict } from '@/lib/ledger/client/check-log';
import { fetchCheckpoint } from '@/lib/ledger/client/fetch-proof';
import { AcceptInvitation } from './accept-invitation';
import { FindingList } from './finding-list';
import { logFindings } from './findings';
import { PolicyChanged } from './policy-changed';
import { SuccessionMet } from './succession-met';

/** Checks the log as a whole, without any record: for whoever wants to know what they rely on. */
export function LogCheck({ origin }: { readonly origin: string }): ReactNode {
  const [verdict, setVerdict] = useState<LogVerdict>();
  const [fault, setFault] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const check = async (): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      const note = await fetchCheckpoint();
      if (note === undefined) throw new Error('The log has no checkpoint yet. Nothing was checked. Try again in a few seconds.');
      setVerdict(await checkLog(origin, note, new Date().toISOString()));
    } catch (error) {
      setFault(error as Error);
    }
    setBusy(false);
  };
  return (
    <section aria-label="Check the log" className="flex flex-col gap-3">
      <div><Button disabled={busy} onClick={() => void check()}>{busy ? 'Checking…' : 'Check the log from this device'}</Button></div>
      <AcceptInvitation recheck={() => void check()} />
      {fault !== undefined && <ErrorNote title="This could not be checked" error={fault} />}
      {verdict?.succession !== undefined && <SuccessionMet succession={verdict.succession} recheck={() => void check()} />}
      {verdict?.policyChanged !== undefined && <PolicyChanged signers={verdict.policyChanged.signers} recheck={() => void check()} />}
      <div role="status">{verdict !== undefined && <FindingList findings={logFindings(verdict)} />}</div>
    </section>
  ); // prettier-ignore
}
