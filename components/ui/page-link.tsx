'use client';
import Link, { useLinkStatus } from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { OnTheWay } from './on-the-way';

/**
 * A link to a page of ours. Nothing of the page is read before someone goes there: what a page tells is read as they look, so
 * reading ahead brings nothing, and a list of fifty loans would ask the server a hundred times.
 */
export function PageLink({ children, ...rest }: ComponentProps<typeof Link>): ReactNode {
  return (
    <Link prefetch={false} {...rest}>
      {children}
      <Going />
    </Link>
  );
}

function Going(): ReactNode {
  const { pending } = useLinkStatus();
  return pending && <OnTheWay />;
}
