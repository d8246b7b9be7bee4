import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { checkProposal, type CheckedProposal, type ProposedFact } from '@/lib/ledger/domain/check-proposal';
import type { WireProposal } from '@/lib/ledger/language/proposal';
import { sha256, signBytes } from '@/lib/ledger/server/hashing';
import type { SigningKey } from '@/lib/ledger/server/organisation-keys';
import type { ApiClient } from './api-client';

/** What to do with a proposal: sign it, leave it to somebody else, or refuse it for a reason. */
export type Decision = 'sign' | 'leave' | { readonly refusal: string };

/** An organisation's own signer: what it is bound to, and what it may sign. */
export interface OwnSigner {
  readonly origin: string;
  readonly organisation: string;
  /** Where its keys are, and its own record of all that it signed: `signed.jsonl`. */
  readonly directory: string;
  keyOf(keyId: string): SigningKey | undefined;
  decide(proposal: CheckedProposal): Promise<Decision>;
}

const WAIT_SECONDS = 20;
const LEFT_MILLISECONDS = 200;

/**
 * Answers what the hub lays before the organisation, until told to stop. Nothing is signed that was not opened first and found to
 * be what it says. `onTrouble` hears of a hub that does not answer; it is asked again.
 */
export async function signUntil(
  stopped: () => boolean,
  { api, signer, onTrouble }: { api: ApiClient; signer: OwnSigner; onTrouble: (error: unknown) => Promise<void> },
): Promise<void> {
  const left = new Set<string>();
  while (!stopped()) await signRound(api, signer, left).catch(onTrouble);
}

/** One look at what waits. `left` is what somebody else is to answer; while there is some the hub is not waited for. */
async function signRound(api: ApiClient, signer: OwnSigner, left: Set<string>): Promise<void> {
  const wait = left.size === 0 ? WAIT_SECONDS : 0;
  const { proposals } = await api.send<{ proposals: WireProposal[] }>('GET', `/proposals?wait=${String(wait)}`);
  const fresh = proposals.filter(({ id }) => !left.has(id));
  for (const proposal of fresh) if (!(await answer(api, signer, proposal))) left.add(proposal.id);
  if (proposals.length === 0) left.clear();
  else if (fresh.length === 0) await pause(LEFT_MILLISECONDS);
}

/** Signs or refuses one proposal. Answers false where it was left to somebody else. */
async function answer(api: ApiClient, signer: OwnSigner, proposal: WireProposal): Promise<boolean> {
  const key = signer.keyOf(proposal.keyId);
  if (key === undefined) return false;
  const { origin, organisation } = signer;
  const checked = checkProposal(proposal, { origin, organisation, keyId: key.keyId }, sha256);
  const decision =
    typeof checked === 'string' ? { refusal: `It is not what it says (${checked}).` } : await signer.decide(checked);
  if (decision === 'leave') return false;
  const body = decision === 'sign' ? sign(signer, key, { proposal, checked: checked as CheckedProposal }) : decision;
  const headers = { 'content-type': 'application/json' };
  // Who proposed it may have given up meanwhile; the next time it is asked for anew.
  await api.send('POST', `/proposals/${proposal.id}`, JSON.stringify(body), headers).catch(() => undefined);
  return true;
}

/** The organisation's own record of what it signed is written before the signature leaves. */
function sign(
  signer: OwnSigner,
  key: SigningKey,
  { proposal, checked }: { proposal: WireProposal; checked: CheckedProposal },
): { signature: string } {
  const signature = toBase64(signBytes(key.privateKey, Buffer.from(proposal.statement, 'utf8')));
  const { statement } = proposal;
  const facts = checked.facts.map(({ stream, version, type }) => ({ stream, version, type }));
  const line = { at: new Date().toISOString(), statement, signature, facts };
  appendFileSync(join(signer.directory, 'signed.jsonl'), `${JSON.stringify(line)}\n`, { mode: 0o600 });
  return { signature };
}

/** Whether a fact changes whose key signs. */
export function changesKeys({ type }: ProposedFact): boolean {
  return type === 'KeyRegistered' || type === 'KeyRetired';
}
