'use client';
import { QueryClientProvider, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { io } from 'socket.io-client';
import type { LedgerSignal } from '@/lib/platform/language/ledger-signal';
import { createQueryClient } from './query-client';

/** Whether what is shown is live. `since` is the instant up to which it certainly is. */
export type LiveState =
  { readonly kind: 'connecting' | 'live' | 'reconnecting' | 'past' } | { readonly kind: 'as-of'; readonly since: number };

const PAST: LiveState = { kind: 'past' };
const LiveContext = createContext<LiveState>({ kind: 'connecting' });
const QUIET_MILLISECONDS = 4_000;
const CURSOR = 'hearthline.cursor';

/** The state of the connection, for the chip. */
export function useLive(): LiveState {
  return useContext(LiveContext);
}

/** React Query, kept fresh by the ledger's signals: a signal names loans and carries no data, so what is shown is asked for again. */
export function LiveProvider({
  organisation,
  children,
}: {
  readonly organisation: string;
  readonly children: ReactNode;
}): ReactNode {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <Listener organisation={organisation}>{children}</Listener>
    </QueryClientProvider>
  );
}

function Listener({ organisation, children }: { readonly organisation: string; readonly children: ReactNode }): ReactNode {
  const [state, setState] = useState<LiveState>({ kind: 'connecting' });
  const client = useQueryClient();
  const past = useSearchParams().has('asOf');
  // The socket is the outside system this effect keeps in step with. The past does not move.
  useEffect(() => {
    if (past) return undefined;
    const key = `${CURSOR}.${organisation}`;
    let lastLive = Date.now();
    let first = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const socket = io({ transports: ['websocket'], reconnectionDelay: 300, reconnectionDelayMax: 4_000, auth: (give) => { give({ cursor: sessionStorage.getItem(key) ?? '' }); } }); // prettier-ignore
    const lost = (): void => {
      setState((now) => (now.kind === 'as-of' ? now : { kind: 'reconnecting' }));
      timer ??= setTimeout(() => { setState({ kind: 'as-of', since: lastLive }); }, QUIET_MILLISECONDS); // prettier-ignore
    };
    socket.on('ledger', (signal: LedgerSignal) => {
      sessionStorage.setItem(key, signal.cursor);
      clearTimeout(timer);
      timer = undefined;
      lastLive = Date.now();
      setState({ kind: 'live' });
      // What was fetched before the first signal may be older than the socket.
      if (first || signal.many || signal.loans.length > 0) void refresh(client, signal, first);
      first = false;
    });
    socket.on('disconnect', () => { lastLive = Date.now(); lost(); }); // prettier-ignore
    socket.on('connect_error', lost);
    // A browser that knows itself offline does not wait for the socket to find out.
    const gone = (): void => { lastLive = Date.now(); socket.disconnect(); lost(); }; // prettier-ignore
    const back = (): void => void socket.connect();
    window.addEventListener('offline', gone);
    window.addEventListener('online', back);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('offline', gone);
      window.removeEventListener('online', back);
      socket.off();
      socket.disconnect();
      setState({ kind: 'connecting' });
    };
  }, [client, organisation, past]);
  return <LiveContext.Provider value={past ? PAST : state}>{children}</LiveContext.Provider>;
}

/** Asks again for what the signal may have changed: one loan's views by its id, every list. */
function refresh(client: QueryClient, signal: LedgerSignal, all: boolean): Promise<void> {
  const moved = new Set(signal.loans.map((loan) => loan.loanId));
  return client.invalidateQueries({
    predicate: ({ queryKey: [kind, loan] }) => all || signal.many || kind !== 'loan' || moved.has(String(loan)),
  });
}
