import type { Pool } from 'pg';
import { fromBase64, sameBytes, toBase64 } from '@/lib/ledger/domain/bytes';
import { formatCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { formatVkey } from '@/lib/ledger/domain/note-key';
import { formatNote } from '@/lib/ledger/domain/signed-note';
import { appendLeaf, frontierRoot, leafHash } from '@/lib/ledger/domain/tree';
import { LOG_STREAM } from '@/lib/ledger/language/facts';
import { sha256 } from './hashing';
import type { LogKeys } from './log-keyring';
import { raiseAlarm } from './raise-alarm';
import { endOfCommits, recomputeLeaves, StoredFault } from './read-stored';
import type { SignedState, SignerState } from './signer-state';
import { TreeReader } from './tree-reader';

export interface CheckpointSignerOptions {
  readonly pool: Pool;
  readonly origin: string;
  readonly state: SignerState;
  /** The keys as they stand now: while one follows another, both sign. */
  readonly keys: () => LogKeys;
}

/** Entries re-read at once. */
const STEP = 5_000;

/**
 * Signs the log as it grows (ledger-format rule 22). It trusts nothing in Postgres: it re-reads the stored bytes of what is
 * new, recomputes, extends the tree it last signed, and refuses whatever does not follow from that. A refusal is an alarm.
 */
export class CheckpointSigner {
  constructor(private readonly options: CheckpointSignerOptions) {}

  /** Signs and publishes what came since; answers the newest checkpoint's size, or undefined before the first. Throws {@link StoredFault}. */
  async signNext(): Promise<number | undefined> {
    try {
      return await this.sign();
    } catch (error) {
      if (error instanceof StoredFault)
        await raiseAlarm(this.options.pool, { kind: 'SIGNER_REFUSED', evidence: { ...error.fault } });
      throw error;
    }
  }

  private async sign(): Promise<number | undefined> {
    const { pool, origin, state } = this.options;
    await this.registerKeys();
    const before = state.read();
    const size = before?.size ?? 0;
    const { rows } = await pool.query<{ size: string; target: string | null }>(
      // Only as far as keys are known: an organisation's key is registered by an entry like any other.
      `select h.size, (
         select e.index + 1 from ledger.entry e
         where e.stream = $1 and e.index >= (select max(from_index) from ledger.lineage) and e.index < (select position from platform.cursor where room = 'partners')
         order by e.version desc limit 1) as target
       from ledger.head h`,
      [LOG_STREAM],
    );
    if (Number(rows[0]?.size ?? 0) < size) throw new StoredFault({ code: 'LOG_SHRANK', index: size });
    const target = Number(rows[0]?.target ?? 0);
    if (target > size) {
      const after = await this.extend(before ?? { origin, size: 0, frontier: [] }, target);
      state.replace(before, after);
      await this.publish(after);
      return after.size;
    }
    // What was signed before a crash but not published is published now: the same text under the same key.
    if (size > 0 && before !== undefined) await this.publish(before);
    return size > 0 ? size : undefined;
  }

  private async registerKeys(): Promise<void> {
    const { pool, keys } = this.options;
    const vkeys = keys().signers.map(({ key }) => formatVkey(key));
    await pool.query('insert into ledger.verifier_key select unnest($1::text[]) on conflict do nothing', [vkeys]);
  }

  private async extend(from: SignedState, target: number): Promise<SignedState> {
    const { pool } = this.options;
    const frontier = from.frontier.map((text) => fromBase64(text) ?? new Uint8Array());
    for (let at = from.size; at < target;) {
      const end = Math.min(target, await endOfCommits(pool, at, Math.min(target, at + STEP)));
      if (end <= at) throw new StoredFault({ code: 'INDEX_GAP', index: at });
      for (const leaf of await recomputeLeaves(pool, at, end)) {
        appendLeaf(frontier, { size: at, leaf: leafHash(leaf, sha256) }, sha256);
        at += 1;
      }
    }
    const root = frontierRoot(frontier, sha256);
    if (!sameBytes(root, await new TreeReader(pool).root(target)))
      throw new StoredFault({ code: 'TREE_ROOT_WRONG', index: target });
    return { origin: from.origin, size: target, frontier: frontier.map(toBase64) };
  }

  private async publish(signed: SignedState): Promise<void> {
    const { pool, keys } = this.options;
    const frontier = signed.frontier.map((text) => fromBase64(text) ?? new Uint8Array());
    const root = frontierRoot(frontier, sha256);
    const text = formatCheckpoint({ origin: signed.origin, size: signed.size, root });
    const note = formatNote({ text, signatures: keys().signers.map((each) => each.sign(text, 0)) });
    const { rowCount } = await pool.query('insert into ledger.checkpoint values ($1, $2, $3) on conflict do nothing', [
      signed.size,
      root,
      note,
    ]);
    if (rowCount === 1) await pool.query("select pg_notify('hearthline_checkpoint', $1)", [String(signed.size)]);
  }
}
