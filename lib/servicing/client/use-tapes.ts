'use client';
import { useMutation, useQuery, useQueryClient, type UseMutationResult, type DefinedUseQueryResult } from '@tanstack/react-query';
import { getJson, postJson } from '@/lib/platform/client/fetch-json';
import type { TapeDetail, TapeFileKind, TapeState, TapeView } from '@/lib/servicing/language/tape-views';

const MOVING: readonly TapeState[] = ['checking', 'committing'];
const POLL_MILLISECONDS = 500;

/** The newest tapes; asked again while one moves. */
export function useTapes(initialData: readonly TapeView[]): DefinedUseQueryResult<readonly TapeView[]> {
  return useQuery({
    queryKey: ['tapes'],
    queryFn: async () => (await getJson<{ tapes: TapeView[] }>('/api/v1/tapes')).tapes,
    initialData,
    refetchInterval: ({ state }) =>
      state.data?.some((tape) => MOVING.includes(tape.state)) === true ? POLL_MILLISECONDS : false,
  });
}

/** One tape; asked again while it moves, so progress survives a reload. */
export function useTape(id: string, initialData: TapeDetail): DefinedUseQueryResult<TapeDetail> {
  return useQuery({
    queryKey: ['tape', id],
    queryFn: () => getJson<TapeDetail>(`/api/v1/tapes/${id}`),
    initialData,
    refetchInterval: ({ state }) => (state.data !== undefined && MOVING.includes(state.data.state) ? POLL_MILLISECONDS : false),
  });
}

/** Confirms a checked tape. */
export function useConfirmTape(id: string): UseMutationResult<unknown, Error, { reason: string }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ reason }) => postJson(`/api/v1/tapes/${id}/commit`, reason === '' ? {} : { reason }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tape', id] }),
  });
}

/** Sends a file with its progress in bytes: fetch cannot tell how much has gone out. Rejects with a sentence. */
export function sendTapeFile(tape: string, kind: TapeFileKind, file: File, onBytes: (sent: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', `/api/v1/tapes/${tape}/${kind}`);
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = (event) => { onBytes(event.loaded); }; // prettier-ignore
    request.onerror = () => { reject(new Error('The connection broke while the file was being sent. Nothing of it was kept. Send it again.')); }; // prettier-ignore
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(new Error(detailOf(request.responseText)));
    };
    request.send(file);
  });
}

function detailOf(text: string): string {
  try {
    return (JSON.parse(text) as { detail?: string }).detail ?? 'The file was not accepted. Send it again.';
  } catch {
    return 'The file was not accepted. Send it again.';
  }
}
