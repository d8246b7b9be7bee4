import { toBase64 } from './bytes';
import { isNoteText, parseDecimal, parseHash } from './line';

/** The state of a log: its name, how many entries it has, and the root over them (C2SP tlog-checkpoint). It has no time. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The text of a checkpoint's note. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${String(size)}\n${toBase64(root)}\n`;
}

/** Reads a checkpoint from a note's text (hostile). Extension lines are allowed by the format and handed on; we write none. */
export function parseCheckpoint(text: string): (Checkpoint & { readonly extensions: readonly string[] }) | undefined {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.some((line) => line === '') || !isNoteText(text)) return undefined;
  const [origin, decimal, base64, ...extensions] = lines;
  const root = parseHash(base64 ?? '');
  const size = parseDecimal(decimal ?? '');
  if (origin === undefined || root === undefined || size === undefined) return undefined;
  return { origin, size, root, extensions };
}
