import { fromBase64, utf8 } from '@/lib/ledger/domain/bytes';
import { verifyStrictly } from '@/lib/ledger/domain/ed25519-strict';
import { verifyBytes } from '@/lib/ledger/server/hashing';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import type { Actor } from './actor';
import { requireAction } from './require-action';

/** What an organisation's signer says to a proposal: its signature (base64), or why it does not sign. */
export type ProposalAnswer = { readonly signature: string } | { readonly refusal: string };

/**
 * Takes an organisation's answer to a proposal of its own; whoever proposed it goes on. The first answer stands. Throws
 * {@link Problem} NOT_FOUND when nobody waits for it any more, SIGNATURE_WRONG for one that is not the asked key's.
 */
export async function answerProposal(
  database: Database,
  actor: Actor,
  { id, answer }: { id: string; answer: ProposalAnswer },
): Promise<void> {
  requireAction(actor, 'sign-commits');
  await asOrganisation(database, actor, async (transaction) => {
    const proposal = await transaction.proposal.findUnique({ where: { id } });
    if (proposal === null) throw new Problem('NOT_FOUND', 'Nobody waits for this signature any more. Nothing was done.');
    const key = await transaction.signingKey.findUnique({ where: { keyId: proposal.keyId } });
    const data =
      'refusal' in answer
        ? { refusal: answer.refusal }
        : { signature: await checked(answer.signature, proposal.statement, key?.publicKey ?? new Uint8Array()) };
    await transaction.proposal.updateMany({ where: { id, signature: null, refusal: null }, data });
  });
}

async function checked(text: string, statement: string, publicKey: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const signature = new Uint8Array(fromBase64(text) ?? []);
  if (await verifyStrictly({ publicKey, message: utf8(statement), signature }, verifyBytes)) return signature;
  throw new Problem('SIGNATURE_WRONG', 'This is not the signature of the key that was asked. Nothing was done. Sign the statement’s exact bytes.');
} // prettier-ignore
