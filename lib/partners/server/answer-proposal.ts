import { fromBase64, utf8 } from '@/lib/ledger/domain/bytes';
import { verifyStrictly } from '@/lib/ledger/domain/ed25519-strict';
import { encodeRefusal } from '@/lib/ledger/domain/refusal';
import { verifyBytes } from '@/lib/ledger/server/hashing';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import type { Actor } from './actor';
import { requireAction } from './require-action';

/**
 * What an organisation's signer says to a proposal: its signature (base64) over the statement; or why it does not sign, with its
 * signature over that (`encodeRefusal`).
 */
export type ProposalAnswer = { readonly signature: string } | { readonly refusal: string; readonly signature: string };

/**
 * Takes an organisation's answer to a proposal of its own; whoever proposed it goes on. The first answer stands. Throws
 * {@link Problem} NOT_FOUND when nobody waits for it any more, SIGNATURE_WRONG for one that is not the asked key's: an API key
 * alone neither signs nor refuses.
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
    const { statement } = proposal;
    const text = 'refusal' in answer ? encodeRefusal({ statement, reason: answer.refusal }) : statement;
    const signature = await checked(answer.signature, text, key?.publicKey ?? new Uint8Array());
    const data = 'refusal' in answer ? { refusal: answer.refusal } : { signature };
    await transaction.proposal.updateMany({ where: { id, signature: null, refusal: null }, data });
  });
}

async function checked(text: string, signed: string, publicKey: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const signature = new Uint8Array(fromBase64(text) ?? []);
  if (await verifyStrictly({ publicKey, message: utf8(signed), signature }, verifyBytes)) return signature;
  throw new Problem('SIGNATURE_WRONG', 'This is not the signature of the key that was asked. Nothing was done. Sign the exact bytes of the statement, or of the refusal.');
} // prettier-ignore
