import { Eraser, EyeOff } from 'lucide-react';
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

/** In place of a value that was destroyed: its seal is all that is left. */
export function Erased({ what }: { readonly what: string }): ReactNode {
  return (
    <span className="inline-flex items-center gap-1 text-quiet italic" title={`${what} was erased for good; its seal stays`}>
      <Eraser className="size-3.5" aria-hidden="true" />
      erased
    </span>
  );
}
