import { createInterface } from 'node:readline/promises';
import type { ProposedFact } from '@/lib/ledger/domain/check-proposal';

const MOST_SHOWN = 5;

/** Shows what is to be signed, and asks. Only a plain yes is one. */
export async function askInTerminal(facts: readonly ProposedFact[]): Promise<boolean> {
  for (const { type, stream, version, values } of facts.slice(0, MOST_SHOWN)) {
    const own = Object.entries(values).filter(([name]) => !name.startsWith('@'));
    process.stdout.write(`${plain(type)}, ${plain(stream)} version ${String(version)}\n`);
    for (const [name, value] of own) process.stdout.write(`  ${plain(name)}: ${plain(JSON.stringify(value))}\n`);
  }
  const more = facts.length - MOST_SHOWN;
  if (more > 0) process.stdout.write(`and ${String(more)} more\n`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const words = await terminal.question('Sign this in your organisation’s name? (yes/no) ').finally(() => terminal.close());
  return words.trim().toLowerCase() === 'yes';
}

/** What is shown comes from the hub: a control character in it could write over what a person reads. */
function plain(text: string): string {
  return text.replaceAll(/\p{C}/gu, (letter) => `\\u{${letter.codePointAt(0)?.toString(16) ?? ''}}`);
}
