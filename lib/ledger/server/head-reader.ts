import type { Pool } from 'pg';
import { textArray } from '@/lib/platform/server/binary-array';
import type { StreamHead } from './seal-commit';

interface Waiting {
  readonly streams: readonly string[];
  readonly resolve: (heads: Map<string, StreamHead>) => void;
  readonly reject: (error: unknown) => void;
}

/** Reads stream heads; callers that arrive while a query is on its way share the next one, as appends share a transaction. */
export class HeadReader {
  private waiting: Waiting[] = [];
  private running = false;

  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** Heads by stream; a stream without entries is absent. The answer holds heads that other callers asked for too. */
  read(streams: readonly string[]): Promise<Map<string, StreamHead>> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ streams, resolve, reject });
      void this.run();
    });
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    // Callers of this very turn join before the first query leaves.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        const heads = await this.query([...new Set(batch.flatMap((each) => each.streams))]);
        for (const each of batch) each.resolve(heads);
      } catch (error) {
        for (const each of batch) each.reject(error);
      }
    }
    this.running = false;
  }

  private async query(streams: readonly string[]): Promise<Map<string, StreamHead>> {
    const { rows } = await this.pool.query<{ stream: string; version: number; digest: Buffer }>({
      name: 'ledger-heads',
      text: 'select stream, version, digest from ledger.heads($1)',
      values: [textArray(streams)],
    });
    return new Map(rows.map((row) => [row.stream, { version: row.version, digest: row.digest.toString('hex') }]));
  }
}
