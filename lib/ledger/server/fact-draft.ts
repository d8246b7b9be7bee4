import type { Canonical } from '@/lib/ledger/domain/canonical';
import type { FactDefinition } from '@/lib/ledger/language/define-fact';

/** A digest already in the ledger, or the place of an earlier draft of the same commit. */
type Cause = string | { readonly draft: number };

/** A fact decided but not yet sealed. `occurredAt` is an ISO instant or date: when it happened in the world. */
export interface FactDraft {
  readonly definition: FactDefinition;
  readonly stream: string;
  readonly values: Readonly<Record<string, Canonical>>;
  readonly occurredAt: string;
  readonly causes: readonly Cause[];
}

/** One organisation's atomic submission (ledger-format §0, Commit). */
export interface CommitRequest {
  readonly organisation: string;
  /** Pseudonymous: a person's or process's opaque id. */
  readonly actor: string;
  /** 1–255 printable ASCII characters; a replay returns the first answer. */
  readonly idempotencyKey: string;
  /** What the caller asked for, in canonical form: the same key with another request is refused. */
  readonly fingerprint: Canonical;
  readonly signedAt: string;
  readonly facts: readonly FactDraft[];
  /** Stream versions the decision was made on; a stream that moved refuses the commit. */
  readonly expected?: Readonly<Record<string, number>>;
}
