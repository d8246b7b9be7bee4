import { existsSync, readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { completePolicy, type OwnLog } from '@/lib/ledger/domain/network-policy';
import { formatVkey } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { parseAgreement } from '@/lib/ledger/domain/policy-agreement';
import { findSpeakingKeys, learnSpeakingKeys } from '@/lib/ledger/domain/speaking-keys';
import { formatPolicy, type Policy } from '@/lib/ledger/domain/tlog-policy';
import { log } from '@/lib/platform/server/log';
import { sha256, verifyBytes } from './hashing';

/** The policy as published (C2SP tlog-policy): the keys of the log and of its witnesses, and the quorum. Before the first, the log’s keys alone, those of its name now. */
export async function readPolicyText(pool: Pick<Pool, 'query'>): Promise<string> {
  const { rows } = await pool.query<{ policy: string }>('select policy from ledger.witness_policy order by id desc limit 1');
  if (rows[0] !== undefined) return rows[0].policy;
  const keys = await pool.query<{ vkey: string }>(
    `select vkey from ledger.verifier_key
     where split_part(vkey, '+', 1) = (select origin from ledger.lineage order by number desc limit 1) order by since`,
  );
  return `${keys.rows.map(({ vkey }) => `log ${vkey}\n`).join('')}quorum none\n`;
}

/** All that witnesses signed about changed terms, as notes, the first change first. */
async function readAgreements(pool: Pick<Pool, 'query'>): Promise<string[]> {
  const { rows } = await pool.query<{ note: string }>(
    `select text || e'\n' || string_agg(line, '' order by agreed_at, id) as note from ledger.policy_agreement group by text`,
  );
  const numberOf = (note: string): number => parseAgreement(note, sha256)?.number ?? 0;
  return rows.map(({ note }) => note).sort((left, right) => numberOf(left) - numberOf(right));
}

/** All that was ever published of what the log says of its keys, not yet checked: what is said once is said for good. */
export async function readEveryStatement(pool: Pick<Pool, 'query'>): Promise<readonly string[]> {
  const { rows } = await pool.query<{ policy: string }>(
    `select policy from ledger.witness_policy where policy like '%# log-key %' order by id`,
  );
  const said = rows.flatMap(({ policy }) => {
    const read = parsePolicy(policy, sha256);
    return 'refused' in read ? [] : (read.statements ?? []);
  });
  return [...new Set(said)];
}

/** What the log says of its keys, as published, so far as it leads from one to another; none before one followed another. */
export async function readKeyStatements(pool: Pick<Pool, 'query'>): Promise<readonly string[]> {
  const policy = parsePolicy(await readPolicyText(pool), sha256);
  if ('refused' in policy) return [];
  const pinned = policy.logs.map(({ key }) => key);
  return (await findSpeakingKeys(pinned, policy.statements ?? [], { sha256, verifySignature: verifyBytes })).statements;
}

/** The operator’s policy file, followed as it changes and published. A file that is refused leaves what stood before. */
export class PolicyFile {
  private read: string | undefined;
  private policy: Policy | undefined;
  /** What was published before this began: an older copy of the signer’s directory may not know it. */
  private before: readonly string[] | undefined;

  constructor(
    private readonly path: string,
    private readonly log: () => OwnLog,
    private readonly pool: Pool,
  ) {}

  /** The policy that stands; undefined before the first {@link refresh}. */
  current(): Policy | undefined {
    return this.policy;
  }

  /** Reads the file again when it, the log’s keys or what witnesses signed changed, and publishes what is new. */
  async refresh(): Promise<void> {
    const text = existsSync(this.path) ? readFileSync(this.path, 'utf8') : '';
    const own = this.log();
    const agreements = await readAgreements(this.pool);
    const read = JSON.stringify([text, own.keys.map(formatVkey), own.statements, agreements]);
    if (read === this.read) return;
    this.before ??= await readEveryStatement(this.pool);
    const kept = { kept: own.statements ?? [], offered: this.before };
    const { statements } = await learnSpeakingKeys(own.keys, kept, { sha256, verifySignature: verifyBytes });
    const completed = completePolicy(text, { ...own, statements }, sha256);
    if ('refused' in completed) {
      this.read = read;
      log.error({ path: this.path, ...completed }, 'The witness policy cannot be read; the one before still stands');
      return;
    }
    const policy = withAgreements(completed, agreements);
    if (formatPolicy(policy) !== (await readPolicyText(this.pool)))
      await this.pool.query('insert into ledger.witness_policy (policy) values ($1)', [formatPolicy(policy)]);
    this.policy = policy;
    this.read = read;
  }
}

/** What witnesses signed comes with the policy as far as readers read: the newest changes first of all. */
function withAgreements(policy: Policy, agreements: readonly string[]): Policy {
  const all = { ...policy, ...(agreements.length > 0 && { agreements }) };
  const isRead = agreements.length === 0 || !('refused' in parsePolicy(formatPolicy(all), sha256));
  return isRead ? all : withAgreements(policy, agreements.slice(1));
}
