import type { WireStream } from '@/lib/ledger/language/wire';
import { getJson } from '@/lib/platform/client/fetch-json';

/** A stream with what a reader needs to check it. */
export interface SealedStream {
  readonly origin: string;
  readonly stream: string;
  readonly sealed: WireStream;
}

/** Fetches sealed entries anew from an address of the API: what is checked is what the hub says now. */
export function fetchSealed(path: string): Promise<SealedStream> {
  return getJson<SealedStream>(path);
}
