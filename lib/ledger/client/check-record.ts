import { alterCopy } from '@/lib/ledger/domain/alter-copy';
import type { Fault, FaultCode } from '@/lib/ledger/domain/fault';
import { verifyProof, type ProofVerdict } from '@/lib/ledger/domain/verify-proof';
import { verifyStream, type StreamVerdict } from '@/lib/ledger/domain/verify-stream';
import { BROWSER_CRYPTO } from './browser-crypto';
import { checkLog, type LogVerdict } from './check-log';
import { checkReceipts, type ReceiptsVerdict } from './check-receipts';
import { fetchProof, type ProvenStream } from './fetch-proof';

/** Everything this browser found out about one record. */
export interface RecordVerdict {
  readonly read: ProvenStream;
  readonly chain: StreamVerdict;
  /** Absent before the log's first checkpoint. */
  readonly log: LogVerdict | undefined;
  /** Absent when no checkpoint holds that it could rest on. */
  readonly proof: ProofVerdict | undefined;
  readonly receipts: ReceiptsVerdict;
  readonly faults: readonly Fault[];
  /** What was changed in the copy that was checked, when one was. */
  readonly altered: { readonly version: number; readonly field: string } | undefined;
}

/**
 * Fetches a loan's record anew and checks all of it here; or, to show that it is noticed, a copy in which one character was
 * changed. `now` is an ISO instant.
 */
export async function checkRecord(what: { path: string; loanId: string; now: string; alter: boolean }): Promise<RecordVerdict> {
  const read = await fetchProof(what.path);
  const altered = what.alter ? alterCopy(read.sealed) : undefined;
  const sealed = altered?.copy ?? read.sealed;
  const expected = { origin: read.origin, stream: `loan/${what.loanId}` };
  const chain = await verifyStream(sealed, expected, BROWSER_CRYPTO);
  const log = read.proof === null ? undefined : await checkLog(read.origin, read.proof.checkpoint, what.now);
  const checkpoint = log?.checkpoint.checkpoint;
  const proof =
    read.proof === null || checkpoint === undefined
      ? undefined
      : await verifyProof({ stream: sealed, proof: read.proof, checkpoint }, expected, BROWSER_CRYPTO);
  const receipts = await checkReceipts(what.loanId, { sealed: read.sealed, size: checkpoint?.size ?? 0, now: what.now });
  const codes: FaultCode[] = [...(log?.faults ?? []), ...(receipts.broken > 0 ? (['RECEIPT_BROKEN'] as const) : [])];
  const faults = [...chain.faults, ...codes.map((code): Fault => ({ code })), ...(proof?.faults ?? [])];
  return { read, chain, log, proof, receipts, faults, altered };
}
