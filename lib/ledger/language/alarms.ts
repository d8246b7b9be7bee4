import { z } from 'zod';
import { contradictionShape } from '@/lib/ledger/domain/contradiction';
import { LONGEST_NOTE } from '@/lib/ledger/domain/signed-note';

/** More are the same story told again. */
export const MOST_ALARMS = 50;

/**
 * What can be found against the record: stored bytes that are not those that were sealed (the signer before it signs, the scrub
 * afterwards), two signed checkpoints that cannot both be true, fewer entries than a witness cosigned, an entry that no checkpoint covered by the time
 * that its receipt promised, or something that a hub sent to a partner's own copy and that does not hold.
 */
export type AlarmKind = 'SIGNER_REFUSED' | 'STORED_ALTERED' | 'CONTRADICTION' | 'ROLLED_BACK' | 'PROMISE_BROKEN' | 'COPY_REFUSED';

const position = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const evidenceShape = z.object({
  /** Where the signer stopped: the entry's index in the log. */
  index: position.optional(),
  /** The note a witness showed, then the hub's own. */
  notes: z.array(z.string().max(LONGEST_NOTE)).max(2).readonly().optional(),
  claim: contradictionShape.optional(),
  /** Entries in the hub's database, or in what it shows a copy, where that is what is too little. */
  here: position.optional(),
  /** The witness that showed it; without one the hub's own signer remembers it. */
  witness: z.string().max(200).optional(),
});

/** An alarm as the hub tells it, or a copy; `told` where a copy has it from its hub and did not find it itself. */
export interface HubAlarm {
  readonly kind: AlarmKind;
  readonly raisedAt: string;
  readonly evidence: z.infer<typeof evidenceShape> & { readonly told?: 'hub' };
}

/** What a copy reads of its hub's answer (hostile). What only a copy can find it does not take from a hub. */
export const toldAlarmsShape = z.object({
  alarms: z
    .array(
      z.object({
        kind: z.enum(['SIGNER_REFUSED', 'STORED_ALTERED', 'CONTRADICTION', 'ROLLED_BACK', 'PROMISE_BROKEN']),
        evidence: evidenceShape,
      }),
    )
    .max(MOST_ALARMS),
});

/** That the log was restored from an older copy and goes on under another name. */
export interface ToldSuccession {
  readonly origin: string;
  readonly succeededAt: string;
  /** Entries that were kept, and how many had been signed before. */
  readonly kept: number;
  readonly signed: number;
}

/**
 * What the hub says is wrong, and the witnesses (C2SP tlog-policy) that a reader asks besides: a hub could hide its alarms. `copy`
 * where a partner's own copy says so, of what the hub sent it.
 */
export interface AlarmsView {
  readonly copy: boolean;
  /** The newest succession of the log, told for good; null where it never was restored behind what had been signed. */
  readonly succession: ToldSuccession | null;
  readonly alarms: readonly HubAlarm[];
  readonly policy: string;
}
