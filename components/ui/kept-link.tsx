'use client';
import { useSearchParams } from 'next/navigation';
import type { ComponentProps, ReactNode } from 'react';
import { PageLink } from './page-link';

/** A link to another view of the same moment: who looks at the past stays in it. */
export function KeptLink({
  href,
  ...rest
}: Omit<ComponentProps<typeof PageLink>, 'href'> & { readonly href: string }): ReactNode {
  const asOf = useSearchParams().get('asOf');
  return <PageLink href={asOf === null ? href : `${href}?asOf=${encodeURIComponent(asOf)}`} {...rest} />;
}
