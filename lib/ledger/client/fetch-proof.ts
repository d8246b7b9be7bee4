import type { WireProof, WireStream } from '@/lib/ledger/language/wire';
import { getJson } from '@/lib/platform/client/fetch-json';

/** A stream with what a reader needs to check it. */
export interface ProvenStream {
  readonly origin: string;
  readonly stream: string;
  readonly sealed: WireStream;
  /** Null before the log's first checkpoint. */
  readonly proof: WireProof | null;
}

/** Fetches a record anew from an address of the API: what is checked is what the hub says now. */
export function fetchProof(path: string): Promise<ProvenStream> {
  return getJson<ProvenStream>(path);
}

/** The policy that the hub publishes: its log's keys, the witnesses, and how many must have cosigned. */
export async function fetchPolicy(): Promise<string> {
  return (await fetchText('/ledger/keys')) ?? '';
}

/** The newest checkpoint as a signed note; undefined before the first. */
export function fetchCheckpoint(): Promise<string | undefined> {
  return fetchText('/ledger/checkpoint');
}

async function fetchText(path: string): Promise<string | undefined> {
  const answer = await fetch(path, { cache: 'no-store' });
  return answer.ok ? answer.text() : undefined;
}

/** The proof (base64 hashes) that the log only grew from one size to another; undefined when the hub gives none. */
export async function fetchConsistency(from: number, to: number, hub = ''): Promise<readonly string[] | undefined> {
  const sizes = `from=${String(from)}&to=${String(to)}`;
  const answer = await fetch(`${hub}/api/v1/ledger/consistency?${sizes}`, { cache: 'no-store' });
  return answer.ok ? ((await answer.json()) as { proof: string[] }).proof : undefined;
}
