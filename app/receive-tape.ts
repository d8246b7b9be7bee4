import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import type { Asked } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { receiveTapeFile } from '@/lib/servicing/server/receive-tape-file';
import { TapeStore } from '@/lib/servicing/server/tape-store';
import type { TapeFileKind } from '@/lib/servicing/language/tape-views';

/** Streams a request's body to the tape's file of this kind. */
export async function receiveTape(
  { request, actor, params, runtime }: Asked<{ id: string }>,
  kind: TapeFileKind,
): Promise<Response> {
  const length = request.headers.get('content-length');
  const body = request.body === null ? Readable.from([]) : Readable.fromWeb(request.body as WebStream);
  const name = decodeURIComponent(request.headers.get('x-file-name') ?? `${kind}.txt`);
  const store = new TapeStore(join(runtime.dataDirectory, 'tapes'));
  const contentLength = length === null ? undefined : Number(length);
  const file = await receiveTapeFile({ database: runtime.database, store }, actor, {
    tape: params.id,
    kind,
    name,
    body,
    contentLength,
  });
  return answerJson(file, { status: 201 });
}
