import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { checkProposal, type CheckedProposal } from '@/lib/ledger/domain/check-proposal';
import { encodeRefusal } from '@/lib/ledger/domain/refusal';
import type { WaitingProposals, WireProposal } from '@/lib/ledger/language/proposal';
import { sha256, signBytes } from '@/lib/ledger/server/hashing';
import type { SigningKey } from '@/lib/ledger/server/organisation-keys';
import type { ApiClient } from './api-client';
import { lineFor } from './say';

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
  /** Hears of an answer that was not taken, as one that came too late. */
  tell(words: string): void;
}

const WAIT_SECONDS = 20;

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

/** One look at what waits beside what is `left` for somebody else to answer. */
async function signRound(api: ApiClient, signer: OwnSigner, left: Set<string>): Promise<void> {
  const path = `/proposals?wait=${String(WAIT_SECONDS)}&known=${[...left].join(',')}`;
  const { waiting, proposals } = await api.send<WaitingProposals>('GET', path);
  for (const id of left) if (!waiting.includes(id)) left.delete(id);
  for (const proposal of proposals) if (!(await answer(api, signer, proposal))) left.add(proposal.id);
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
  const body =
    decision === 'sign'
      ? sign(signer, key, { proposal, checked: checked as CheckedProposal })
      : refuse(key, proposal, decision.refusal);
  const headers = { 'content-type': 'application/json' };
  await api.send('POST', `/proposals/${proposal.id}`, JSON.stringify(body), headers).catch((error: unknown) => {
    signer.tell(`The answer to ${proposal.id} was not taken. ${lineFor(error)} If it is still wanted, it is asked for anew.`);
  });
  return true;
}

/** The organisation's own record of what it signed is written before the signature leaves. */
function sign(
  signer: OwnSigner,
  key: SigningKey,
  { proposal, checked }: { proposal: WireProposal; checked: CheckedProposal },
): { signature: string } {
  const { statement } = proposal;
  const signature = signText(key, statement);
  const facts = checked.facts.map(({ stream, version, type }) => ({ stream, version, type }));
  const line = { at: new Date().toISOString(), statement, signature, facts };
  appendFileSync(join(signer.directory, 'signed.jsonl'), `${JSON.stringify(line)}\n`, { mode: 0o600 });
  return { signature };
}

function refuse(key: SigningKey, { statement }: WireProposal, reason: string): { refusal: string; signature: string } {
  return { refusal: reason, signature: signText(key, encodeRefusal({ statement, reason })) };
}

function signText({ privateKey }: SigningKey, text: string): string {
  return toBase64(signBytes(privateKey, Buffer.from(text, 'utf8')));
}
