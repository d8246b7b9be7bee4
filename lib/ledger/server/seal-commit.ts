import { parseFact, type FactDefinition } from '@/lib/ledger/language/define-fact';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import { encodeCommitStatement, commitRoot } from '@/lib/ledger/domain/commit-statement';
import { sealEntry, type SealedEntry } from '@/lib/ledger/domain/seal-entry';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { drawSalt } from './draw-salt';
import type { CommitRequest, FactDraft } from './fact-draft';
import { hashInto, sha256 } from './hashing';
import { keepValues, type ValuesRow } from './keep-values';
import type { Shape } from './shapes';
import type { KeyReader } from './subject-keys';

/** The newest entry of a stream; version 0 and 64 zeros before the first. */
export interface StreamHead {
  readonly version: number;
  readonly digest: string;
}

/** One fact sealed and laid out as the database stores it. */
export interface SealedFact {
  readonly stream: string;
  readonly version: number;
  readonly previous: string;
  readonly shape: Shape;
  readonly entry: SealedEntry;
  /** One a field, in base64url: for whoever is to check the values before they are signed. */
  readonly salts: readonly string[];
}

/** A commit ready to be ordered: sealed facts and the organisation's signature over their root. */
export interface SealedCommit {
  readonly organisation: string;
  readonly idempotencyKey: string;
  readonly requestHash: Uint8Array;
  readonly statement: string;
  readonly signature: Uint8Array;
  readonly facts: readonly SealedFact[];
  /** What is kept of the values of each fact. */
  readonly rows: readonly (readonly ValuesRow[])[];
}

/** A sealed commit that waits for its organisation's signature over `statement`. */
export interface UnsignedCommit {
  readonly organisation: string;
  readonly statement: string;
  readonly facts: readonly SealedFact[];
}

/** Who signs an organisation's commits. `keyId` is the SHA-256 of the raw public key, hex. */
export interface CommitSigner {
  readonly keyId: string;
  /** Answers 64 bytes. Rejects with a CommitFault when the commit is not signed. */
  sign(commit: UnsignedCommit): Promise<Uint8Array>;
}

export interface SealingContext {
  readonly origin: string;
  readonly signer: CommitSigner;
  readonly requestHash: Uint8Array;
  readonly shapes: ReadonlyMap<FactDefinition, Shape>;
  readonly keyOf: KeyReader;
}

export const EMPTY_HEAD: StreamHead = { version: 0, digest: '0'.repeat(64) };

/** Seals a request's facts in order, each after its stream's head, and signs their root (ledger-format §0, Commit). */
export async function sealCommit(
  request: CommitRequest,
  heads: ReadonlyMap<string, StreamHead>,
  context: SealingContext,
): Promise<SealedCommit> {
  const current = new Map(heads);
  const facts: SealedFact[] = [];
  for (const draft of request.facts) {
    const head = current.get(draft.stream) ?? EMPTY_HEAD;
    const fact = sealDraft({ request, draft, head, earlier: facts }, context);
    facts.push(fact);
    current.set(draft.stream, { version: fact.version, digest: fact.entry.digest });
  }
  const rows = keepValues(facts, context.keyOf);
  const statement = encodeCommitStatement({
    origin: context.origin,
    organisation: request.organisation,
    key: context.signer.keyId,
    idempotencyKey: request.idempotencyKey,
    count: facts.length,
    root: toBase64(
      commitRoot(
        facts.map((fact) => fact.entry.digest),
        sha256,
      ),
    ),
  });
  const { organisation, idempotencyKey } = request;
  const signature = await context.signer.sign({ organisation, statement, facts });
  return { organisation, idempotencyKey, requestHash: context.requestHash, statement, signature, facts, rows };
}

interface Sealing {
  readonly request: CommitRequest;
  readonly draft: FactDraft;
  readonly head: StreamHead;
  readonly earlier: readonly SealedFact[];
}

function sealDraft({ request, draft, head, earlier }: Sealing, context: SealingContext): SealedFact {
  const shape = context.shapes.get(draft.definition);
  if (shape === undefined) throw new Error(`No shape was laid out for ${draft.definition.type}`);
  const own = parseFact(draft.definition, draft.values);
  const meta: Record<string, Canonical> = {
    '@type': draft.definition.type,
    '@schema': draft.definition.version,
    '@organisation': request.organisation,
    '@actor': request.actor,
    '@occurredAt': draft.occurredAt,
    '@signedAt': request.signedAt,
    '@causes': draft.causes.map((cause) => (typeof cause === 'string' ? cause : digestOf(earlier, cause.draft))),
  };
  const version = head.version + 1;
  const salts = shape.names.map(drawSalt);
  const entry = sealEntry(
    {
      origin: context.origin,
      stream: draft.stream,
      version,
      prev: head.digest,
      nonce: drawSalt(),
      names: shape.names,
      layout: shape.layout,
      salts,
      values: shape.names.map((name) => own[name] ?? meta[name] ?? null),
    },
    sha256,
    hashInto,
  );
  return { stream: draft.stream, version, previous: head.digest, shape, entry, salts };
}

function digestOf(earlier: readonly SealedFact[], draft: number): string {
  const fact = earlier[draft];
  if (fact === undefined) throw new Error('A cause must be an earlier draft of the same commit');
  return fact.entry.digest;
}
