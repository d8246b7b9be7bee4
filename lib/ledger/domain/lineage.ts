import { HUB, SUCCESSION_STREAM } from '@/lib/ledger/language/facts';
import type { Header } from './header';

/** A name that a log has or had, with the position of the first entry under it. */
export interface Era {
  readonly origin: string;
  readonly from: number;
}

/** The name under which a log goes on after a restore behind what it had signed: the first one, and a number that only grows. */
export function successorOrigin(first: string, number: number): string {
  return `${first}/${String(number)}`;
}

/** What a name could be the successor of: the first name and its number; undefined for a name that can only be a first. */
function parseSuccessor(origin: string): { first: string; number: number } | undefined {
  const [, first, digits] = /^(.+)\/([1-9][0-9]{0,8})$/.exec(origin) ?? [];
  const number = Number(digits);
  return first !== undefined && number >= 2 ? { first, number } : undefined;
}

/** The first name of a log that goes on under this one; undefined for a name that can only be a first. */
export function ancestorOf(origin: string): string | undefined {
  return parseSuccessor(origin)?.first;
}

/** Whether a log of this name can be one that went on from the other. */
export function isSuccessorOf(origin: string, before: string): boolean {
  const [named, earlier] = [parseSuccessor(origin), parseSuccessor(before)];
  if (named === undefined) return false;
  return named.first === before || (named.first === earlier?.first && named.number > earlier.number);
}

/** The name that an entry at a position must bear. */
export function originAt(eras: readonly Era[], index: number): string | undefined {
  return eras.findLast(({ from }) => from <= index)?.origin;
}

/** An entry with what its commit says, as far as the lineage asks (hostile). */
export interface LineageStep {
  readonly header: Header | undefined;
  readonly index: number;
  /** The commit it is in: who signed it, and how many entries it has. */
  readonly commit: { readonly organisation: string; readonly count: number } | undefined;
}

/**
 * Follows the names of a log up to the last, which the reader knows. A log whose entries begin under the first part of that name
 * goes on where an entry of the stream `log/succession`, alone in a commit of the hub, bears a later name; nowhere else.
 */
export class Lineage {
  readonly eras: Era[] = [];

  /** `first` is the name that the log began under, where its first entry is not shown. */
  constructor(
    private readonly last: string,
    first?: string,
  ) {
    if (first !== undefined) this.eras.push({ origin: first, from: 0 });
  }

  /** The name that this entry must bear. Entries are shown in the order of the log; others may be left out between. */
  next({ header, index, commit }: LineageStep): string {
    if (this.eras.length === 0) this.eras.push({ origin: this.beginning(header), from: 0 });
    const isDeclared = header?.stream === SUCCESSION_STREAM && commit?.organisation === HUB && commit.count === 1;
    if (isDeclared && this.isLater(header.origin)) this.eras.push({ origin: header.origin, from: index });
    return this.current;
  }

  /** The name under which the last entry stands. */
  get current(): string {
    return this.eras.at(-1)?.origin ?? this.last;
  }

  /** The name before the one that begins at this position; undefined where none begins. */
  before(index: number): string | undefined {
    return this.eras.at(-1)?.from === index ? this.eras.at(-2)?.origin : undefined;
  }

  /** Whether the log has come to the name that the reader knows. */
  get isWhole(): boolean {
    return this.current === this.last;
  }

  private beginning(header: Header | undefined): string {
    const first = parseSuccessor(this.last)?.first;
    return header !== undefined && header.origin === first ? first : this.last;
  }

  private isLater(origin: string): boolean {
    const [end, named] = [parseSuccessor(this.last), parseSuccessor(origin)];
    const now = parseSuccessor(this.current);
    // The first name may itself look like a successor's: then it is the first.
    const number = now !== undefined && now.first === end?.first ? now.number : 1;
    return end !== undefined && named?.first === end.first && named.number > number && named.number <= end.number;
  }
}
