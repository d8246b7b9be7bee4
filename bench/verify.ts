import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { to } from 'pg-copy-streams';
import type { Pool } from 'pg';
import { ALL_FACTS } from '@/cli/all-facts';
import { recordHeads } from '@/lib/ledger/server/record-heads';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { registerHub } from '@/lib/partners/server/join-network';
import { fillLedger } from './fill-ledger';
import { print, secondsOf, watchMemory, whole } from './measure';
import { openBench, type BenchSize } from './open-bench';

const TABLES = ['ledger.entry', 'ledger.disclosure', 'ledger.commit'] as const;

/** Full verification of a ledger, every signature and hash, beside copying the same rows out and hashing their bytes once. */
export async function benchVerify({ entries = 100_000 }: BenchSize = {}): Promise<void> {
  const bench = await openBench();
  try {
    await registerHub(bench.worker.context.ledger, bench.worker.keys);
    await fillLedger(bench, entries);
    await recordHeads(bench.worker.context.pool, bench.worker.context.ledger, new Date());
    const floor = await copyAndHash(bench.owner);
    const memory = watchMemory();
    const began = performance.now();
    const { size, faults } = await verifyLedger(bench.owner, { subjects: bench.worker.subjects, definitions: ALL_FACTS });
    const seconds = (performance.now() - began) / 1000;
    const peak = memory.stop();
    if (faults.length > 0) throw new Error(`The bench’s own ledger has ${String(faults.length)} faults`);
    print('\nFull verification of a ledger (floor: COPY out + SHA-256 of the same bytes; memory grows with streams)');
    print('  entries   ÷ floor   entries/s   seconds   floor seconds   bytes an entry   peak memory');
    print(
      [
        whole(size).padStart(9),
        `${(seconds / floor.seconds).toFixed(1)} ×`.padStart(9),
        whole(size / seconds).padStart(11),
        seconds.toFixed(1).padStart(9),
        floor.seconds.toFixed(1).padStart(15),
        whole(floor.bytes / size).padStart(16),
        `${whole(peak / 1e6)} MB`.padStart(13),
      ].join(' '),
    );
  } finally {
    await bench.close();
  }
}

/** Seconds to read what verification must read, as bytes, and to hash each of them once. */
async function copyAndHash(owner: Pool): Promise<{ seconds: number; bytes: number }> {
  const client = await owner.connect();
  let bytes = 0;
  try {
    const seconds = await secondsOf(async () => {
      for (const table of TABLES) {
        const hash = createHash('sha256');
        await pipeline(client.query(to(`copy ${table} to stdout (format binary)`)), async (chunks: AsyncIterable<Buffer>) => {
          for await (const chunk of chunks) {
            bytes += chunk.length;
            hash.update(chunk);
          }
        });
        hash.digest();
      }
    });
    return { seconds, bytes };
  } finally {
    client.release();
  }
}
