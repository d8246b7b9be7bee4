import { verifyEntryProof } from '@/lib/ledger/domain/entry-proof';
import type { Fault } from '@/lib/ledger/domain/fault';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import { policyOf, type Trust, type Verdict } from './check-checkpoint';

/** Checks one entry offline: its values, its signature, and that its leaf is in the signed log. Hostile input. */
export async function checkProof(text: string, trust: Trust): Promise<Verdict> {
  const reader = { origin: trust.log.name, policy: policyOf(trust), now: undefined };
  const verdict = await verifyEntryProof(text, reader, { sha256, verifySignature: verifyBytes });
  const { entry, header, checkpoint } = verdict;
  if (entry === undefined)
    return { faults: [{ code: 'PROOF_MALFORMED' }], checked: 'a proof that cannot be read or does not say what it proves' };
  const place = { index: entry.index, ...(header && { stream: header.stream, version: header.version }) };
  const faults = verdict.faults.map((code): Fault => ({ code, ...place }));
  const of = `${header?.stream ?? 'no stream'}, in a log of ${String(checkpoint?.size)} entries`;
  const hand = verdict.custody === undefined ? '' : `; by what the hub said, its key is held by the ${verdict.custody}`;
  return { faults, checked: `entry ${String(entry.index)} of ${of}${hand}` };
}
