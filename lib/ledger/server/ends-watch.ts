import type { Pool } from 'pg';
import { fromHex, sameBytes } from '@/lib/ledger/domain/bytes';
import { parseCheckpoint, type Checkpoint } from '@/lib/ledger/domain/checkpoint';
import { parseNote } from '@/lib/ledger/domain/signed-note';
import { verifyFeedEnds } from '@/lib/ledger/domain/verify-feed-ends';
import { HUB, LOG_STREAM } from '@/lib/ledger/language/facts';
import { feedEndsShape, type FeedEnds } from '@/lib/ledger/language/feed';
import { sha256, verifyBytes } from './hashing';
import { IntakeFault } from './intake';
import type { IntakeSource } from './intake-source';
import { readHeldEnds } from './read-held-ends';
import { readStanding } from './read-held';
import { refuseFeed } from './refuse-feed';

/** Streams asked about at once. */
const MOST_STREAMS = 200;

/**
 * Sees to it that nothing is kept back from a copy: no chain shows that its last link is the last. Each checkpoint commits where every
 * stream ends; the streams that moved are asked about first, and all others in turn.
 */
export class EndsWatch {
  /** The log's size up to which all that moved was asked about. */
  private seen = 0;
  private after = '';

  constructor(
    private readonly pool: Pool,
    private readonly source: IntakeSource,
  ) {}

  /** Asks about some streams. Throws {@link IntakeFault}, with the evidence kept as an alarm, or whatever the source throws. */
  async look(): Promise<void> {
    const standing = await readStanding(this.pool);
    const { streams, next } = await this.choose(standing.size);
    if (streams.length === 0) return;
    const parsed = feedEndsShape.safeParse(await this.source.ends(streams));
    const refuse = { pool: this.pool, source: this.source, standing };
    if (!parsed.success) throw await fault(refuse, [{ code: 'FEED_MALFORMED' }]);
    const { checkpoint: note, ended, ends } = parsed.data;
    const ground = await this.readGround(note);
    // Of a checkpoint that is not held yet nothing can be said: it is asked again once it is.
    if (ground === undefined) return;
    const asked = streams.filter((stream) => !ended.includes(stream));
    const held = await readHeldEnds(this.pool, asked, ground);
    const trusted = { origin: standing.trust.origin, hubKey: ground.hubKey, mapRoot: ground.mapRoot };
    const faults = await verifyFeedEnds(ends, held, { ground: trusted, crypto: { sha256, verifySignature: verifyBytes } });
    if (faults.length > 0) throw await fault(refuse, faults, note);
    await this.store(ends, ground.size);
    Object.assign(this, next);
  }

  /** Those that moved since the last look, the oldest first; where those leave room, the next in turn. */
  private async choose(size: number): Promise<{ streams: string[]; next: { seen: number; after: string } }> {
    const { rows: moved } = await this.pool.query<{ stream: string; index: string }>(
      'select stream, index from ledger.stream_head where index >= $1 and stream <> $2 order by index limit $3',
      [this.seen, LOG_STREAM, MOST_STREAMS],
    );
    const full = moved.length === MOST_STREAMS;
    const seen = full ? Number(moved.at(-1)?.index) : size;
    const { rows: others } = await this.pool.query<{ stream: string }>(
      'select stream from ledger.stream_head where stream > $1 and stream <> $2 order by stream limit $3',
      [this.after, LOG_STREAM, MOST_STREAMS - moved.length],
    );
    const streams = [...new Set([...moved, ...others].map(({ stream }) => stream))];
    const last = others.at(-1)?.stream ?? this.after;
    return { streams, next: { seen, after: others.length < MOST_STREAMS - moved.length ? '' : last } };
  }

  /** What a held checkpoint commits of where streams end; undefined for one that is not held. */
  private async readGround(note: string): Promise<Ground | undefined> {
    const checkpoint = parseCheckpoint(parseNote(note)?.text ?? '');
    if (checkpoint === undefined || !(await this.isHeld(checkpoint))) return undefined;
    const { rows } = await this.pool.query<{ values: string; key: Buffer | null }>(
      `select d.field_values as values, (select k.public_key from partners.signing_key k
         where k.organisation = $3 and k.until_index is null order by k.from_index desc limit 1) as key
       from ledger.disclosure d where d.index = $1 and d.stream = $2 and d.field_group = 'log'`,
      [checkpoint.size - 1, LOG_STREAM, HUB],
    );
    // The group's names ascend by bytes: root, size.
    const [root, mapped] = JSON.parse(rows[0]?.values ?? '[]') as [string?, number?];
    const mapRoot = fromHex(root ?? '');
    if (mapRoot === undefined || mapped === undefined || rows[0]?.key == null) return undefined;
    return { size: checkpoint.size, mapped, mapRoot, hubKey: rows[0].key };
  }

  private async isHeld({ size, root }: Checkpoint): Promise<boolean> {
    const { rows } = await this.pool.query<{ root: Buffer }>('select root from ledger.checkpoint where size = $1', [size]);
    return rows[0] !== undefined && sameBytes(rows[0].root, root);
  }

  private async store(ends: FeedEnds['ends'], size: number): Promise<void> {
    const shown = ends.filter(({ end }) => end !== null);
    for (const { stream, end, head } of shown)
      await this.pool.query(
        `insert into ledger.stream_end values ($1, $2, $3, $4, $5) on conflict (stream) do update set
           checkpoint_size = excluded.checkpoint_size, shown_end = excluded.shown_end, statement = excluded.statement,
           signature = excluded.signature`,
        [stream, size, JSON.stringify(end), head.statement, head.signature],
      );
  }
}

interface Ground {
  readonly size: number;
  /** The log's size that the map covers. */
  readonly mapped: number;
  readonly mapRoot: Uint8Array;
  readonly hubKey: Uint8Array;
}

async function fault(
  refuse: Parameters<typeof refuseFeed>[0],
  faults: Parameters<typeof refuseFeed>[1],
  note = '',
): Promise<IntakeFault> {
  await refuseFeed(refuse, faults, note);
  return new IntakeFault(faults);
}
