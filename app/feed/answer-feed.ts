import type { FeedPage } from '@/lib/ledger/language/feed';
import { awaitCheckpoint, markCheckpoints } from '@/lib/ledger/server/await-checkpoint';
import { openPlace, sealPlace, type FeedPlace } from '@/lib/ledger/server/feed-place';
import { readFeed, type FeedSources, type LedgerPage } from '@/lib/ledger/server/read-feed';
import { readFeedNetwork } from '@/lib/partners/server/read-feed-network';
import { asOrganisation } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';

/** What a follower asks: where it is, which keys it has, and how long it may be kept waiting for news (milliseconds). */
export interface FeedQuery {
  readonly after: string | undefined;
  readonly keys: string | undefined;
  readonly wait: number;
}

/** The next page of an organisation's feed, as soon as there is one. Throws {@link Problem}. */
export async function answerFeed(
  sources: FeedSources & { readonly cursorKey: string },
  organisation: string,
  { after, keys, wait }: FeedQuery,
): Promise<FeedPage> {
  const place = after === undefined ? { from: 0 } : openPlace(sources.cursorKey, organisation, after);
  if (place === undefined)
    throw new Problem('INVALID_REQUEST', 'The cursor is not one of ours. Nothing was read. Start without one.', [
      { pointer: '/after', code: 'UNKNOWN_CURSOR', message: 'Send the next of a page as it was given, or none.' },
    ]);
  const { place: next, ...page } = await readNews(sources, organisation, place, wait);
  const network = await asOrganisation(sources.database, { organisation }, (transaction) =>
    readFeedNetwork(transaction, page, { organisation, keysHash: keys }),
  );
  const more = next.late !== undefined || page.to > page.from;
  return { ...page, network, next: sealPlace(sources.cursorKey, organisation, next), more };
}

async function readNews(sources: FeedSources, organisation: string, place: FeedPlace, wait: number): Promise<LedgerPage> {
  const deadline = Date.now() + wait;
  for (;;) {
    const mark = await markCheckpoints(sources.pool);
    const page = await readFeed(sources, organisation, place);
    const isNews = page !== undefined && (page.to > page.from || page.commits.length > 0);
    const left = deadline - Date.now();
    if (isNews || (left <= 0 && page !== undefined)) return page;
    if (left <= 0) throw new Problem('NOT_READY', 'The log has no checkpoint yet. That takes a few seconds: ask again.');
    await awaitCheckpoint(sources.pool, mark, left);
  }
}
