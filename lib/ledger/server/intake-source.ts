import { z } from 'zod';
import { readBounded } from './read-bounded';

/** Where a follower's pages come from. What is answered is hostile until it was checked. */
export interface IntakeSource {
  /** The page after a cursor; waits so many milliseconds for news where there is none. */
  page(what: { after: string | null; keys: string | null; wait: number }): Promise<unknown>;
  /** Where streams end by the newest checkpoint. */
  ends(streams: readonly string[]): Promise<unknown>;
  /** The RFC 6962 proof between two sizes of the log, base64. */
  growth(from: number, to: number): Promise<unknown>;
  /** The policy that the hub publishes (C2SP tlog-policy). */
  policy(): Promise<string>;
  /** What the hub itself says was found against the record. */
  alarms(): Promise<unknown>;
}

const MOST_BYTES = 256 * 1024 * 1024;
const PATIENCE_MILLISECONDS = 30_000;

/** The hub said no: asking again changes nothing before somebody has done something. */
export class HubRefusal extends Error {
  constructor(
    readonly status: number,
    detail: string,
    /** As the hub's own program says it; none where the answer comes from elsewhere on the way. */
    readonly code?: string,
  ) {
    super(detail);
  }
}

/** A hub's API, asked with an organisation's key. Throws {@link HubRefusal}, or what `fetch` throws where it does not answer. */
export function openHub(
  hub: string,
  key: string,
): IntakeSource & { get(path: string): Promise<string>; tell(path: string, what: object): Promise<void> } {
  const ask = async (path: string, init: RequestInit = {}): Promise<string> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    const response = await fetch(new URL(path, hub), { ...init, headers, signal, redirect: 'error' });
    const text = await readBounded(response, MOST_BYTES);
    if (response.ok) return text;
    const { detail, code } = readProblem(text);
    throw new HubRefusal(response.status, detail ?? '', code);
  };
  const json = async (path: string, init?: RequestInit): Promise<unknown> => JSON.parse(await ask(path, init)) as unknown;
  return {
    get: (path) => ask(path),
    policy: () => ask('/ledger/keys'),
    alarms: () => json('/api/v1/ledger/alarms'),
    async tell(path, what) {
      await ask(path, { method: 'POST', body: JSON.stringify(what) });
    },
    page({ after, keys, wait }) {
      const query = new URLSearchParams({ wait: String(wait) });
      if (after !== null) query.set('after', after);
      if (keys !== null) query.set('keys', keys);
      return json(`/api/v1/feed?${query.toString()}`);
    },
    ends: (streams) => json('/api/v1/feed/ends', { method: 'POST', body: JSON.stringify({ streams }) }),
    growth: async (from, to) =>
      ((await json(`/api/v1/ledger/consistency?from=${String(from)}&to=${String(to)}`)) as { proof?: unknown }).proof,
  };
}

const problemShape = z.object({ detail: z.string().optional(), code: z.string().optional() });

function readProblem(text: string): z.infer<typeof problemShape> {
  try {
    return problemShape.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
