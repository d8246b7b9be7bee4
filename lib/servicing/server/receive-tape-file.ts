import type { Readable } from 'node:stream';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import type { TapeStore } from './tape-store';
import type { TapeFile, TapeFileKind } from '@/lib/servicing/language/tape-views';

export interface IncomingFile {
  readonly tape: string;
  readonly kind: TapeFileKind;
  readonly name: string;
  readonly body: Readable;
  /** What the sender announced; a body that differs is not used. */
  readonly contentLength: number | undefined;
}

/** Streams a file of a tape to disk. When the last expected file is there, checking begins. Sending it again replaces it. */
export async function receiveTapeFile(
  deps: { database: Database; store: TapeStore },
  actor: Actor,
  file: IncomingFile,
): Promise<TapeFile> {
  requireAction(actor, 'import-tape');
  await requireReceiving(deps.database, actor, file.tape);
  const received = await deps.store
    .receive({ tape: file.tape, kind: file.kind }, file.body, () => undefined)
    .catch(() => {
      throw new Problem('UPLOAD_INCOMPLETE', 'The file did not arrive whole. Nothing was kept. Send it again.');
    });
  if (file.contentLength !== undefined && file.contentLength !== received.bytes) {
    await deps.store.discard(file.tape, file.kind);
    const message = `The file was announced with ${String(file.contentLength)} bytes and ${String(received.bytes)} arrived. Nothing was kept. Send it again.`;
    throw new Problem('UPLOAD_INCOMPLETE', message);
  }
  const stored = { name: file.name.slice(0, 120), ...received };
  await asOrganisation(
    deps.database,
    actor,
    (transaction) =>
      transaction.$executeRaw`
      update servicing.tape set files = files || jsonb_build_object(${file.kind}::text, ${JSON.stringify(stored)}::jsonb),
        state = case when not exists (
          select 1 from jsonb_array_elements_text(control->'files') expected
          where not (files || jsonb_build_object(${file.kind}::text, true)) ? expected
        ) then 'checking' else state end
      where id = ${file.tape} and state = 'receiving'`,
  );
  await deps.database.$executeRaw`select pg_notify('hearthline_tape', ${file.tape})`;
  return stored;
}

async function requireReceiving(database: Database, actor: Actor, id: string): Promise<void> {
  const tape = await asOrganisation(database, actor, (transaction) => transaction.tape.findUnique({ where: { id } }));
  if (tape === null) throw new Problem('NOT_FOUND', 'There is no such tape among yours. Nothing was kept.');
  if (tape.state === 'receiving') return;
  throw new Problem(
    'TAPE_STATE',
    `This tape is past receiving files (it is ${tape.state}). Nothing was kept. Start a new tape to send other files.`,
  );
}
