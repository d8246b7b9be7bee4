import { z } from 'zod';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { readConsistency } from '@/lib/ledger/server/read-surface';
import { answerJson, answerProblem } from '@/lib/platform/server/answer';
import { Problem } from '@/lib/platform/server/problem';
import { readQuery } from '@/lib/platform/server/request-body';
import { runtime } from '@/lib/platform/server/runtime';

const size = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const sizes = z.strictObject({ from: size, to: size });

/**
 * The RFC 6962 proof that the log of `from` entries was only added to until it had `to`: hashes in base64. Open to anyone, as
 * are the tiles it is made of.
 */
export async function GET(request: Request): Promise<Response> {
  try {
    const { from, to } = readQuery(request, sizes);
    const proof = await readConsistency(runtime().pool, from, to);
    if (proof !== undefined) return answerJson({ from, to, proof: proof.map(toBase64) });
    throw new Problem('NOT_FOUND', 'This log has no proof to give between these sizes. Ask for sizes up to that of /ledger/checkpoint, the smaller first.');
  } catch (error) {
    return answerProblem(error);
  }
} // prettier-ignore
