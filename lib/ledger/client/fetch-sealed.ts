import type { WireStream } from '@/lib/ledger/language/wire';
import { getJson } from '@/lib/platform/client/fetch-json';

/** A stream with what a reader needs to check it. */
export interface SealedStream {
  readonly origin: string;
  readonly stream: string;
  readonly sealed: WireStream;
}

/** Fetches a loan's sealed entries anew: what is checked is what the hub says now. */
export function fetchSealed(loanId: string): Promise<SealedStream> {
  return getJson<SealedStream>(`/api/v1/loans/${loanId}/history`);
}
