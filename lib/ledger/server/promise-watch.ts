import type { Pool } from 'pg';
import { raiseAlarm } from './raise-alarm';
import { INCLUDE_MILLISECONDS, type Receipts } from './receipts';

/** A pause longer than this between two looks means that this process did not run: nothing is judged by that time. */
const LONGEST_PAUSE_MILLISECONDS = 15_000;

interface Overdue {
  readonly first_index: string;
  readonly entry_count: number;
  readonly recorded_at: Date;
  readonly commit_hash: Buffer;
  readonly note: string | null;
}

/** Holds the hub to its receipts from within: a commit that no checkpoint covers in time is an alarm, with the receipt as evidence. */
export class PromiseWatch {
  private runningSince: Date | undefined;
  private lookedAt: Date | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly receipts: Receipts,
  ) {}

  /** Looks once. Only the oldest commit that waits is told: the others wait for the same reason. */
  async look(now: Date): Promise<void> {
    const paused = this.lookedAt === undefined || now.getTime() - this.lookedAt.getTime() > LONGEST_PAUSE_MILLISECONDS;
    if (this.runningSince === undefined || paused) this.runningSince = now;
    this.lookedAt = now;
    const due = new Date(now.getTime() - INCLUDE_MILLISECONDS);
    if (this.runningSince > due) return;
    const { rows } = await this.pool.query<Overdue>(
      `select c.first_index, c.entry_count, c.recorded_at, sha256(c.statement || c.signature) as commit_hash, k.note
       from ledger.commit c left join (select size, note from ledger.checkpoint order by size desc limit 1) k on true
       where c.first_index >= coalesce(k.size, 0) and c.recorded_at < $1 order by c.first_index limit 1`,
      [due],
    );
    const overdue = rows[0];
    if (overdue !== undefined) await this.tell(overdue);
  }

  private async tell({ first_index, entry_count: count, recorded_at: recordedAt, commit_hash, note }: Overdue): Promise<void> {
    const firstIndex = BigInt(first_index);
    const receipt = this.receipts.sign({ commitHash: commit_hash, firstIndex, count, recordedAt });
    const index = Number(first_index);
    const evidence = { index, receipt, notes: note === null ? [] : [note] };
    await raiseAlarm(this.pool, { kind: 'PROMISE_BROKEN', evidence, sameAs: { index } });
  }
}
