import { createInterface } from 'node:readline/promises';
import type { ProposedFact } from '@/lib/ledger/domain/check-proposal';
import { plainText } from '@/lib/partners/domain/plain-text';

/** Where a person reads and answers. `rows` is the height of what they see; without one it is no screen, and nothing is paged. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly rows?: number };
}

const LEAST_ROWS = 4;
const SCREEN: Terminal = { input: process.stdin, output: process.stdout };

/**
 * Shows all that is to be signed, a screen at a time, and asks. Only a plain yes after the last of it is one: what was not shown
 * would be signed unseen.
 */
export async function askInTerminal(facts: readonly ProposedFact[], where: Terminal = SCREEN): Promise<boolean> {
  const lines = facts.flatMap(linesOf);
  const page = where.output.rows === undefined ? lines.length : Math.max(where.output.rows - 2, LEAST_ROWS);
  const terminal = createInterface({ input: where.input, output: where.output });
  const ask = async (words: string): Promise<string> => (await terminal.question(words)).trim().toLowerCase();
  try {
    for (let at = 0; at < lines.length; at += page) {
      where.output.write(`${lines.slice(at, at + page).join('\n')}\n`);
      const rest = lines.length - at - page;
      if (rest > 0 && (await ask(`${String(rest)} more lines: Enter shows them, no refuses `)) !== '') return false;
    }
    const count = `${String(facts.length)} ${facts.length === 1 ? 'fact' : 'facts'}`;
    return (await ask(`Sign this (${count}) in your organisation’s name? (yes/no) `)) === 'yes';
  } finally {
    terminal.close();
  }
}

function linesOf({ type, stream, version, values }: ProposedFact): string[] {
  const own = Object.entries(values).filter(([name]) => !name.startsWith('@'));
  return [
    `${plainText(type)}, ${plainText(stream)} version ${String(version)}`,
    ...own.map(([name, value]) => `  ${plainText(name)}: ${plainText(JSON.stringify(value))}`),
  ];
}
