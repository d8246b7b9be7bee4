import type { Pool } from 'pg';
import type { Fault } from '@/lib/ledger/domain/fault';
import { mergeKeys } from '@/lib/ledger/domain/merge-keys';
import type { CheckpointTrust } from '@/lib/ledger/domain/verify-checkpoint';
import { verifyFeed } from '@/lib/ledger/domain/verify-feed';
import { feedPageShape } from '@/lib/ledger/language/feed';
import { sha256, verifyBytes } from './hashing';
import type { IntakeSource } from './intake-source';
import { readHeld, readStanding, type Standing } from './read-held';
import { bearsUnknownKey, learnLogKeys } from './learn-log-keys';
import { refuseFeed } from './refuse-feed';
import { storePage } from './store-page';
import type { SubjectKeys } from './subject-keys';

/** Why a page was not kept. */
export class IntakeFault extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(`What the hub sent was refused (${faults.map(({ code }) => code).join(', ')}). Nothing of it was kept.`);
  }
}

/** `stored`: more was taken in, and `more` may follow at once. `idle`: there was nothing new, or it is not cosigned yet. */
export interface Taken {
  readonly stored: boolean;
  readonly more: boolean;
}

const KEYS_MILLISECONDS = 3_600_000;
/** And when its checkpoints lack witnesses that are known here. */
const QUORUM_MILLISECONDS = 30_000;

/** Takes in a hub's feed, a page at a time: each is checked whole before anything of it is kept. */
export class Intake {
  /** When the hub is asked again what its log says of its keys, in milliseconds. */
  private askKeysAt = 0;

  constructor(
    private readonly pool: Pool,
    private readonly subjects: SubjectKeys,
    private readonly source: IntakeSource,
  ) {}

  /**
   * Asks for the next page, waiting so many milliseconds for news, checks it and keeps it with the cursor after it. Throws
   * {@link IntakeFault} with the evidence kept as an alarm, or whatever the source throws.
   */
  async takeNext(wait: number): Promise<Taken> {
    const standing = await readStanding(this.pool);
    const answer = await this.source.page({ after: standing.cursor, keys: standing.keysHash, wait });
    const parsed = feedPageShape.safeParse(answer);
    if (!parsed.success) return this.refuse(standing, [{ code: 'FEED_MALFORMED', index: standing.size }], '');
    const page = parsed.data;
    const merged = mergeKeys(standing.keys, page.network.keys ?? [], sha256);
    if ('changed' in merged) return this.refuse(standing, [{ code: 'KEY_CHANGED', where: merged.changed }], page.checkpoint);
    const crypto = { sha256, verifySignature: verifyBytes, keys: merged.keys };
    const held = await readHeld(this.pool, standing, page);
    const trust = await this.settleKeys(standing, page.checkpoint);
    const verdict = await verifyFeed(page, held, { trust, crypto });
    // Too few witnesses have answered so far: that is no fault, and nothing is kept before they have.
    if (verdict.faults.some(({ code }) => code === 'QUORUM_MISSING')) return this.waitForWitnesses();
    if (verdict.faults.length > 0) return this.refuse(standing, verdict.faults, page.checkpoint);
    const stored = await storePage({ pool: this.pool, subjects: this.subjects }, standing, page, verdict);
    return { stored: stored && page.commits.length + verdict.leaves.length > 0, more: page.more };
  }

  /** Perhaps others witness the log by now, to whom those that are known here agreed. */
  private waitForWitnesses(): Taken {
    this.askKeysAt = Math.min(this.askKeysAt, Date.now() + QUORUM_MILLISECONDS);
    return { stored: false, more: false };
  }

  /** A key that is not known here is asked about before it is refused; that one was withdrawn is heard within the hour. */
  private async settleKeys({ trust }: Standing, note: string): Promise<CheckpointTrust> {
    if (await bearsUnknownKey(note, trust)) return learnLogKeys(this.pool, this.source, trust);
    if (Date.now() < this.askKeysAt) return trust;
    this.askKeysAt = Date.now() + KEYS_MILLISECONDS;
    return learnLogKeys(this.pool, this.source, trust).catch(() => trust);
  }

  private async refuse(standing: Standing, faults: readonly Fault[], note: string): Promise<never> {
    await refuseFeed({ pool: this.pool, source: this.source, standing }, faults, note);
    throw new IntakeFault(faults);
  }
}
