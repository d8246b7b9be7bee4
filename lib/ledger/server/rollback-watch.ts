import type { Pool } from 'pg';
import { readSigned } from '@/lib/ledger/domain/contradiction';
import { formatVkey } from '@/lib/ledger/domain/note-key';
import { findSpeakingKeys } from '@/lib/ledger/domain/speaking-keys';
import { isQuorumMet, NO_QUORUM, type Policy } from '@/lib/ledger/domain/tlog-policy';
import { log } from '@/lib/platform/server/log';
import { NothingWitnessed, reachedWitnesses, readWitnessed, type ReachedWitness } from './ask-witness';
import { sha256, verifyBytes } from './hashing';
import type { LogKeys } from './log-keyring';
import { holds, raiseRollback, readSize, rememberedMore } from './raise-rollback';
import type { SignerState } from './signer-state';
import { readStandstill } from './standstill';
import { readEveryStatement } from './witness-policy';

export interface RollbackWatchOptions {
  /** Connections as the signer. */
  readonly pool: Pool;
  readonly keys: () => LogKeys;
  readonly state: SignerState;
  /** The witnesses that are asked, as the policy stands now. */
  readonly policy: () => Policy | undefined;
}

const CRYPTO = { sha256, verifySignature: verifyBytes };

/** Why nothing is signed yet, in words for the operator. */
type Waiting = 'KEY_REPLACED' | 'MEMORY_LOST' | 'WITNESSES_SILENT';

const WORDS: Readonly<Record<Waiting, string>> = {
  KEY_REPLACED:
    'Another key signed this log before. Nothing is signed. Restore signer/log.pem, or declare a successor with: hearthline succeed',
  MEMORY_LOST:
    'The signer’s memory is gone and the policy names no witness that could remember for it. Nothing is signed. Restore signer/signed.json, or declare a successor with: hearthline succeed',
  WITNESSES_SILENT:
    'The signer’s memory is gone and too few witnesses answer that could remember for it. Nothing is signed until a quorum of them has been heard',
};

/**
 * Holds the database against what lies outside it, before anything is signed and as long as the signer runs: what its own
 * memory or a witness holds beyond it was signed, and must not be signed another way (security, T1.3). What is found is an
 * alarm, and with it nothing is appended any more.
 */
export class RollbackWatch {
  private compared = false;
  private told: Waiting | undefined;

  constructor(private readonly options: RollbackWatchOptions) {}

  /** Whether the log may be signed. The witnesses are asked once; from then on those that cosign tell. */
  async look(): Promise<boolean> {
    const { pool, state, keys } = this.options;
    if ((await readStandstill(pool)) === 'BEHIND') return false;
    if (await rememberedMore(pool, state.read(), keys().signers)) return false;
    if (this.compared) return true;
    const waiting = await this.compare();
    if (waiting !== undefined) {
      if (waiting !== 'BEHIND' && waiting !== this.told) log.error({ waiting }, WORDS[(this.told = waiting)]);
      return false;
    }
    await pool.query('update ledger.restored set compared_at = clock_timestamp() where compared_at is null');
    return (this.compared = true);
  }

  private async compare(): Promise<Waiting | 'BEHIND' | undefined> {
    const { state, policy } = this.options;
    if (await this.isOtherKey()) return 'KEY_REPLACED';
    const heard = await this.askAll();
    if (heard === undefined) return 'BEHIND';
    if (state.read() !== undefined) return undefined;
    const standing = policy();
    if (standing === undefined || standing.quorum === NO_QUORUM) return (await this.wasSigned()) ? 'MEMORY_LOST' : undefined;
    return isQuorumMet(standing, heard) ? undefined : 'WITNESSES_SILENT';
  }

  /** The names of witnesses that hold no more than there is; undefined as soon as one holds more, or something else. */
  private async askAll(): Promise<ReadonlySet<string> | undefined> {
    const asked = reachedWitnesses(this.options.policy());
    const answers = await Promise.all(asked.map((witness) => this.askOne(witness)));
    if (answers.includes('more')) return undefined;
    return new Set(asked.filter((_, at) => answers[at] === 'no more').map(({ name }) => name));
  }

  /** A witness that does not answer, or shows nothing that this log signed, has said nothing. */
  private async askOne(witness: ReachedWitness): Promise<'more' | 'no more' | 'nothing'> {
    const { pool } = this.options;
    const { origin, statements, signers } = this.options.keys();
    const note = await readWitnessed(witness, origin).catch((error: unknown) => error);
    if (note instanceof NothingWitnessed) return 'no more';
    if (typeof note !== 'string') return 'nothing';
    const own = signers.map(({ key }) => key);
    const known = (await findSpeakingKeys(own, statements, CRYPTO)).keys.map(({ key }) => key);
    const held = await readSigned(note, known, CRYPTO);
    if (held === undefined) return 'nothing';
    if (await holds(pool, held)) return 'no more';
    await raiseRollback(pool, { note, here: await readSize(pool), witness: witness.name });
    return 'more';
  }

  /**
   * A key that neither signed here nor follows one that did, as an older copy of the database knows it; or one that was withdrawn since,
   * as an older copy of the key's directory would bring back.
   */
  private async isOtherKey(): Promise<boolean> {
    const { pool, keys } = this.options;
    const { origin, signers, statements } = keys();
    const { rows } = await pool.query<{ vkey: string }>('select vkey from ledger.verifier_key');
    const known = rows.map(({ vkey }) => vkey).filter((vkey) => vkey.startsWith(`${origin}+`));
    const own = signers.map(({ key }) => key);
    const said = new Set([...statements, ...(await readEveryStatement(pool))]);
    const { keys: speaking } = await findSpeakingKeys(own, [...said], CRYPTO);
    if (known.length > 0 && !speaking.some(({ key }) => known.includes(formatVkey(key)))) return true;
    return own.every((key) => speaking.find((each) => each.key === key)?.withdrawn !== undefined);
  }

  /** A log that was never signed has nothing to remember; a restored one may have been signed beyond what it tells. */
  private async wasSigned(): Promise<boolean> {
    const { rowCount } = await this.options.pool.query(
      'select 1 where exists (select from ledger.checkpoint) or exists (select from ledger.restored)',
    );
    return rowCount === 1;
  }
}
