'use client';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import type { DeskSession } from '@/lib/partners/client/desk-session';
import { readSigned } from '@/lib/partners/client/holder-store';
import { useReturn } from '@/lib/partners/client/use-own-key';
import type { Custody } from '@/lib/partners/language/custody';

/** What happens to a key in a browser, how it goes on to another holder, and back to the hub. */
export function MoveOn({ custody, session }: { readonly custody: Custody; readonly session: DeskSession }): ReactNode {
  const back = useReturn(custody, session);
  return (
    <section aria-labelledby="move" className="flex max-w-prose flex-col gap-3">
      <h2 id="move">Keeping it, and moving it on</h2>
      <p>The key is in this browser, on this device, and nowhere else. Nobody can copy it out, not even this page. <strong>If this browser’s data are cleared or the device is lost, the key is gone</strong>: nothing can then be said in your organisation’s name, and nobody, the hub’s operator included, can put another in its place. Move it on before that.</p>
      <p>To another browser: open this page there, while this one stays open. To a machine of yours: <code className="break-all">hearthline custody take --data DIR --invitation FILE</code>. The new holder shows a key ID; this page shows it too, and asks whether to hand over.</p>
      {back.error !== null && <p role="alert" className="rounded-md bg-late-soft p-3 text-late">{back.error.message}</p>}
      <div className="flex flex-wrap gap-2">
        <Button look="plain" disabled={back.isPending} onClick={() => back.mutate(undefined)}>{back.isPending ? 'Giving it back…' : 'Let the hub hold the key again'}</Button>
        <Button look="plain" onClick={() => void saveRecord()}>Save the record of what was signed here</Button>
      </div>
    </section>
  ); // prettier-ignore
}

/** The record as a file: one JSON line for each commit, as the command line keeps it. */
async function saveRecord(): Promise<void> {
  const lines = (await readSigned()).map((line) => `${JSON.stringify(line)}\n`);
  const url = URL.createObjectURL(new Blob(lines, { type: 'application/x-ndjson' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'signed.jsonl';
  link.click();
  URL.revokeObjectURL(url);
}
