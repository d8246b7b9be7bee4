import { proofSources, recordLook } from '@/app/wiring';
import { withActor } from '@/lib/partners/server/with-actor';
import { Problem } from '@/lib/platform/server/problem';
import { readEntryProof } from '@/lib/servicing/server/read-loan-proof';

/** One entry as a C2SP `.tlog-proof` file: it can be kept, handed on, and checked offline by anyone. */
export const GET = withActor<{ id: string; version: string }>(async ({ actor, params }) => {
  if (!/^[1-9]\d{0,8}$/.test(params.version))
    throw new Problem('INVALID_REQUEST', 'A version is a whole number from 1. Nothing was read.');
  const version = Number(params.version);
  const { loanId, file } = await readEntryProof(await proofSources(), actor, { loan: params.id, version });
  await recordLook(actor, loanId);
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': `attachment; filename="${loanId}-${params.version}.tlog-proof"`,
    'cache-control': 'private, no-store',
  };
  return new Response(file, { headers });
});
