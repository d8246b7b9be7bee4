import type { ReactNode } from 'react';
import { Brand } from '@/components/ui/brand';

/** A page that stands outside everyone’s frame, with the way back. */
export function Outside({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <main className="mx-auto flex min-h-dvh max-w-2xl flex-col gap-6 px-5 py-10">
      <a href="/" className="text-ink no-underline" aria-label="Hearthline: to the first page">
        <Brand />
      </a>
      <h1>{title}</h1>
      {children}
    </main>
  );
}
