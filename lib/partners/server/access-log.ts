import { createHmac } from 'node:crypto';
import { HUB } from '@/lib/ledger/language/facts';
import type { Ledger } from '@/lib/ledger/server/ledger';
import { LoanRead } from '@/lib/partners/language/facts';
import { READ_POLICY } from '@/lib/partners/domain/policy';
import type { Actor } from './actor';

/** One look lasts as long as this: what a person reads of a loan in the meantime is the same look. */
const LOOK_MILLISECONDS = 600_000;
const MOST_REMEMBERED = 10_000;

/** Puts on the ledger who looks at a loan's record, before it is shown: what could not be told of is not shown. */
export class AccessLog {
  private readonly looks = new Map<string, Promise<unknown>>();

  constructor(
    private readonly ledger: Ledger,
    /** Keys the idempotency keys, so that they tell nothing of who looked. */
    private readonly secret: string,
  ) {}

  /** Resolves when the look is on the ledger. A homeowner's look at their own loan is nobody else's business. */
  async record(actor: Actor, loanId: string, now: Date): Promise<void> {
    if (actor.kind === 'homeowner') return;
    const slot = Math.floor(now.getTime() / LOOK_MILLISECONDS);
    const key = createHmac('sha256', this.secret)
      .update([loanId, actor.organisation, actor.id, String(slot)].join('\n'))
      .digest('base64url');
    const known = this.looks.get(key);
    const look = known ?? this.append(actor, loanId, { key, now });
    if (known === undefined) this.keep(key, look);
    await look;
  }

  private append(actor: Actor, loanId: string, { key, now }: { key: string; now: Date }): Promise<unknown> {
    const values = { organisation: actor.organisation, reader: actor.id, groups: [...READ_POLICY[actor.kind]] };
    const occurredAt = now.toISOString();
    const facts = [{ definition: LoanRead, stream: `access/${loanId}`, values, occurredAt, causes: [] }];
    return this.ledger
      .commit({ organisation: HUB, actor: 'access', idempotencyKey: key, fingerprint: key, signedAt: occurredAt, facts })
      .catch((error: unknown) => {
        // Of a person who was erased there is nothing left to look at.
        if ((error as { code?: string }).code !== 'SUBJECT_ERASED') throw error;
      });
  } // prettier-ignore

  private keep(key: string, look: Promise<unknown>): void {
    this.looks.set(key, look);
    look.catch(() => this.looks.delete(key));
    const oldest = this.looks.size > MOST_REMEMBERED ? this.looks.keys().next().value : undefined;
    if (oldest !== undefined) this.looks.delete(oldest);
  }
}
