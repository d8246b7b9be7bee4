import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';

/** The lines that were set aside, as sent, each with its place, field and reason before it; pipe-delimited like the tape. */
export async function writeProblems(database: Database, actor: Actor, id: string): Promise<string> {
  requireAction(actor, 'import-tape');
  return asOrganisation(database, actor, async (transaction) => {
    const tape = await transaction.tape.findUnique({ where: { id }, select: { id: true } });
    if (tape === null) throw new Problem('NOT_FOUND', 'There is no such tape among yours.');
    const problems = await transaction.tapeProblem.findMany({ where: { tape: id }, orderBy: [{ file: 'asc' }, { line: 'asc' }] });
    const lines = problems.map(({ file, line, field, reason, content }) =>
      [file, line, inert(field), inert(reason), inert(content)].join('|'),
    );
    return `${lines.join('\n')}\n`;
  });
}

/** A spreadsheet would run a cell that begins like a formula (security T2). */
function inert(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}
