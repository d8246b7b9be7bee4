import type { ReactNode } from 'react';
import { EmptyNote } from '@/components/ui/notes';

/** What is not there and what is not shared look alike, on purpose. */
export default function NotFound(): ReactNode {
  return (
    <EmptyNote title="Nothing here is shared with you">
      It may not exist, or you may not be party to it. Check the number, or ask the loan’s servicer.{' '}
      <a href="/">Back to your page</a>
    </EmptyNote>
  );
}
