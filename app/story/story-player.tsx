'use client';
import { QueryClient, QueryClientProvider, useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ProofView } from '@/components/ledger/proof-view';
import { Timeline } from '@/components/servicing/timeline';
import { Brand } from '@/components/ui/brand';
import { Button } from '@/components/ui/button';
import { ErrorNote, Waiting } from '@/components/ui/notes';
import { getJson, postJson } from '@/lib/platform/client/fetch-json';
import type { HistoryFact } from '@/lib/servicing/language/loan-views';
import type { StoryViews } from './read-views';
import { FourViews } from './four-views';

/** The guided story: one month is imported, four views change, the number is followed back, checked, and broken in a copy. */
export function StoryPlayer({ month }: { readonly month: string }): ReactNode {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: false } } }));
  return (
    <QueryClientProvider client={client}>
      <main className="mx-auto flex max-w-6xl flex-col gap-8 px-5 py-8">
        <header className="flex flex-wrap items-center justify-between gap-3">
          <Brand />
          <a href="/sign-in">Leave the story</a>
        </header>
        <Story month={month} />
      </main>
    </QueryClientProvider>
  );
}

function Story({ month }: { readonly month: string }): ReactNode {
  const begin = useMutation({ mutationFn: () => postJson<{ run: string }>('/api/story', {}) });
  const run = begin.data?.run;
  if (run !== undefined) return <Run run={run} month={month} />;
  return (
    <section className="max-w-2xl">
      <h1 className="text-3xl!">The missed payment, in five minutes</h1>
      <p className="mt-4 text-base">
        Three invented loans, one servicer, the company that owns them, the one that sold them on as a security, and the homeowner of the first. Everything you will see is real: the import, the ledger, the
        signatures, the four views. Only the people are made up.
      </p>
      {begin.error !== null && <div className="mt-4"><ErrorNote error={begin.error} /></div>}
      <Button className="mt-6" disabled={begin.isPending} onClick={() => { begin.mutate(); }}>{begin.isPending ? 'Setting the scene…' : 'Begin'}</Button>
    </section>
  ); // prettier-ignore
}

function Run({ run, month }: { readonly run: string; readonly month: string }): ReactNode {
  const views = useQuery({
    queryKey: ['story', run],
    queryFn: () => getJson<StoryViews>(`/api/story/${run}`),
    refetchInterval: 1_000,
  });
  const arrive = useMutation({
    mutationFn: () => postJson<StoryViews>(`/api/story/${run}`, {}),
    onSuccess: () => views.refetch(),
  });
  const [followed, setFollowed] = useState(false);
  const missed = views.data?.alert != null;
  return (
    <>
      <Step at={1} title={missed ? `${month} has arrived, and one payment has not.` : `${month} is about to arrive.`}>
        <p>The servicer sends the month’s tape. It is checked line by line, and each line that means something becomes a signed fact.</p>
        {arrive.error !== null && <ErrorNote error={arrive.error} />}
        {!missed && <Button disabled={arrive.isPending} onClick={() => { arrive.mutate(); }}>{arrive.isPending ? 'Importing…' : `Import ${month}`}</Button>}
      </Step>
      {views.error !== null && <ErrorNote error={views.error} />}
      {views.data === undefined ? <Waiting /> : <FourViews views={views.data} />}
      {missed && (
        <Step at={2} title="Follow the number back">
          <p>Four parties see the same payment missing, each as far as they may. The owner asks: says who?</p>
          {followed ? <Facts run={run} /> : <Button onClick={() => { setFollowed(true); }}>Show every fact behind it</Button>}
        </Step>
      )}
      {missed && followed && (
        <Step at={3} title="Check it yourself, then break it">
          <ProofView loanId={views.data?.loanId ?? ''} path={`/api/story/${run}/proof`} />
          <p>That is the whole idea. <a href="/sign-in">Go in as one of the five people</a> and look around.</p>
        </Step>
      )}
    </>
  ); // prettier-ignore
}

function Facts({ run }: { readonly run: string }): ReactNode {
  const history = useQuery({
    queryKey: ['story', run, 'history'],
    queryFn: () => getJson<{ facts: HistoryFact[] }>(`/api/story/${run}/history`),
  });
  if (history.error !== null) return <ErrorNote error={history.error} />;
  return history.data === undefined ? <Waiting /> : <Timeline facts={history.data.facts} />;
}

function Step({ at, title, children }: { readonly at: number; readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className="flex flex-col items-start gap-3">
      <h2 className="text-xl!"><span className="mr-2 text-accent">{at}</span>{title}</h2>
      <div className="flex w-full max-w-4xl flex-col items-start gap-3 [&>*]:max-w-full">{children}</div>
    </section>
  ); // prettier-ignore
}
