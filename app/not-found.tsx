import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { Outside } from '@/components/platform/outside';

export const metadata: Metadata = { title: 'No such page' };

/** An address that leads nowhere; within a party’s frame another page says that nothing is shared. */
export default function NoSuchPage(): ReactNode {
  return (
    <Outside title="There is no page at this address">
      <p>
        It may have been mistyped, or it is from an older link. Nothing was changed. <a href="/">Go to your own page</a>, and find
        what you were looking for from there.
      </p>
    </Outside>
  );
}
