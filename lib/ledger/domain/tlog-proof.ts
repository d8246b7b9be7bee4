import { fromBase64, toBase64 } from './bytes';
import { isNoteText, parseDecimal, parseHashes, valueAfter } from './line';
import { LONGEST_NOTE } from './signed-note';

/** What a `.tlog-proof` file holds: all that is needed to check offline that one entry is in a log (C2SP tlog-proof). */
export interface TlogProof {
  /** For the application, and signed by nobody: it may lead to the leaf's hash, but proves nothing itself. */
  readonly extra: Uint8Array | undefined;
  readonly index: number;
  /** The inclusion path, the leaf's sibling first. */
  readonly path: readonly Uint8Array[];
  /** The checkpoint exactly as it was signed and cosigned. */
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';

/** Letters of the longest file that is read: header, values and salts of one entry have ample room. */
const LONGEST_PROOF = 1_048_576;

/** The file's text. */
export function formatTlogProof(proof: TlogProof): string {
  const extra = proof.extra === undefined || proof.extra.length === 0 ? [] : [`extra ${toBase64(proof.extra)}`];
  const lines = [HEADER, ...extra, `index ${String(proof.index)}`, ...proof.path.map(toBase64)];
  return `${lines.join('\n')}\n\n${proof.checkpoint}`;
}

/**
 * Reads a file (hostile); undefined unless it is written the one way it may be. The checkpoint is handed on unread: whoever
 * verifies parses it as a note, checks its signatures, and only then asks whether the path leads to its root.
 */
export function parseTlogProof(text: string): TlogProof | undefined {
  if (text.length > LONGEST_PROOF || !isNoteText(text)) return undefined;
  const end = text.indexOf('\n\n');
  const checkpoint = text.slice(end + 2);
  if (end < 0 || !checkpoint.endsWith('\n') || checkpoint.length > LONGEST_NOTE) return undefined;
  const [header, ...lines] = text.slice(0, end).split('\n');
  const extraText = valueAfter('extra ', lines[0]);
  const extra = extraText === undefined ? undefined : fromBase64(extraText);
  // Without extra data there is no line for it: one that is empty or cannot be read is none.
  if (header !== HEADER || (extraText !== undefined && (extra?.length ?? 0) === 0)) return undefined;
  const [indexLine, ...hashes] = extraText === undefined ? lines : lines.slice(1);
  const index = parseDecimal(valueAfter('index ', indexLine) ?? '');
  const path = parseHashes(hashes);
  return index === undefined || path === undefined ? undefined : { extra, index, path, checkpoint };
}
