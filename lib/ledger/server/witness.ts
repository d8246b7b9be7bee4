import { contradictionIn, verifyContradiction, type Contradiction } from '@/lib/ledger/domain/contradiction';
import { isBy } from '@/lib/ledger/domain/cosign-note';
import { parseCheckpoint } from '@/lib/ledger/domain/checkpoint';
import type { NoteKey } from '@/lib/ledger/domain/note-key';
import { findSpeakingKeys, learnSpeakingKeys, type SpeakingKey } from '@/lib/ledger/domain/speaking-keys';
import { formatNote, formatSignatureLine, parseNote, type NoteSignature } from '@/lib/ledger/domain/signed-note';
import {
  decideAddCheckpoint,
  keysThatCount,
  parseAddCheckpoint,
  readClaimed,
  type AddCheckpoint,
  type AddCheckpointDecision,
  type Witnessed,
} from '@/lib/ledger/domain/witness';
import { sha256, verifyBytes } from './hashing';
import type { NoteSigner } from './note-signer';
import { originId, type WitnessStore } from './witness-store';

const CRYPTO = { sha256, verifySignature: verifyBytes };

export interface WitnessOptions {
  /** Its key as it is now: another may take its place while this runs. */
  readonly signer: () => NoteSigner;
  readonly store: WitnessStore;
  /** Keys of the logs it watches, as its operator gave them; a key's name is its log's origin. */
  readonly logs: readonly NoteKey[];
  /** POSIX seconds. */
  readonly now: () => number;
}

/** What a request to add a checkpoint is answered: a refusal of the protocol, or the cosignature's line. */
export type Cosigned = { readonly status: 200; readonly line: string } | Exclude<AddCheckpointDecision, { status: 200 }>;

/** A witness (C2SP tlog-witness): cosigns a log's checkpoints as long as each continues the one before, and keeps what contradicts. */
export class Witness {
  constructor(private readonly options: WitnessOptions) {}

  /** Decides a request's body (hostile). What it cosigned is on disk before this answers. */
  async addCheckpoint(body: string): Promise<Cosigned> {
    const request = parseAddCheckpoint(body);
    const claimed = request && readClaimed(request);
    if (request === undefined || claimed === undefined) return { status: 400 };
    const { origin, size } = claimed;
    const known = await this.keysOf(origin);
    const keys = known.length === 0 ? undefined : keysThatCount(known, size);
    for (;;) {
      const before = this.options.store.note(originId(origin));
      const decision = await decideAddCheckpoint(request, witnessed(before), keys, CRYPTO);
      if (decision.status === 422 && before !== undefined) await this.examine(before, request);
      if (decision.status !== 200) return decision;
      const line = this.cosign({ id: originId(origin), before, text: decision.noteText, signed: logLines(request, keys ?? []) });
      // Another request was faster: this one is decided again, by what that one left.
      if (line !== undefined) return { status: 200, line };
    }
  }

  /** Keeps two contradicting checkpoints that somebody shows (hostile). Answers whether they prove it and are kept. */
  async addEvidence(claim: Contradiction): Promise<boolean> {
    const origins = [...new Set(this.options.logs.map(({ name }) => name))];
    const logKeys = await Promise.all(origins.map((origin) => this.keysOf(origin)));
    const found = await verifyContradiction(
      claim,
      logKeys.flat().map(({ key }) => key),
      CRYPTO,
    );
    return found !== undefined && this.options.store.keep(claim);
  }

  /**
   * Takes up what a log says of its keys (hostile), as far as it leads on from the keys that the operator gave. Answers whether
   * every one of the statements is known now.
   */
  async addStatements(offered: readonly string[]): Promise<boolean> {
    const { store, logs } = this.options;
    const known = new Set<string>();
    for (const origin of new Set(logs.map(({ name }) => name))) {
      const id = originId(origin);
      const kept = store.statements(id);
      const learned = await learnSpeakingKeys(this.pinned(origin), { kept, offered }, CRYPTO);
      // Nobody waits between reading and this: two requests at once would otherwise forget each other's.
      if (learned.statements.length > kept.length && sameAs(kept, store.statements(id)))
        store.keepStatements(id, learned.statements);
      for (const statement of store.statements(id)) known.add(statement);
    }
    return offered.every((statement) => known.has(statement));
  }

  private pinned(origin: string): NoteKey[] {
    return this.options.logs.filter(({ name }) => name === origin);
  }

  /** The keys by which a log is known here: what the operator gave, and what those lead to. */
  private async keysOf(origin: string): Promise<readonly SpeakingKey[]> {
    return (await findSpeakingKeys(this.pinned(origin), this.options.store.statements(originId(origin)), CRYPTO)).keys;
  }

  private async examine(held: string, { checkpoint, proof }: AddCheckpoint): Promise<void> {
    const claim = contradictionIn({ held, shown: checkpoint }, proof, sha256);
    if (claim !== undefined) await this.addEvidence(claim);
  }

  private cosign(what: { id: string; before?: string | undefined; text: string; signed: NoteSignature[] }): string | undefined {
    const { signer, store, now } = this.options;
    const cosignature = signer().sign(what.text, now());
    const note = formatNote({ text: what.text, signatures: [...what.signed, cosignature] });
    return store.replaceNote(what.id, what.before, note) ? formatSignatureLine(cosignature) : undefined;
  }
}

function sameAs(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The log's own lines of the note: a stranger's need not be kept. */
function logLines({ checkpoint }: AddCheckpoint, keys: readonly NoteKey[]): NoteSignature[] {
  return parseNote(checkpoint)?.signatures.filter((line) => keys.some((key) => isBy(line, key))) ?? [];
}

/** The state in a note of its own. Throws when it is damaged: a witness that forgot would cosign a rewritten log. */
function witnessed(note: string | undefined): Witnessed | undefined {
  if (note === undefined) return undefined;
  const checkpoint = parseCheckpoint(parseNote(note)?.text ?? '');
  if (checkpoint === undefined)
    throw new Error('The note last cosigned cannot be read. Nothing is cosigned until it is restored.');
  return checkpoint;
}
