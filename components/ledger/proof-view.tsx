'use client';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorNote } from '@/components/ui/notes';
import { BROWSER_CRYPTO } from '@/lib/ledger/client/browser-crypto';
import { fetchSealed, type SealedStream } from '@/lib/ledger/client/fetch-sealed';
import { alterCopy } from '@/lib/ledger/domain/alter-copy';
import { verifyStream, type StreamVerdict } from '@/lib/ledger/domain/verify-stream';
import { Verdict } from './verdict';

interface Checked {
  readonly read: SealedStream;
  readonly verdict: StreamVerdict;
  readonly altered: { readonly version: number; readonly field: string } | undefined;
}

/** Recomputes a loan's chain in this browser and shows each link; or does it on a copy in which one byte was changed. */
export function ProofView({
  loanId,
  path = `/api/v1/loans/${loanId}/history`,
}: {
  readonly loanId: string;
  readonly path?: string;
}): ReactNode {
  const [checked, setChecked] = useState<Checked>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Error>();
  const check = async (breakOne: boolean): Promise<void> => {
    setBusy(true);
    setFault(undefined);
    try {
      setChecked(await checkNow({ loanId, path }, breakOne));
    } catch (error) {
      setFault(error as Error);
    }
    setBusy(false);
  };
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-prose">
        <strong>Verify</strong> fetches this record anew and recomputes it here: every value you may see against its seal, every link to the one before, every organisation’s signature, and the hub’s signed word of where the record ends. It does not yet prove that others were shown the same end.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button disabled={busy} onClick={() => void check(false)}>{busy ? 'Verifying…' : 'Verify'}</Button>
        <Button look="plain" disabled={busy} onClick={() => void check(true)}>Change one byte in a copy and verify that</Button>
      </div>
      {fault !== undefined && <ErrorNote error={fault} />}
      {checked !== undefined && <Verdict verdict={checked.verdict} read={checked.read} altered={checked.altered} />}
    </div>
  ); // prettier-ignore
}

async function checkNow({ loanId, path }: { loanId: string; path: string }, breakOne: boolean): Promise<Checked> {
  const read = await fetchSealed(path);
  const altered = breakOne ? alterCopy(read.sealed) : undefined;
  const expected = { origin: read.origin, stream: `loan/${loanId}` };
  const verdict = await verifyStream(altered?.copy ?? read.sealed, expected, BROWSER_CRYPTO);
  return { read, verdict, altered };
}
