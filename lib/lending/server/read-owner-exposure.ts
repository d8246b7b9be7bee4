import type { Actor } from '@/lib/partners/server/actor';
import type { Database } from '@/lib/platform/server/database';
import type { BucketSum } from '@/lib/servicing/language/sum-buckets';
import { readPortfolio } from './read-portfolio';

/** The owner's exposure by bucket, in the shape of the API. */
export async function readOwnerExposure(
  database: Database,
  actor: Actor,
): Promise<{ count: number; upb: string; buckets: readonly BucketSum[] }> {
  const { count, upb, buckets } = await readPortfolio(database, actor, undefined);
  return { count, upb, buckets };
}
