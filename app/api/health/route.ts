import { readHealth } from '@/lib/platform/server/read-health';
import { runtime } from '@/lib/platform/server/runtime';

export const dynamic = 'force-dynamic';

/** 200 with the ledger's size when it can append, 503 otherwise. */
export async function GET(): Promise<Response> {
  const health = await readHealth(() => runtime().pool);
  return Response.json(health, { status: health.status === 'ok' ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}
