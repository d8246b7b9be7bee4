import type { Readable } from 'node:stream';

/** One line of a file with its 1-based number and how many bytes had been read when it was found. */
export interface Line {
  readonly number: number;
  readonly text: string;
  readonly bytesRead: number;
}

const LONGEST = 8_192;

/** A line longer than any tape's, which means that the file is not one. */
export class LineTooLong extends Error {
  constructor(readonly line: number) {
    super(`Line ${String(line)} is longer than ${String(LONGEST)} characters`);
  }
}

/** Splits a byte stream into batches of lines (LF or CRLF, latin-1), holding one chunk at a time. Empty lines are skipped. */
export async function* readLines(source: Readable): AsyncGenerator<Line[]> {
  let rest = '';
  let number = 0;
  let bytesRead = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    bytesRead += chunk.length;
    const parts = (rest + chunk.toString('latin1')).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > LONGEST) throw new LineTooLong(number + parts.length + 1);
    yield parts.flatMap((part) => lineOf(part, (number += 1), bytesRead));
  }
  if (rest !== '') yield lineOf(rest, number + 1, bytesRead);
}

function lineOf(part: string, number: number, bytesRead: number): Line[] {
  if (part.length > LONGEST) throw new LineTooLong(number);
  // NUL cannot be stored: its place is marked, so that the line is listed with what is wrong and not lost.
  const text = (part.endsWith('\r') ? part.slice(0, -1) : part).replaceAll('\0', '\uFFFD');
  return text === '' ? [] : [{ number, text, bytesRead }];
}
