import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { runtime } from '@/lib/platform/server/runtime';

/** Files under way are the hub's: a copy has what they brought, and none of them. */
export default function TapesLayout({ children }: { readonly children: ReactNode }): ReactNode {
  return runtime().follows === undefined ? children : notFound();
}
