import type { Metadata } from 'next';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { Triage } from '@/components/servicing/triage';
import { today } from '@/lib/platform/server/clock';
import { runtime } from '@/lib/platform/server/runtime';
import { listAlerts } from '@/lib/servicing/server/list-alerts';
import { summarizeAlerts } from '@/lib/servicing/server/summarize-alerts';
import { pageActor } from '../../current-actor';

export const metadata: Metadata = { title: 'Triage' };

/** The servicer's late-payment alerts. */
export default async function Page(): Promise<ReactNode> {
  const actor = await pageActor();
  const { database } = runtime();
  const [page, summary] = await Promise.all([
    listAlerts(database, actor, { limit: 50 }, today()),
    summarizeAlerts(database, actor, undefined, today()),
  ]);
  return (
    <NuqsAdapter>
      <Triage firstPage={page} firstSummary={summary} me={actor.id} />
    </NuqsAdapter>
  );
}
