'use client';
import { createContext, useContext, type ReactNode } from 'react';
import { useMoment } from './moment';

const CopyContext = createContext(false);

/** Says to everything inside whether this node is a partner's own copy, which only shows. */
export function CopyProvider({ copy, children }: { readonly copy: boolean; readonly children: ReactNode }): ReactNode {
  return <CopyContext.Provider value={copy}>{children}</CopyContext.Provider>;
}

/** Whether anything can be changed here: neither in the past nor on a copy. */
export function useMayChange(): boolean {
  const copy = useContext(CopyContext);
  return useMoment() === undefined && !copy;
}
