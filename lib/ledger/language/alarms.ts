import type { Contradiction } from '@/lib/ledger/domain/contradiction';

/**
 * What can be found against the record: stored bytes that are not those that were sealed (the signer), two signed
 * checkpoints that cannot both be true, fewer entries than a witness cosigned, an entry that no checkpoint covered by the time
 * that its receipt promised, or something that a hub sent to a partner's own copy and that does not hold.
 */
export type AlarmKind = 'SIGNER_REFUSED' | 'CONTRADICTION' | 'ROLLED_BACK' | 'PROMISE_BROKEN' | 'COPY_REFUSED';

/** An alarm as the hub tells it. */
export interface HubAlarm {
  readonly kind: AlarmKind;
  readonly raisedAt: string;
  readonly evidence: {
    /** Where the signer stopped: the entry's index in the log. */
    readonly index?: number;
    /** The note a witness showed, then the hub's own. */
    readonly notes?: readonly string[];
    readonly claim?: Contradiction;
    /** Entries in the hub's database, where that is what is too little. */
    readonly here?: number;
    /** The witness that showed it; without one the hub's own signer remembers it. */
    readonly witness?: string;
  };
}

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
