import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LinkCheck } from '@/lib/ledger/domain/verify-stream';

interface LinkListProps {
  readonly links: readonly LinkCheck[];
  readonly open: boolean;
  readonly files: string | undefined;
}

/** Every entry of the chain with its digest, and its proof file for whoever wants to keep it or hand it on. */
export function LinkList({ links, open, files }: LinkListProps): ReactNode {
  return (
    <details open={open} className="card">
      <summary className="cursor-pointer px-4 py-3 font-medium">Each entry{files !== undefined && ', with its proof file'}</summary>
      <ol className="divide-y divide-line border-t border-line" aria-label="Links">
        {links.map((link) => <Link key={link.version} link={link} files={files} />)}
      </ol>
    </details>
  ); // prettier-ignore
}

function Link({ link, files }: { readonly link: LinkCheck; readonly files: string | undefined }): ReactNode {
  const sound = link.faults.length === 0;
  return (
    <li className={`flex flex-wrap items-center gap-x-3 px-4 py-2 text-[13px] ${sound ? '' : 'bg-late-soft'}`}>
      {sound ? (
        <CircleCheck className="size-4 text-good" aria-label="holds" />
      ) : (
        <CircleX className="size-4 text-late" aria-label="broken" />
      )}
      <span className="w-8">#{link.version}</span>
      <code className="break-all">{link.digest.slice(0, 16)}…</code>
      <span className="text-quiet">
        {link.shown} field{link.shown === 1 ? '' : 's'} shown{link.withheld > 0 && `, ${String(link.withheld)} withheld`}
        {link.erased > 0 && `, ${String(link.erased)} erased`}
      </span>
      {files !== undefined && (
        <a
          href={`${files}/${String(link.version)}/proof`}
          download
          className="ml-auto py-1"
          aria-label={`Proof file of entry ${String(link.version)}`}
        >
          Proof file
        </a>
      )}
    </li>
  );
}
