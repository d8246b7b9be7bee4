import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { signBytes } from '@/lib/ledger/server/hashing';
import { Ledger, type CommitReceipt } from '@/lib/ledger/server/ledger';
import { OrganisationKeys, type SigningKey } from '@/lib/ledger/server/organisation-keys';
import { encodeCustodyClaim } from '@/lib/partners/domain/custody';
import { isWantedKeyChange, type WantedKeyChange } from '@/lib/partners/domain/wanted-key-change';
import { answerProposal, type ProposalAnswer } from '@/lib/partners/server/answer-proposal';
import { takeCustody, type CustodyChange } from '@/lib/partners/server/change-custody';
import { listProposals } from '@/lib/partners/server/list-proposals';
import { readCustody } from '@/lib/partners/server/read-custody';
import { tokenHash } from '@/lib/partners/server/tokens';
import { createPool } from '@/lib/platform/server/database';
import { AlertAcknowledged } from '@/lib/servicing/language/work-facts';
import type { ApiClient } from './api-client';
import { signUntil, type OwnSigner } from './own-signer';
import { openTestNetwork, type TestNetwork } from './test-network';

/** A network whose servicer may hold its own key, in a directory of its own. */
export interface TestCustody {
  readonly network: TestNetwork;
  readonly owner: Pool;
  readonly change: CustodyChange;
  readonly own: OrganisationKeys;
  readonly directory: string;
  /** What the signer said of answers that were not taken. */
  readonly told: string[];
  /** Runs the servicer's signer, and the views, while something needs them. */
  readonly signing: <Result>(work: Promise<Result>, decide?: OwnSigner['decide']) => Promise<Result>;
  /** Signs what a change to this key says, as `custody` does, and leaves the rest. */
  readonly changeTo: (next: SigningKey | 'hub') => Promise<OwnSigner['decide']>;
  /** Appends a fact in an organisation's name, on a stream of its own or the one named. */
  readonly write: (organisation?: string, stream?: string) => Promise<CommitReceipt>;
  readonly take: (key: SigningKey, code?: string, signedWith?: SigningKey) => ReturnType<typeof takeCustody>;
  readonly invite: (code: string, organisation?: string) => Promise<void>;
  close(): Promise<void>;
}

/** Makes it in a copy of the template database. The hub waits a second and a half for signatures. */
export async function openTestCustody(templateUrl: string): Promise<TestCustody> {
  const network = await openTestNetwork(templateUrl);
  const owner = createPool(network.ownerUrl, 1);
  const directory = mkdtempSync(join(tmpdir(), 'hearthline-own-keys-'));
  const own = new OrganisationKeys(directory);
  const { context, keys, origin, subjects } = network.worker;
  const ledger = new Ledger({ pool: context.pool, origin, keys, requestSecret: 'secret', signingPatience: 1_500, subjects });
  const { database } = network;
  const change = { ledger, pool: context.pool, keys, database, origin };
  const told: string[] = [];
  let written = 0;
  return {
    network, owner, change, own, directory, told,
    signing: (work, decide = () => Promise.resolve('sign')) => signing({ network, own, directory, told }, work, decide),
    changeTo: (next) => changeTo(network, next),
    write: (organisation = 'servicer', stream) => write(ledger, `write/${String((written += 1))}`, { organisation, stream }),
    take(key, code, signedWith = key) {
      const text = encodeCustodyClaim({ origin, organisation: 'servicer', key: key.keyId });
      const proof = toBase64(signBytes(signedWith.privateKey, Buffer.from(text, 'utf8')));
      return takeCustody(change, network.actor('servicer'), { publicKey: toBase64(key.publicKey), proof, code });
    },
    async invite(code, organisation = 'servicer') {
      const text = `insert into partners.custody_code values ($1, $2, now() + interval '1 day')`;
      await owner.query(text, [tokenHash(code), organisation]);
    },
    async close() {
      await owner.end();
      await network.close();
    },
  }; // prettier-ignore
}

function write(ledger: Ledger, key: string, to: { organisation: string; stream: string | undefined }): Promise<CommitReceipt> {
  const { organisation, stream = `note/${key}` } = to;
  const facts = [{ definition: AlertAcknowledged, stream, values: { openedDueOn: '2026-09-01' }, occurredAt: '2026-11-01', causes: [] }];
  return ledger.commit({ organisation, actor: 'tester', idempotencyKey: key, fingerprint: key, signedAt: '2026-11-02T00:00:00.000Z', facts });
} // prettier-ignore

/** The API's two routes, without HTTP between. */
function apiOf(network: TestNetwork): ApiClient {
  const { database } = network;
  return {
    organisation: 'servicer',
    async send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
      const known = path.split('known=')[1]?.split(',');
      if (method === 'GET') return (await listProposals(database, network.actor('servicer'), known)) as Answer;
      const answer = JSON.parse(String(body)) as ProposalAnswer;
      await answerProposal(database, network.actor('servicer'), { id: path.split('/').at(-1) ?? '', answer });
      return {} as Answer;
    },
  };
}

async function changeTo(network: TestNetwork, next: SigningKey | 'hub'): Promise<OwnSigner['decide']> {
  const { keys } = await readCustody(network.database, network.actor('servicer'));
  const wanted: WantedKeyChange = {
    organisation: 'servicer',
    next:
      next === 'hub' ? { custody: 'hub' } : { custody: 'organisation', keyId: next.keyId, publicKey: toBase64(next.publicKey) },
    known: keys.map(({ keyId }) => keyId),
  };
  return ({ facts }) => Promise.resolve(isWantedKeyChange(facts, wanted) ? 'sign' : 'leave');
}

async function signing<Result>(
  { network, own, directory, told }: Pick<TestCustody, 'network' | 'own' | 'directory' | 'told'>,
  work: Promise<Result>,
  decide: OwnSigner['decide'],
): Promise<Result> {
  const state = { done: false };
  const settled = work.finally(() => (state.done = true));
  // It may fail while the signer still works: it is heard at the end.
  settled.catch(() => undefined);
  const keyOf = (keyId: string): SigningKey | undefined =>
    [own.find('servicer'), own.findNext('servicer')].find((key) => key?.keyId === keyId);
  const tell = (words: string): void => void told.push(words);
  const signer = { origin: network.worker.origin, organisation: 'servicer', directory, keyOf, decide, tell };
  const running = signUntil(() => state.done, { api: apiOf(network), signer, onTrouble: broken });
  while (!state.done) await network.worker.context.follow();
  await running;
  return settled;
}

/** Nothing between the signer and the hub can break here. */
async function broken(error: unknown): Promise<void> {
  await Promise.resolve();
  throw error;
}
