import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { formatPeriod } from '@/components/ui/format';
import { readDemoAccounts } from '@/lib/partners/server/demo-accounts';
import { runtime } from '@/lib/platform/server/runtime';
import { storyPeriod } from './run-story';
import { StoryPlayer } from './story-player';

export const metadata: Metadata = { title: 'The missed payment' };

/** The newcomer's five minutes, in the running product. */
export default function Page(): ReactNode {
  if (readDemoAccounts(runtime().dataDirectory) === undefined) notFound();
  return <StoryPlayer month={formatPeriod(storyPeriod())} />;
}
