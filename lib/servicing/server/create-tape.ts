import { randomBytes } from 'node:crypto';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';

export interface NewTape {
  /** A book's id or its name. May be left out when the servicer has only one. */
  readonly book?: string | undefined;
  readonly files: readonly ('origination' | 'performance')[];
  readonly control: { readonly rowCount?: number | undefined; readonly upbTotal?: string | undefined };
}

/** Opens an import under one of the servicer's books; its files are sent next. Answers the tape's id. */
export async function createTape(database: Database, actor: Actor, tape: NewTape): Promise<string> {
  requireAction(actor, 'import-tape');
  return asOrganisation(database, actor, async (transaction) => {
    const books = await transaction.book.findMany({ where: { servicer: actor.organisation } });
    const book =
      tape.book === undefined && books.length === 1
        ? books[0]
        : books.find((each) => each.id === tape.book || each.name === tape.book);
    if (book === undefined) {
      const names = books.map((each) => each.name).join(', ');
      throw new Problem('INVALID_REQUEST', `No such book is serviced by you. Nothing was started. Name one of: ${names}.`, [
        { pointer: '/book', code: 'UNKNOWN_BOOK', message: 'Name a book you service.' },
      ]);
    }
    const id = randomBytes(12).toString('base64url');
    const control = { ...withoutUndefined(tape.control), files: [...tape.files] };
    await transaction.tape.create({ data: { id, organisation: actor.organisation, book: book.id, state: 'receiving', control } });
    return id;
  });
}

function withoutUndefined(control: NewTape['control']): Record<string, string | number> {
  const given: Record<string, string | number> = {};
  if (control.rowCount !== undefined) given.rowCount = control.rowCount;
  if (control.upbTotal !== undefined) given.upbTotal = control.upbTotal;
  return given;
}
