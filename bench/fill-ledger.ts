import { PaymentMissed } from '@/lib/servicing/language/facts';
import type { Bench } from './open-bench';

/** The largest commit an import makes (ledger-format rule 26). */
const COMMIT_ENTRIES = 1_000;
const STREAM_ENTRIES = 10;
const AT_ONCE = 3;

/** Appends entries through the ledger itself, in commits of a thousand over streams of ten, until it holds that many. Answers one of the streams. */
export async function fillLedger({ worker, owner }: Bench, entries: number): Promise<string> {
  const { rows } = await owner.query<{ size: string }>('select size from ledger.head');
  const first = Number(rows[0]?.size ?? 0);
  let next = first;
  const fill = async (): Promise<void> => {
    while (next < entries) {
      const from = next;
      next = Math.min(entries, from + COMMIT_ENTRIES);
      await worker.context.ledger.commit(request(from, next));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fill));
  return streamOf(first, 0);
}

function request(from: number, to: number): Parameters<Bench['worker']['context']['ledger']['commit']>[0] {
  const facts = Array.from({ length: to - from }, (_, at) => ({
    definition: PaymentMissed,
    stream: streamOf(from, at),
    values: {
      installmentDueOn: '2026-10-01',
      asOfOn: '2026-10-31',
      delinquencyStatus: String(at % STREAM_ENTRIES).padStart(2, '0'),
      sourceFile: null,
      sourceLine: from + at,
    },
    occurredAt: '2026-10-31',
    causes: [],
  }));
  const idempotencyKey = `fill-${String(from)}`;
  const signedAt = '2026-10-31T00:00:00.000Z';
  return { organisation: 'servicer', actor: 'bench', idempotencyKey, fingerprint: idempotencyKey, signedAt, facts };
}

function streamOf(from: number, at: number): string {
  return `loan/fill-${String(from)}-${String(Math.floor(at / STREAM_ENTRIES))}`;
}
