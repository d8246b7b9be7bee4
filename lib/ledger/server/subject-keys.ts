import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { subjectOf } from '@/lib/ledger/language/subject';
import { CommitFault } from './commit-faults';
import { sha256 } from './hashing';
import { KeyJournal } from './key-journal';

const KEY_BYTES = 32;

/**
 * The key of the person whose data a stream holds. `none` for streams of organisations; `destroyed` for an erased person; `lost`
 * when the journal has never had one.
 */
export type StreamKey = Buffer | 'none' | 'destroyed' | 'lost';

/** Answers keys as they were when it was made: one look at the journal serves many rows. */
export type KeyReader = (stream: string) => StreamKey;

/** The file's path within a data directory. */
export function keyJournalPath(dataDirectory: string): string {
  return join(dataDirectory, 'subjects', 'keys.journal');
}

/**
 * The keys under which values and salts are kept in Postgres: one a person (ledger-format §0, Field commitment), 256 random
 * bits each, in a file outside Postgres. To destroy a person's key is to destroy every copy of what was kept under it.
 */
export class SubjectKeys {
  private journal: KeyJournal | undefined;
  private waiting: Promise<void> | undefined;
  private wanted = new Set<string>();

  constructor(private readonly dataDirectory: string) {}

  /** Looks at the journal once; what the reader answers is not remembered beyond its caller's work. */
  reader(): KeyReader {
    const journal = this.open();
    journal.refresh();
    const known = new Map<string, StreamKey>();
    return (stream) => {
      const found = known.get(stream) ?? keyIn(journal, stream);
      known.set(stream, found);
      return found;
    };
  }

  /**
   * Sees to it that every person whose streams these are has a key that is on disk, and answers a reader of them. Throws
   * {@link CommitFault} SUBJECT_ERASED.
   */
  async readerFor(streams: readonly string[]): Promise<KeyReader> {
    const { kept } = await this.prepare(streams);
    await kept;
    return this.livingReader(streams);
  }

  /**
   * Makes keys of people who have none. What is sealed with them may be stored when `kept` has resolved, and not before: values
   * that outlive their key cannot be read. Callers that ask at once share one write.
   */
  async prepare(streams: readonly string[]): Promise<{ readonly kept: Promise<void> }> {
    const subjects = streams.flatMap((stream) => subjectOf(stream) ?? []);
    if (subjects.length === 0) return { kept: Promise.resolve() };
    for (const subject of subjects) this.wanted.add(subject);
    this.waiting ??= Promise.resolve().then(() => {
      this.makeWanted();
    });
    await this.waiting;
    const kept = this.open().keep();
    // It may fail before it is waited for: it is heard then.
    kept.catch(() => undefined);
    return { kept };
  }

  /** As {@link reader}, where none of the streams is of an erased person. Throws {@link CommitFault} SUBJECT_ERASED. */
  livingReader(streams: readonly string[]): KeyReader {
    const reader = this.reader();
    for (const stream of streams) if (reader(stream) === 'destroyed') throw new CommitFault('SUBJECT_ERASED', subjectOf(stream));
    return reader;
  }

  /** Whether a stream is of a person whose key was destroyed, as against one that is only not here. */
  isDestroyed(stream: string): boolean {
    const subject = subjectOf(stream);
    const journal = this.open();
    journal.refresh();
    return subject !== undefined && journal.find(nameOf(subject)) === 'destroyed';
  }

  /** Destroys the keys of people (`loan/<id>`) for good. */
  destroy(subjects: readonly string[]): void {
    if (subjects.length > 0) this.open().destroy(subjects.map(nameOf));
  }

  close(): void {
    this.journal?.close();
    this.journal = undefined;
  }

  private makeWanted(): void {
    const subjects = [...this.wanted];
    this.wanted = new Set();
    this.waiting = undefined;
    const journal = this.open();
    journal.refresh();
    const names = subjects.map(nameOf).filter((name) => journal.find(name) === undefined);
    const keys = randomBytes(names.length * KEY_BYTES);
    journal.add(names.map((name, at) => ({ name, key: keys.subarray(at * KEY_BYTES, (at + 1) * KEY_BYTES) })));
  }

  /** Opened on first use: a process that reads no values reads no keys. */
  private open(): KeyJournal {
    this.journal ??= new KeyJournal(keyJournalPath(this.dataDirectory));
    return this.journal;
  }
}

function keyIn(journal: KeyJournal, stream: string): StreamKey {
  const subject = subjectOf(stream);
  if (subject === undefined) return 'none';
  const key = journal.find(nameOf(subject));
  return key ?? 'lost';
}

function nameOf(subject: string): Uint8Array {
  return sha256(subject);
}
