import type { ReactNode } from 'react';
import type { TapeProgress } from '@/lib/servicing/language/tape-views';

/** Bytes on their way. */
export function ByteBar({
  label,
  sent,
  total,
}: {
  readonly label: string;
  readonly sent: number;
  readonly total: number;
}): ReactNode {
  return <Bar label={label} done={sent} total={total} words={`${megabytes(sent)} of ${megabytes(total)}`} />;
}

/** Rows read or appended, how fast, and how long it will still take. */
export function RowBar({ label, progress }: { readonly label: string; readonly progress: TapeProgress }): ReactNode {
  const { done = 0, total = 0 } = progress;
  return <Bar label={label} done={done} total={total} words={rowWords(progress)} />;
}

function rowWords({ done = 0, total = 0, rowsPerSecond = 0, secondsLeft = 0 }: TapeProgress): string {
  const rows = (count: number): string => count.toLocaleString('en-US');
  if (total === 0) return 'Starting…';
  const share = `${rows(done)} of ${rows(total)} rows`;
  if (done >= total) return `${share} · finishing`;
  return `${share} · ${rows(rowsPerSecond)} rows/s · ${secondsLeft <= 1 ? 'a moment' : `${String(secondsLeft)} s`} left`;
}

function Bar({
  label,
  done,
  total,
  words,
}: {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly words: string;
}): ReactNode {
  return (
    <div>
      <p className="font-medium">{label}</p>
      <progress className="bar mt-1 block h-2 w-full" value={done} max={Math.max(1, total)} aria-label={label} />
      <p className="text-quiet">{words}</p>
    </div>
  );
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${String(Math.ceil(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
