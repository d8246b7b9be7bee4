import { resolve } from 'node:path';
import { readDemoAccounts } from '@/lib/partners/server/demo-accounts';
import { readEnv } from '@/lib/platform/server/env';
import { Stop } from './say';

/** The running product's API, spoken to with an organisation's key. */
export interface ApiClient {
  readonly organisation: string;
  send<Answer>(method: string, path: string, body?: BodyInit, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** The API as a servicer of the demo network: the one named, or the first. */
export function openApi(as: string | undefined): ApiClient {
  const env = readEnv();
  const accounts = readDemoAccounts(resolve(env.HEARTHLINE_DATA_DIR)) ?? [];
  const named = (each: { organisation: string; organisationName: string }): boolean =>
    as === undefined || [each.organisation, each.organisationName].some((name) => name.toLowerCase() === as.toLowerCase());
  const account = accounts.filter((each) => as !== undefined || each.kind === 'servicer').find(named);
  if (account === undefined) {
    const names = accounts.map((each) => each.organisationName).join(', ');
    throw new Stop(
      `No account for ${as ?? 'a servicer'} is known here. Nothing was done. Known: ${names || 'none; start the product first'}.`,
      2,
    );
  }
  return clientOf(`http://${env.HOST}:${String(env.PORT)}`, account.apiKey, account.organisationName);
}

/** The API of a hub elsewhere, with the key in HEARTHLINE_API_KEY. */
export function openHub(url: string): ApiClient {
  const { HEARTHLINE_API_KEY: apiKey } = readEnv();
  if (apiKey === undefined)
    throw new Stop('Put your organisation’s API key of that hub into HEARTHLINE_API_KEY. Nothing was done.', 2);
  return openHubWith(url, apiKey);
}

/** The API of a hub elsewhere, with this key of an organisation there. */
export function openHubWith(url: string, apiKey: string): ApiClient {
  if (!URL.canParse(url)) throw new Stop(`--hub takes the hub’s address, not ${url}. Nothing was done.`, 2);
  return clientOf(new URL(url).origin, apiKey, 'your organisation');
}

function clientOf(address: string, apiKey: string, organisation: string): ApiClient {
  return {
    organisation,
    async send(method, path, body, headers = {}) {
      const init = {
        method,
        headers: { authorization: `Bearer ${apiKey}`, ...headers },
        ...(body === undefined ? {} : { body, duplex: 'half' }),
      };
      const response = await fetch(`${address}/api/v1${path}`, init as RequestInit).catch(() => {
        throw new Stop(
          `Hearthline does not answer at ${address}. Nothing was done. Start it with npm start, or set PORT to where it listens.`,
        );
      });
      const answer = (await response.json().catch(() => ({}))) as { detail?: string };
      if (!response.ok)
        throw new Stop(answer.detail ?? `The product answered ${String(response.status)}. Nothing more was done.`);
      return answer as never;
    },
  };
}
