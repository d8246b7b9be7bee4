import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './fetch-json';

const HEAL_MILLISECONDS = 5_000;

/** Asks again by itself whatever failed in a way that may pass, so that a page comes right without anyone's doing. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 1 && mayPass(error),
        refetchInterval: ({ state }) => (state.status === 'error' && mayPass(state.error) ? HEAL_MILLISECONDS : false),
        staleTime: 0,
        refetchOnWindowFocus: true,
        networkMode: 'always',
      },
    },
  });
}

/** Out of reach, or failed at the other end: not a refusal, which would only be repeated. */
function mayPass(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
}
