import { EyeOff } from 'lucide-react';
import type { ReactNode } from 'react';

/** In place of a value that is there and that this reader may not see. */
export function Withheld({ what }: { readonly what: string }): ReactNode {
  return (
    <span className="inline-flex items-center gap-1 text-quiet italic" title={`${what} is recorded and not shared with you`}>
      <EyeOff className="size-3.5" aria-hidden="true" />
      withheld
    </span>
  );
}
