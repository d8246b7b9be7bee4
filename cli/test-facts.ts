import { readWholeCommits, storedEntry, type EntryRow } from '@/lib/ledger/server/read-whole';
import type { VisibleField } from '@/lib/ledger/language/wire';
import type { TestNetwork } from './test-network';

/** An entry with all its values, whoever may see them: for tests that ask what is in the ledger. */
interface TestEntry {
  readonly index: number;
  readonly stream: string;
  readonly type: string;
  readonly fields: readonly VisibleField[];
  readonly row: EntryRow;
}

/** Every entry of the ledger in order. */
export async function everyEntry({ worker }: TestNetwork): Promise<TestEntry[]> {
  const client = await worker.context.pool.connect();
  try {
    const { rows } = await client.query<{ size: string }>('select size from ledger.head');
    const entries: TestEntry[] = [];
    const source = { client, subjects: worker.subjects };
    for await (const whole of readWholeCommits(source, 0, Number(rows[0]?.size)))
      for (const row of whole.entries) {
        const { index, fields } = storedEntry(row).wire;
        const type = fields.find(({ name }) => name === '@type')?.value;
        entries.push({ index, stream: row.stream, type: typeof type === 'string' ? type : '', fields, row });
      }
    return entries;
  } finally {
    client.release();
  }
}
