'use client';
import type { ReactNode } from 'react';
import { Outside } from '@/components/platform/outside';
import { PageError, type PageErrorProps } from '@/components/platform/page-error';

/** Where not even the frame could be made, or there is none. */
export default function OutsideError(props: PageErrorProps): ReactNode {
  return (
    <Outside title="Hearthline cannot answer just now">
      <PageError {...props} />
    </Outside>
  );
}
