import type { Pool } from 'pg';
import { toHex } from '@/lib/ledger/domain/bytes';
import { isBy } from '@/lib/ledger/domain/cosign-note';
import { formatVkey } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { agreementFor } from '@/lib/ledger/domain/policy-agreement';
import { formatSignatureLine, parseNote } from '@/lib/ledger/domain/signed-note';
import type { PolicyWitness } from '@/lib/ledger/domain/tlog-policy';
import { verifyCosigners } from '@/lib/ledger/domain/verify-checkpoint';
import { Problem } from '@/lib/platform/server/problem';
import { sha256, verifyBytes } from './hashing';
import { readPolicyText } from './witness-policy';

const CRYPTO = { sha256, verifySignature: verifyBytes };

/**
 * Keeps what witnesses signed for the policy that is published now (hostile). Answers which witnesses of it, or of a policy before
 * it, signed what was sent. Sent again it changes nothing. Refuses another text, and a note that no such witness signed.
 */
export async function addAgreement(pool: Pool, origin: string, source: string): Promise<string[]> {
  const policy = parsePolicy(await readPolicyText(pool), sha256);
  const note = parseNote(source);
  if (note === undefined || 'refused' in policy || note.text !== agreementFor(policy, origin, sha256))
    throw new Problem('REFUSED', 'This is not what the log asks its witnesses to agree to now. Nothing was recorded. Fetch the policy again, and sign that.');
  const witnesses = await readWitnesses(pool);
  const cosigners = (await verifyCosigners(note, { witnesses }, CRYPTO)).map(({ name }) => name);
  for (const { key } of witnesses.filter(({ name }) => cosigners.includes(name))) {
    const line = note.signatures.find((each) => isBy(each, key));
    if (line === undefined) continue;
    const id = toHex(sha256(`${note.text}\n${formatVkey(key)}`));
    await pool.query('insert into ledger.policy_agreement (id, text, line) values ($1, $2, $3) on conflict do nothing', [id, note.text, formatSignatureLine(line)]);
  }
  if (cosigners.length > 0) return cosigners;
  throw new Problem('SIGNATURE_WRONG', 'No witness of this log signed this. Nothing was recorded. Sign with the key that the policy names.');
} // prettier-ignore

/** Every witness that a published policy named, told apart by their keys: `name` is the verifier key here. */
async function readWitnesses(pool: Pool): Promise<PolicyWitness[]> {
  const { rows } = await pool.query<{ policy: string }>('select policy from ledger.witness_policy order by id');
  const all = rows.flatMap(({ policy }) => {
    const read = parsePolicy(policy, sha256);
    return 'refused' in read ? [] : read.witnesses;
  });
  return [...new Map(all.map((each) => [formatVkey(each.key), { ...each, name: formatVkey(each.key) }])).values()];
}
