import type { Metadata } from 'next';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { Movements } from '@/components/lending/movements';
import { listMovements } from '@/lib/lending/server/list-movements';
import { runtime } from '@/lib/platform/server/runtime';
import { pageActor } from '../../current-actor';

export const metadata: Metadata = { title: 'Movements' };

/** The owner's loans that moved. */
export default async function Page(): Promise<ReactNode> {
  const first = await listMovements(runtime().database, await pageActor(), { limit: 50 });
  return (
    <NuqsAdapter>
      <Movements first={first} />
    </NuqsAdapter>
  );
}
