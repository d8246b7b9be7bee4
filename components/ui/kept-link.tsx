'use client';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import type { ComponentProps, ReactNode } from 'react';

/** A link to another view of the same moment: who looks at the past stays in it. */
export function KeptLink({ href, ...rest }: Omit<ComponentProps<typeof Link>, 'href'> & { readonly href: string }): ReactNode {
  const asOf = useSearchParams().get('asOf');
  return <Link href={asOf === null ? href : `${href}?asOf=${encodeURIComponent(asOf)}`} {...rest} />;
}
