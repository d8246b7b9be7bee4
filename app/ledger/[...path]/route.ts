import { readSurface } from '@/lib/ledger/server/read-surface';
import { runtime } from '@/lib/platform/server/runtime';

export const dynamic = 'force-dynamic';

/** The log's public surface (C2SP tlog-tiles): open to anyone, because it tells volume and timing and nothing else. */
export async function GET(_request: Request, { params }: { params: Promise<{ path: string[] }> }): Promise<Response> {
  const file = await readSurface(runtime().pool, (await params).path.join('/'));
  if (file === undefined) return new Response('There is no such file of the log.\n', { status: 404, headers: { 'cache-control': 'no-store' } });
  const cache = file.immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=1';
  return new Response(Buffer.from(file.body), { headers: { 'content-type': file.type, 'cache-control': cache } });
} // prettier-ignore
