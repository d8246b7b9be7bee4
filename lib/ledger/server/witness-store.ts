import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { toHex } from '@/lib/ledger/domain/bytes';
import { contradictionShape, type Contradiction } from '@/lib/ledger/domain/contradiction';
import { parseNote } from '@/lib/ledger/domain/signed-note';
import { sha256 } from './hashing';
import { writeDurably } from './signer-state';

/** One contradiction is as good as a hundred; a disk is not to be filled with them. */
const MOST_EVIDENCE = 100;

/** The name under which a log's state is kept and served (C2SP tlog-witness): hex of its origin's SHA-256. */
export function originId(origin: string): string {
  return toHex(sha256(origin));
}

/** A witness's memory, in files of its own: what it last cosigned for each log, and what it found. */
export class WitnessStore {
  constructor(private readonly directory: string) {}

  /** The note last cosigned for a log, by its {@link originId}. */
  note(id: string): string | undefined {
    const path = this.pathOf(id);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  }

  /** Compare and swap in one turn, durable before it answers: false when another request was faster and nothing was written. */
  replaceNote(id: string, before: string | undefined, after: string): boolean {
    if (this.note(id) !== before) return false;
    writeDurably(this.pathOf(id), after);
    return true;
  }

  /** What a log said of its keys and was taken up, by its {@link originId}, oldest first. */
  statements(id: string): readonly string[] {
    const path = join(this.directory, id, 'log-keys.json');
    return existsSync(path) ? z.array(z.string()).parse(JSON.parse(readFileSync(path, 'utf8'))) : [];
  }

  /** Keeps what a log says of its keys instead of what was kept before, durable before it answers. */
  keepStatements(id: string, statements: readonly string[]): void {
    writeDurably(join(this.directory, id, 'log-keys.json'), JSON.stringify(statements));
  }

  /** Keeps two contradicting notes for ever, each pair of texts once. Answers whether they are kept. */
  keep(claim: Contradiction): boolean {
    const texts = [claim.smaller, claim.larger].map((note) => parseNote(note)?.text ?? '');
    const path = join(this.directory, 'evidence', `${toHex(sha256(texts.join('\n')))}.json`);
    if (existsSync(path)) return true;
    if (this.evidence().length >= MOST_EVIDENCE) return false;
    writeDurably(path, JSON.stringify(claim));
    return true;
  }

  /** All that was kept. Throws on a file that is none of ours: evidence must not vanish silently. */
  evidence(): Contradiction[] {
    const directory = join(this.directory, 'evidence');
    const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.json')) : [];
    return names.sort().map((name) => contradictionShape.parse(JSON.parse(readFileSync(join(directory, name), 'utf8'))));
  }

  private pathOf(id: string): string {
    return join(this.directory, id, 'checkpoint');
  }
}
