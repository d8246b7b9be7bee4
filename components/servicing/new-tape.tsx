'use client';
import { formText } from '@/components/ui/form-text';
import { useRouter } from 'next/navigation';
import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { Button } from '@/components/ui/button';
import { postJson } from '@/lib/platform/client/fetch-json';
import { sendTapeFile } from '@/lib/servicing/client/use-tapes';
import type { BookView, TapeFileKind } from '@/lib/servicing/language/tape-views';
import { ByteBar } from './progress-bar';

interface Sending {
  readonly kind: TapeFileKind;
  readonly sent: number;
  readonly total: number;
}

/** Chooses book, files and control totals, and sends the files with progress in bytes. */
export function NewTape({ books }: { readonly books: readonly BookView[] }): ReactNode {
  const router = useRouter();
  const [sending, setSending] = useState<Sending>();
  const [fault, setFault] = useState('');
  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    setFault('');
    try {
      const files = chosenFiles(data);
      const { id } = await postJson<{ id: string }>('/api/v1/tapes', {
        book: data.get('book'),
        files: files.map(({ kind }) => kind),
        control: controlTotals(data),
      });
      for (const { kind, file } of files) {
        setSending({ kind, sent: 0, total: file.size });
        await sendTapeFile(id, kind, file, (sent) => { setSending({ kind, sent, total: file.size }); }); // prettier-ignore
      }
      router.push(`/tapes/${id}`);
    } catch (error) {
      setSending(undefined);
      setFault((error as Error).message);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="card flex max-w-2xl flex-col gap-4 p-5" noValidate>
      {fault !== '' && <p role="alert" className="rounded-md bg-late-soft p-3 text-late">{fault}</p>}
      <label>Book
        <select name="book" className="field mt-1">{books.map((book) => <option key={book.id} value={book.id}>{book.name}</option>)}</select>
        <span className="text-quiet">The agreement that names servicer, owner and pool: a tape names none of them.</span>
      </label>
      <label>Monthly performance file<input name="performance" type="file" className="field mt-1" /></label>
      <label>Origination file, if it has new loans<input name="origination" type="file" className="field mt-1" /></label>
      <fieldset className="grid gap-3 sm:grid-cols-2">
        <legend className="mb-1 font-medium">Control totals, if the sender gave them</legend>
        <label>Rows<input name="rowCount" inputMode="numeric" className="field mt-1" /></label>
        <label>Unpaid balance<input name="upbTotal" inputMode="decimal" className="field mt-1" /></label>
      </fieldset>
      {sending !== undefined && <ByteBar label={`Sending the ${sending.kind} file`} sent={sending.sent} total={sending.total} />}
      <Button type="submit" disabled={sending !== undefined}>{sending === undefined ? 'Send and check' : 'Sending…'}</Button>
      <p className="text-quiet">Nothing is imported before you have seen what was found and confirmed it.</p>
    </form>
  ); // prettier-ignore
}

function chosenFiles(data: FormData): { kind: TapeFileKind; file: File }[] {
  const files = (['origination', 'performance'] as const).flatMap((kind) => {
    const file = data.get(kind);
    return file instanceof File && file.size > 0 ? [{ kind, file }] : [];
  });
  if (files.some(({ kind }) => kind === 'performance')) return files;
  throw new Error('Choose the monthly performance file. Nothing was sent.');
}

function controlTotals(data: FormData): { rowCount?: number; upbTotal?: string } {
  const plain = (name: string): string => formText(data, name).replace(/[$,\s]/g, '');
  const rows = plain('rowCount');
  const upb = /^\d+$/.test(plain('upbTotal')) ? `${plain('upbTotal')}.00` : plain('upbTotal');
  return { ...(rows === '' ? {} : { rowCount: Number(rows) }), ...(upb === '' ? {} : { upbTotal: upb }) };
}
