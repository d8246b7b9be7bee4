import type { Pool } from 'pg';
import { addCosignature, cosignedAt } from '@/lib/ledger/domain/cosign-note';
import { formatVkey, type NoteKey } from '@/lib/ledger/domain/note-key';
import { everyLogKey } from '@/lib/ledger/domain/speaking-keys';
import { formatNote, parseNote, type NoteSignature } from '@/lib/ledger/domain/signed-note';
import type { Policy } from '@/lib/ledger/domain/tlog-policy';
import { log } from '@/lib/platform/server/log';
import { askWitness, handStatements, reachedWitnesses, type ReachedWitness } from './ask-witness';
import { examineRefusal } from './examine-refusal';
import { sha256, verifyBytes } from './hashing';
import { TreeReader } from './tree-reader';

export interface CosigningOptions {
  /** Connections as the signer. */
  readonly pool: Pool;
  /** The policy as it stands now: who is asked, with which keys the log signs, and what it says of them. */
  readonly policy: () => Policy | undefined;
  /** POSIX seconds. */
  readonly now: () => number;
  /** As {@link ReachedWitness} has it. */
  readonly patience?: number;
}

/** What is remembered of a witness while this process runs. Times are POSIX seconds. */
interface Memory {
  busy: boolean;
  /** The size it cosigned last, as far as is known; it tells when that is wrong. */
  size: number;
  cosignedAt: number;
  restsUntil: number;
  /** What it was told of the log's keys, as far as it then answered. */
  told: string;
  /** It is told once that a witness does not cosign, not every time. */
  failing: boolean;
}

/** Without news, a witness is asked again after a minute, so that its time says that the log still stands. */
const RENEWAL_SECONDS = 60;

/** A witness that gave no usable answer, or refused, is left alone for so long. */
const REST_SECONDS = 5;

/**
 * Collects witnesses' cosignatures of published checkpoints. Each witness is asked on its own and for one checkpoint at a
 * time: one that is slow, dead or lying holds up nobody.
 */
export class Cosigning {
  private readonly memories = new Map<string, Memory>();

  constructor(private readonly options: CosigningOptions) {}

  /** Asks every witness that is due for a cosignature of the checkpoint of this size; resolves when those have answered or were given up. */
  async ask(size: number): Promise<void> {
    const note = await this.readNote(size);
    if (note === undefined) return;
    const due = this.witnesses().filter((witness) => this.isFree(this.recall(witness)) && this.isWanted(witness, size, note));
    await Promise.all(due.map((witness) => this.askOne(witness, size, note)));
  }

  private witnesses(): ReachedWitness[] {
    return reachedWitnesses(this.options.policy(), this.options.patience);
  }

  private recall({ key }: ReachedWitness): Memory {
    const vkey = formatVkey(key);
    const known = this.memories.get(vkey) ?? { busy: false, size: 0, cosignedAt: 0, restsUntil: 0, told: '', failing: false };
    this.memories.set(vkey, known);
    return known;
  }

  private isFree({ busy, restsUntil }: Memory): boolean {
    return !busy && this.options.now() >= restsUntil;
  }

  /** By our clock, not by the witness’s: a wrong one must not have it asked each second, or never. A stored note may have lost its lines. */
  private isWanted(witness: ReachedWitness, size: number, checkpoint: string): boolean {
    const { size: last, cosignedAt: at } = this.recall(witness);
    const note = parseNote(checkpoint);
    const isMissing = note === undefined || cosignedAt(note, witness.key) === undefined;
    return isMissing || last !== size || this.options.now() - at >= RENEWAL_SECONDS;
  }

  private async askOne(witness: ReachedWitness, size: number, checkpoint: string): Promise<void> {
    const { pool, now } = this.options;
    const memory = this.recall(witness);
    memory.busy = true;
    try {
      await this.tellKeys(witness, memory);
      const proofFrom = (old: number): Promise<Uint8Array[]> => new TreeReader(pool).consistency(old, size);
      const line = await askWitness(witness, { checkpoint, size, old: Math.min(memory.size, size), proofFrom });
      if (line === undefined) {
        memory.restsUntil = now() + REST_SECONDS;
        await examineRefusal({ pool, logKeys: await this.logKeys(), witness, witnesses: this.witnesses() }, { size, checkpoint });
      } else {
        await this.store(size, witness.key, line);
        Object.assign(memory, { size, cosignedAt: now(), failing: false });
      }
    } catch (error) {
      memory.restsUntil = now() + REST_SECONDS;
      memory.told = '';
      const told = { witness: witness.url, reason: (error as Error).message };
      if (!memory.failing) log.warn(told, 'A witness does not cosign. It is asked again every few seconds; this is said once');
      memory.failing = true;
    } finally {
      memory.busy = false;
    }
  }

  /** A witness goes by the key that its operator gave it, and from there by what the log says of its keys. */
  private async tellKeys(witness: ReachedWitness, memory: Memory): Promise<void> {
    const statements = this.options.policy()?.statements ?? [];
    if (memory.told === statements.join('\n')) return;
    await handStatements(witness, statements);
    memory.told = statements.join('\n');
  }

  private async logKeys(): Promise<NoteKey[]> {
    const policy = this.options.policy();
    return policy === undefined ? [] : everyLogKey(policy, { sha256, verifySignature: verifyBytes });
  }

  private async readNote(size: number): Promise<string | undefined> {
    const { rows } = await this.options.pool.query<{ note: string }>('select note from ledger.checkpoint where size = $1', [
      size,
    ]);
    return rows[0]?.note;
  }

  /** Adds a verified line to the stored note. Witnesses answer at once: each reads the note again until nobody was faster. */
  private async store(size: number, key: NoteKey, line: NoteSignature): Promise<void> {
    for (;;) {
      const stored = await this.readNote(size);
      const note = parseNote(stored ?? '');
      if (note === undefined) throw new Error('The stored checkpoint is no note');
      const { rowCount } = await this.options.pool.query('update ledger.checkpoint set note = $3 where size = $1 and note = $2', [
        size,
        stored,
        formatNote(addCosignature(note, key, line)),
      ]);
      if (rowCount === 1) return;
    }
  }
}
