'use client';
import { createContext, useContext, type ReactNode } from 'react';
import type { MomentView } from '@/lib/platform/language/moment';

const MomentContext = createContext<MomentView | undefined>(undefined);

/** Says to everything inside that it shows the past as of a moment, or the present where there is none. */
export function MomentProvider({
  moment,
  children,
}: {
  readonly moment: MomentView | undefined;
  readonly children: ReactNode;
}): ReactNode {
  return <MomentContext.Provider value={moment}>{children}</MomentContext.Provider>;
}

/** The past moment that is shown here; undefined where it is the present. */
export function useMoment(): MomentView | undefined {
  return useContext(MomentContext);
}

/** How a view is asked for here: `key` tells its answers from those of other moments, `path` puts the moment into an address. */
export interface Asking {
  readonly key: number | 'now';
  readonly path: (path: string) => string;
}

/** Asks as of the position that the server named, so that whatever is fetched later belongs to what was shown first. */
export function useAsking(): Asking {
  const moment = useMoment();
  if (moment === undefined) return { key: 'now', path: (path) => path };
  return {
    key: moment.position,
    path: (path) => `${path}${path.includes('?') ? '&' : '?'}asOf=${String(moment.position)}`,
  };
}
