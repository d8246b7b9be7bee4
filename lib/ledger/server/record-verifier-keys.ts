import type { Pool } from 'pg';
import { toHex } from '@/lib/ledger/domain/bytes';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { changesOfKeys, policyKeys, type PolicyKey } from '@/lib/ledger/domain/policy-keys';
import { HUB, KEYS_STREAM, VerifierKeyRegistered, VerifierKeyRetired } from '@/lib/ledger/language/facts';
import type { FactDraft } from './fact-draft';
import { sha256 } from './hashing';
import type { Ledger } from './ledger';

/** Begins the idempotency key of what one published policy changed; its number follows. */
const POLICY_KEY = 'verifier-keys/';

/**
 * Says as facts which keys of the log and its witnesses count, each time a policy is published that changes them (ledger-format
 * §2 rule 28).
 */
export class VerifierKeyRecord {
  private told: string | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly ledger: Ledger,
  ) {}

  /** Says what is new since the last time. What an earlier process said is not said again. */
  async record(now: Date): Promise<void> {
    const { rows } = await this.pool.query<{ id: string; policy: string }>(
      'select id, policy from ledger.witness_policy where $1::bigint is distinct from (select max(id) from ledger.witness_policy) order by id',
      [this.told ?? null],
    );
    let before: readonly PolicyKey[] = [];
    for (const { id, policy } of rows) {
      const after = keysOf(policy);
      const facts = factsOf(changesOfKeys(before, after), now.toISOString());
      if (facts.length > 0) await append(this.ledger, `${POLICY_KEY}${id}`, facts);
      before = after;
    }
    this.told = rows.at(-1)?.id ?? this.told;
  }
}

/** A witness's or the log's key is not trusted from an instant on. The policy is the operator's to change. */
export async function distrustVerifierKey(ledger: Ledger, distrusted: { vkey: string; since: string }): Promise<void> {
  const { vkey, since } = distrusted;
  const values = { vkey, reason: 'compromised', compromisedSince: since };
  const occurredAt = new Date().toISOString();
  const key = `verifier-key-compromised/${toHex(sha256(vkey))}/${since}`;
  await append(ledger, key, [{ definition: VerifierKeyRetired, stream: KEYS_STREAM, values, occurredAt, causes: [] }]);
}

function keysOf(text: string): PolicyKey[] {
  const policy = parsePolicy(text, sha256);
  return 'refused' in policy ? [] : policyKeys(policy);
}

function factsOf({ registered, retired }: ReturnType<typeof changesOfKeys>, occurredAt: string): FactDraft[] {
  const about = { stream: KEYS_STREAM, occurredAt, causes: [] };
  return [
    ...registered.map(({ role, name, vkey }) => ({ ...about, definition: VerifierKeyRegistered, values: { role, name, vkey } })),
    ...retired.map(({ vkey, reason }) => {
      return { ...about, definition: VerifierKeyRetired, values: { vkey, reason, compromisedSince: null } };
    }),
  ];
}

async function append(ledger: Ledger, key: string, facts: FactDraft[]): Promise<void> {
  const signedAt = new Date().toISOString();
  const request = { organisation: HUB, actor: 'log', idempotencyKey: key, fingerprint: key, signedAt, facts };
  if ((await ledger.findReplay(request)) === undefined) await ledger.commit(request);
}
