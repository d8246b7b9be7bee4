import type { NoteSignature } from '@/lib/ledger/domain/signed-note';
import { formerWitnessKeys, openWitnessKey } from './witness-key';

/**
 * A witness's signatures for a change of the witness policy (ledger format, A changed policy), under its name: with its present key, and with those that
 * it took the place of and that readers may still know it by.
 */
export function signAgreement(directory: string, name: string, text: string): NoteSignature[] {
  const seconds = Math.floor(Date.now() / 1000);
  return [openWitnessKey(directory, name), ...formerWitnessKeys(directory, name)].map((signer) => signer.sign(text, seconds));
}
