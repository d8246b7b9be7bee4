'use client';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorNote } from '@/components/ui/notes';
import { checkRecord, type RecordVerdict } from '@/lib/ledger/client/check-record';
import { Verdict } from './verdict';

interface ProofViewProps {
  readonly loanId: string;
  /** Where the record and its proof are read. */
  readonly path?: string;
  /** Where the proof file of each entry is, for a reader who may download it: its version is put after this. */
  readonly files?: string;
}

/** Checks a loan's record in this browser and says what was and was not shown; or does it on a copy with one change. */
export function ProofView({ loanId, path = `/api/v1/loans/${loanId}/proof`, files }: ProofViewProps): ReactNode {
  const [verdict, setVerdict] = useState<RecordVerdict>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Error>();
  const check = async (alter: boolean): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      setVerdict(await checkRecord({ path, loanId, now: new Date().toISOString(), alter }));
    } catch (error) {
      setFault(error as Error);
    }
    setBusy(false);
  };
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-prose">
        <strong>Verify</strong> fetches this record anew and checks it here, on your own device: that every value is the one that was sealed, that nothing is missing and nothing was changed, and that everyone else is shown the same record.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button disabled={busy} onClick={() => void check(false)}>{busy ? 'Verifying…' : 'Verify'}</Button>
        <Button look="plain" disabled={busy} onClick={() => void check(true)}>Change one byte in a copy and verify that</Button>
      </div>
      {fault !== undefined && <ErrorNote title="This could not be verified" error={fault} />}
      {verdict !== undefined && <Verdict verdict={verdict} files={files} recheck={() => void check(false)} />}
    </div>
  ); // prettier-ignore
}
