import type { Pool } from 'pg';
import { appendArguments } from './append-arguments';
import { CommitFault } from './commit-faults';
import { REFUSED_ENDED_KEY } from './end-keys';
import type { SealedCommit } from './seal-commit';
import { REFUSED_BEHIND, REFUSED_OLD_NAME } from './standstill';

/** What became of one commit of a batch. `firstIndex` is the ledger index of its first entry. */
export type AppendOutcome =
  | { readonly outcome: 'appended' | 'replayed'; readonly firstIndex: bigint; readonly recordedAt: Date }
  | { readonly outcome: 'stale'; readonly stream: string }
  | { readonly outcome: 'key-reused' }
  /** It, or another of its batch, was signed with a key that was replaced meanwhile: nothing of the batch was appended. */
  | { readonly outcome: 'key-ended' };

interface Waiting {
  readonly commit: SealedCommit;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
}

interface OutcomeRow {
  readonly outcome: 'appended' | 'replayed' | 'stale' | 'key-reused';
  readonly first_index: string | null;
  readonly recorded_at: Date | null;
  readonly stale_stream: string | null;
}

const MOST_ENTRIES = 2000;
const PLACES = Array.from({ length: 21 }, (_, at) => `$${String(at + 1)}`).join(', ');

/**
 * Group commit: callers that arrive while a batch is on its way share the next transaction.
 * A promise resolves only after COMMIT; when it rejects, the outcome is unknown and the same idempotency key may be retried.
 */
export class Appender {
  private waiting: Waiting[] = [];
  private running = false;

  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  append(commit: SealedCommit): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ commit, resolve, reject });
      void this.run();
    });
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    // Callers of this very turn join before the batch leaves.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.takeBatch();
      try {
        const outcomes = await this.send(batch.map((each) => each.commit));
        batch.forEach((each, at) => {
          const outcome = outcomes[at];
          if (outcome === undefined) each.reject(new Error('The ledger gave no outcome for a commit'));
          else each.resolve(outcome);
        });
      } catch (error) {
        for (const each of batch) each.reject(error);
      }
    }
    this.running = false;
  }

  /** As many as fit, save a second commit on the same stream or key: it was sealed on what the first will change. */
  private takeBatch(): Waiting[] {
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    const touched = new Set<string>();
    let entries = 0;
    for (const each of this.waiting) {
      const { commit } = each;
      const marks = [`${commit.organisation} ${commit.idempotencyKey}`, ...commit.facts.map((fact) => fact.stream)];
      const fits = taken.length === 0 || entries + commit.facts.length <= MOST_ENTRIES;
      if (!fits || marks.some((mark) => touched.has(mark))) {
        left.push(each);
        continue;
      }
      for (const mark of marks) touched.add(mark);
      entries += commit.facts.length;
      taken.push(each);
    }
    this.waiting = left;
    return taken;
  }

  private async send(commits: readonly SealedCommit[]): Promise<AppendOutcome[]> {
    const asked = this.pool.query<OutcomeRow>({
      name: 'ledger-append',
      text: `select outcome, first_index, recorded_at, stale_stream from ledger.append(${PLACES}) order by place`,
      values: appendArguments(commits),
    });
    try {
      return (await asked).rows.map(toOutcome);
    } catch (error) {
      if ((error as { code?: string }).code === REFUSED_ENDED_KEY) return commits.map(() => ({ outcome: 'key-ended' }));
      throw refusalOf(error) ?? error;
    }
  }
}

function toOutcome(row: OutcomeRow): AppendOutcome {
  if (row.outcome === 'stale') return { outcome: 'stale', stream: row.stale_stream ?? '' };
  if (row.outcome === 'key-reused') return { outcome: 'key-reused' };
  if (row.first_index === null || row.recorded_at === null) throw new Error('An appended commit must have a place');
  return { outcome: row.outcome, firstIndex: BigInt(row.first_index), recordedAt: row.recorded_at };
}

/** What a standstill, or a succession that this process did not hear of, is told as. */
function refusalOf(error: unknown): CommitFault | undefined {
  const { code } = error as { code?: string };
  if (code === REFUSED_BEHIND) return new CommitFault('LOG_BEHIND');
  return code === REFUSED_OLD_NAME ? new CommitFault('LOG_SUCCEEDED') : undefined;
}
