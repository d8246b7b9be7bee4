import type { Canonical } from '@/lib/ledger/domain/canonical';

/** A fact as it stands in the ledger, with all values: only projections and operators read it in this form. */
export interface RecordedFact {
  readonly index: bigint;
  readonly stream: string;
  readonly version: number;
  readonly digest: string;
  readonly organisation: string;
  readonly idempotencyKey: string;
  readonly recordedAt: Date;
  readonly type: string;
  readonly schema: number;
  readonly occurredAt: string;
  readonly actor: string;
  readonly causes: readonly string[];
  /** The fact's own fields, without the `@` fields. */
  readonly values: Readonly<Record<string, Canonical>>;
}
