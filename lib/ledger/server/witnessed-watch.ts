import type { Pool } from 'pg';
import { formatCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { STALE_SECONDS } from '@/lib/ledger/domain/verify-checkpoint';
import { log } from '@/lib/platform/server/log';
import { reachedWitnesses, readWitnessed, type ReachedWitness } from './ask-witness';
import type { IntakeSource } from './intake-source';
import { judgeCheckpoint, type Judged, type StandingCopy } from './judge-checkpoint';
import { raiseAlarm } from './raise-alarm';
import { readStanding } from './read-held';

export interface WitnessedWatchOptions {
  /** Connections as the follower. */
  readonly pool: Pool;
  readonly source: Pick<IntakeSource, 'growth'>;
  /** POSIX seconds. */
  readonly now: () => number;
}

/**
 * Asks the log's witnesses what they hold, past the hub. A log that was cut back to just where a copy stands sends it nothing that
 * contradicts what it has: only the witnesses know of more. What a witness holds accuses nobody as long as the hub proves
 * that its log goes on to there; a copy that lags, and a hub that is away, are no fault.
 */
export class WitnessedWatch {
  /** Since when, in POSIX seconds, the hub sends pages and does not answer how the log goes on to what a witness holds. */
  private readonly silentSince = new Map<string, number>();

  constructor(private readonly options: WitnessedWatchOptions) {}

  /** Asks each witness once. One that does not answer has said nothing. */
  async look(): Promise<void> {
    const { pool, source } = this.options;
    const standing = await readStanding(pool);
    const copy = { pool, source, standing };
    await Promise.all(reachedWitnesses(standing.trust.policy).map((witness) => this.ask(witness, copy)));
  }

  private async ask(witness: ReachedWitness, copy: StandingCopy): Promise<void> {
    const note = await readWitnessed(witness, copy.standing.trust.origin).catch(() => undefined);
    if (note === undefined) return;
    const judged = await judgeCheckpoint(copy, note);
    const hidden = judged?.verdict === 'unshown' || (judged?.verdict === 'unanswered' && (await this.isHushed(witness)));
    if (judged?.verdict !== 'unanswered') this.silentSince.delete(witness.name);
    if (judged !== undefined && hidden) await this.tell(witness, note, judged);
  }

  /** A hub that goes on sending pages, and for long does not answer this, is not away. */
  private async isHushed({ name }: ReachedWitness): Promise<boolean> {
    const { pool, now } = this.options;
    const { rowCount } = await pool.query('select 1 from ledger.intake where reached_at is not null and lost_at is null');
    const since = rowCount === 1 ? (this.silentSince.get(name) ?? now()) : now();
    this.silentSince.set(name, since);
    return now() - since > STALE_SECONDS;
  }

  private async tell({ name }: ReachedWitness, note: string, { own, shown }: Judged): Promise<void> {
    const sameAs = { held: formatCheckpoint(shown) };
    const evidence = { ...sameAs, notes: [note], here: own.size, witness: name };
    if (await raiseAlarm(this.options.pool, { kind: 'ROLLED_BACK', evidence, sameAs }))
      log.error(evidence, 'A witness holds more of this log than the hub shows');
  }
}
