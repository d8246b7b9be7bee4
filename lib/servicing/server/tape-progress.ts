import type { Pool } from 'pg';
import type { TapeProgress } from '@/lib/servicing/language/tape-views';

const EVERY_MILLISECONDS = 400;

/** Tells how far a tape has come, a few times a second at most; the rate is measured from when the phase began. */
export class ProgressTeller {
  private began = 0;
  private told = 0;
  private phase: TapeProgress['phase'] | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly tape: string,
    private readonly now: () => Date,
  ) {}

  async tell(phase: NonNullable<TapeProgress['phase']>, done: number, total: number): Promise<void> {
    const now = this.now().getTime();
    if (phase !== this.phase) {
      this.phase = phase;
      this.began = now;
      this.told = 0;
    }
    if (now - this.told < EVERY_MILLISECONDS && done < total) return;
    this.told = now;
    const seconds = (now - this.began) / 1000;
    const rowsPerSecond = seconds > 0 ? Math.round(done / seconds) : 0;
    const secondsLeft = rowsPerSecond > 0 ? Math.ceil((total - done) / rowsPerSecond) : 0;
    const progress: TapeProgress = { phase, done, total, rowsPerSecond, secondsLeft };
    await this.pool.query('update servicing.tape set progress = $2 where id = $1', [this.tape, JSON.stringify(progress)]);
  }
}
