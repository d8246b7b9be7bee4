import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { Triage } from '@/components/servicing/triage';
import { runtime } from '@/lib/platform/server/runtime';
import { listAlerts } from '@/lib/servicing/server/list-alerts';
import { summarizeAlerts } from '@/lib/servicing/server/summarize-alerts';
import { showPage, type Search } from '../../show-page';

export const metadata: Metadata = { title: 'Triage' };

/** The servicer's late-payment alerts. */
export default function Page({ searchParams }: { readonly searchParams: Search }): Promise<ReactNode> {
  return showPage(searchParams, async ({ actor, today }) => {
    const { database } = runtime();
    const [page, summary] = await Promise.all([
      listAlerts(database, actor, { limit: 50 }, today),
      summarizeAlerts(database, actor, undefined, today),
    ]);
    return <Triage firstPage={page} firstSummary={summary} me={actor.id} />;
  });
}
