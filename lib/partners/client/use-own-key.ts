'use client';
import { useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { isSuccessorOf } from '@/lib/ledger/domain/lineage';
import { encodeCustodyClaim } from '@/lib/partners/domain/custody';
import type { WantedKeyChange } from '@/lib/partners/domain/wanted-key-change';
import type { Custody } from '@/lib/partners/language/custody';
import type { Invitation } from '@/lib/partners/language/invitation';
import { ApiProblem, getJson, postJson } from '@/lib/platform/client/fetch-json';
import { makeBrowserKey, signText } from './browser-key';
import { DeskSession, type DeskView } from './desk-session';
import { findKept, keep, keepNew, letGo, type KeptKey } from './holder-store';

const EVERY_MILLISECONDS = 5_000;

/** Who holds the organisation's keys, by the hub's word; asked again every few seconds: no signal tells of it. */
export function useCustody(first: Custody): Custody {
  const { data } = useQuery({
    queryKey: ['custody'],
    queryFn: () => getJson<Custody>('/api/v1/custody'),
    initialData: first,
    refetchInterval: EVERY_MILLISECONDS,
  });
  return data;
}

/** One session for a key in a tab, however often the page is drawn. */
const sessions = new Map<string, DeskSession>();

function sessionOf(kept: KeptKey): DeskSession {
  const place = `${kept.keyId} ${kept.origin}`;
  const session = sessions.get(place) ?? new DeskSession(kept);
  sessions.set(place, session);
  return session;
}

/** The session of the key that this browser keeps for the organisation; null where it keeps none. */
export function useKept(organisation: string): UseQueryResult<DeskSession | null> {
  return useQuery({
    queryKey: ['kept-key', organisation],
    queryFn: async () => {
      const kept = await findKept(organisation);
      return kept === undefined ? null : sessionOf(kept);
    },
    structuralSharing: false,
  });
}

/** What lies on the desk, as long as the page is open and the key `mayAnswer`. */
export function useDesk(session: DeskSession, mayAnswer: boolean): DeskView {
  // The desk is the outside system this effect keeps in step with.
  useEffect(() => {
    if (!mayAnswer) return undefined;
    const stop = new AbortController();
    void session.run(stop.signal);
    return () => stop.abort();
  }, [session, mayAnswer]);
  return useSyncExternalStore(session.subscribe, session.snapshot, session.snapshot);
}

/** Makes a key in this browser and puts it in the place of the present one; with the operator's code where the hub holds that. */
export function useTake(custody: Custody): UseMutationResult<unknown, Error, Invitation | undefined> {
  const again = useLookAgain();
  return useMutation({
    mutationFn: async (invitation: Invitation | undefined) => {
      const { organisation, origin } = custody;
      const key = { ...(await makeBrowserKey()), organisation, origin, code: invitation?.code };
      await keepNew(key);
      await again();
      await register(custody, key);
    },
    onSettled: again,
  });
}

/** Takes a change up again that broke off, with the key that was made for it. */
export function useFinish(custody: Custody, { key }: DeskSession): UseMutationResult<unknown, Error, undefined> {
  return useMutation({ mutationFn: () => register(custody, key), onSettled: useLookAgain() });
}

/** Lets the hub hold the organisation's key again; this browser's key signs for that, and is let go. */
export function useReturn(custody: Custody, session: DeskSession): UseMutationResult<unknown, Error, undefined> {
  return useMutation({
    mutationFn: async () => {
      const wanted = wantedChange(custody, { custody: 'hub' });
      await session.during(wanted, () => postJson('/api/v1/custody', { custody: 'hub' }));
      await letGo(session.key);
    },
    onSettled: useLookAgain(),
  });
}

/** Lets a key go that signs no more. */
export function useLetGo({ key }: DeskSession): UseMutationResult<unknown, Error, undefined> {
  return useMutation({ mutationFn: () => letGo(key), onSettled: useLookAgain() });
}

/** Signs for the log under the name that it goes on with. Throws where it cannot be the same log. */
export function useFollowLog(custody: Custody, { key }: DeskSession): UseMutationResult<unknown, Error, undefined> {
  return useMutation({
    mutationFn: async () => {
      if (!isSuccessorOf(custody.origin, key.origin))
        throw new Error(`${custody.origin} is no later name of ${key.origin}. Nothing was changed.`);
      await keep({ ...key, origin: custody.origin });
    },
    onSettled: useLookAgain(),
  });
}

async function register(custody: Custody, key: KeptKey): Promise<void> {
  const { organisation, origin } = custody;
  const { keyId, publicKey, code } = key;
  const proof = await signText(key, encodeCustodyClaim({ origin, organisation, key: keyId }));
  const body = { custody: 'organisation', publicKey, proof, ...(code !== undefined && { code }) };
  const wanted = wantedChange(custody, { custody: 'organisation', keyId, publicKey });
  try {
    await sessionOf(key).during(wanted, () => postJson('/api/v1/custody', body));
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'CUSTODY_REFUSED') await forgetUnknown(key);
    throw error;
  }
  await keep({ ...key, code: undefined });
}

/** A key that the hub refused and never registered is good for nothing. After any other error the hub may be about to register it. */
async function forgetUnknown(key: KeptKey): Promise<void> {
  const { keys } = await getJson<Custody>('/api/v1/custody');
  if (key.code !== undefined && !keys.some(({ keyId }) => keyId === key.keyId)) await letGo(key);
}

function wantedChange({ organisation, keys }: Custody, next: WantedKeyChange['next']): WantedKeyChange {
  return { organisation, next, known: keys.map(({ keyId }) => keyId) };
}

function useLookAgain(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'custody' || kind === 'kept-key' });
}
