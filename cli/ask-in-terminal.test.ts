import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ProposedFact } from '@/lib/ledger/domain/check-proposal';
import { askInTerminal } from './ask-in-terminal';

const facts = (count: number): ProposedFact[] =>
  Array.from({ length: count }, (_, at) => ({
    stream: `loan/${String(at)}`,
    version: 1,
    type: 'PaymentReceived',
    values: { '@type': 'PaymentReceived', amount: `${String(at)}.00` },
  }));

/** Answers each question with the next of these words. */
async function ask(asked: readonly ProposedFact[], words: string[], rows?: number): Promise<{ said: boolean; shown: string }> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    shown += String(chunk);
    if (/ $/.test(String(chunk))) input.write(`${words.shift() ?? 'no'}\n`);
  });
  const said = await askInTerminal(asked, { input, output: rows === undefined ? output : Object.assign(output, { rows }) });
  return { said, shown };
}

describe('what a person is asked to sign', () => {
  it('is shown whole, a screen at a time, before a yes counts', async () => {
    const { said, shown } = await ask(facts(10), ['', '', 'yes'], 10);
    expect(said).toBe(true);
    expect(facts(10).filter(({ stream }, at) => !shown.includes(`${stream} `) || !shown.includes(`"${String(at)}.00"`))).toEqual(
      [],
    );
    expect(shown).toContain('12 more lines');
    expect(shown).toContain('Sign this (10 facts)');
  });

  it('is not signed by a yes on the way, or by anything but yes', async () => {
    expect((await ask(facts(10), ['yes'], 10)).said).toBe(false);
    expect((await ask(facts(1), ['y'])).said).toBe(false);
  });

  it('is not paged where there is no screen', async () => {
    expect((await ask(facts(10), ['yes'])).said).toBe(true);
  });

  it('shows control characters as what they are', async () => {
    const [fact] = facts(1);
    const { shown } = await ask(fact === undefined ? [] : [{ ...fact, stream: 'loan/\u001b[2J' }], ['no']);
    expect(shown).toContain('loan/\\u{1b}[2J');
  });
});
