import type { ReactNode } from 'react';
import { ErrorNote } from '@/components/ui/notes';

export interface PageErrorProps {
  readonly error: Error & { readonly digest?: string };
  /** Asks for the page again; Next’s `reset` would only draw anew what is there. */
  readonly retry: () => void;
}

/** A page that could not be made. Next hides the message of a server error: this says what to do. */
export function PageError({ error, retry }: PageErrorProps): ReactNode {
  const reference = error.digest === undefined ? '' : ` Give this reference if it goes on: ${error.digest}.`;
  const words = new Error(
    `You may not have this page, or something failed here. Nothing was changed. Go back to your own page or try again.${reference}`,
  );
  return <ErrorNote error={words} retry={retry} />;
}
