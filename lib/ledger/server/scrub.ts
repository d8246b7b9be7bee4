import type { Pool } from 'pg';
import { sameBytes } from '@/lib/ledger/domain/bytes';
import type { Fault } from '@/lib/ledger/domain/fault';
import { entryDigest } from '@/lib/ledger/domain/header';
import { appendLeaf, frontierRoot, leafHash } from '@/lib/ledger/domain/tree';
import { verifyEntry } from '@/lib/ledger/domain/verify-entry';
import type { StoredEntry } from '@/lib/ledger/domain/verify-log';
import type { FactDefinition } from '@/lib/ledger/language/define-fact';
import { log } from '@/lib/platform/server/log';
import { FilingChecker } from './check-filing';
import { findLostValue } from './find-lost-value';
import { sha256 } from './hashing';
import { raiseAlarm } from './raise-alarm';
import { endOfCommits, recomputeLeaves, StoredFault } from './read-stored';
import { readWholeCommits, storedEntry } from './read-whole';
import type { SubjectKeys } from './subject-keys';

/** Entries that are re-read at a look, on the average: whole commits are read, and larger ones are waited out. */
const ENTRIES_A_LOOK = 100;

export interface ScrubOptions {
  readonly pool: Pool;
  /** The keys that values are sealed under. */
  readonly subjects: SubjectKeys;
  /** Every fact there is, as for a verification. */
  readonly definitions: readonly FactDefinition[];
}

/** One way through the log, up to a checkpoint. */
interface Round {
  readonly size: number;
  readonly root: Uint8Array;
  readonly filing: FilingChecker;
  readonly frontier: Uint8Array[];
  at: number;
  /** Nothing was found so far: only then can the whole be compared. */
  sound: boolean;
}

/**
 * Re-reads the ledger by and by, round after round, and recomputes it from its stored bytes: what somebody changed after it was signed is an
 * alarm, and is not left to be found by whoever happens to check. It reads a little at a time, so that it is in nobody's way.
 */
export class Scrub {
  private round: Round | undefined;
  private owed = 0;

  constructor(private readonly options: ScrubOptions) {}

  /** Goes on a little. Answers whether a round was ended with it. */
  async look(): Promise<boolean> {
    this.owed = Math.max(0, this.owed - ENTRIES_A_LOOK);
    if (this.owed > 0) return false;
    const round = (this.round ??= await this.begin());
    if (round.at < round.size) this.owed = await this.goOn(round);
    if (round.at < round.size) return false;
    if (round.sound && round.size > 0 && !sameBytes(frontierRoot(round.frontier, sha256), round.root))
      await this.tell({ code: 'TREE_ROOT_WRONG', index: round.size - 1 });
    this.round = undefined;
    return true;
  }

  private async begin(): Promise<Round> {
    const { rows } = await this.options.pool.query<{ size: string; root: Buffer }>(
      'select size, root from ledger.checkpoint order by size desc limit 1',
    );
    const { size, root } = rows[0] ?? { size: '0', root: Buffer.alloc(0) };
    const filing = new FilingChecker(this.options.definitions);
    return { size: Number(size), root, filing, frontier: [], at: 0, sound: true };
  }

  /** Reads the next commits; answers how many entries they have. Where a commit is missing it goes on at the next. */
  private async goOn(round: Round): Promise<number> {
    const { pool } = this.options;
    const { at, size } = round;
    const end = Math.min(size, await endOfCommits(pool, at, Math.min(size, at + ENTRIES_A_LOOK)));
    const fault: Fault | undefined = end > at ? await this.check(round, end) : { code: 'INDEX_GAP', index: at };
    round.at = end > at ? end : await nextCommit(pool, at, size);
    if (fault !== undefined) {
      round.sound = false;
      await this.tell(fault);
    }
    return round.at - at;
  }

  /** The first fault in a range of whole commits. */
  private async check(round: Round, end: number): Promise<Fault | undefined> {
    const found = [await this.checkLeaves(round, end), await this.checkValues(round, end)];
    const placeOf = ({ index = 0 }: Fault): number => index;
    return found.filter((fault) => fault !== undefined).sort((one, other) => placeOf(one) - placeOf(other))[0];
  }

  private async checkLeaves(round: Round, end: number): Promise<Fault | undefined> {
    try {
      return await this.checkTiles(round, await recomputeLeaves(this.options.pool, round.at, end));
    } catch (error) {
      if (error instanceof StoredFault) return error.fault;
      throw error;
    }
  }

  /** Hashes of the tree that are kept to build proofs from. */
  private async checkTiles(round: Round, leaves: readonly Uint8Array[]): Promise<Fault | undefined> {
    if (!round.sound) return undefined;
    const full: { level: number; index: number; hash: Uint8Array }[] = [];
    leaves.forEach((leaf, at) => {
      appendLeaf(round.frontier, { size: round.at + at, leaf: leafHash(leaf, sha256) }, sha256, (node) => {
        if (node.level % 8 === 0) full.push(node);
      });
    });
    for (const { level, index, hash } of full) {
      const { rows } = await this.options.pool.query<{ hash: Buffer }>(
        'select hash from ledger.subtree where level = $1 and index = $2',
        [level / 8, index],
      );
      if (rows[0]?.hash.equals(hash) !== true) return { code: 'SUBTREE_WRONG', index: index * 2 ** level };
    }
    return undefined;
  }

  private async checkValues({ at, filing }: Round, end: number): Promise<Fault | undefined> {
    const { pool, subjects } = this.options;
    const client = await pool.connect();
    try {
      for await (const whole of readWholeCommits({ client, subjects }, at, end)) {
        const entries = whole.entries.map(storedEntry);
        const [fault = await findLostValue({ client, subjects }, entries)] = [
          ...filing.check(whole),
          ...entries.flatMap(findFaults),
        ];
        if (fault !== undefined) return fault;
      }
      return undefined;
    } finally {
      client.release();
    }
  }

  private async tell({ code, index, stream, version, field }: Fault): Promise<void> {
    const evidence = { index, code, stream, version, field };
    if (await raiseAlarm(this.options.pool, { kind: 'STORED_ALTERED', evidence, sameAs: { index } }))
      log.error({ index, code }, 'What is stored is not what was sealed and signed. Run: hearthline verify');
  }
}

/** What is wrong with an entry's values, and with the column that others find it by. */
function findFaults({ wire, digest, stream, version }: StoredEntry): readonly Fault[] {
  const { faults } = verifyEntry(wire, sha256);
  if (digest === entryDigest(wire.header, sha256)) return faults;
  return [{ code: 'DIGEST_WRONG', index: wire.index, stream, version }, ...faults];
}

async function nextCommit(pool: Pool, after: number, size: number): Promise<number> {
  const { rows } = await pool.query<{ first: string | null }>(
    'select min(first_index) as first from ledger.commit where first_index > $1',
    [after],
  );
  return Math.min(size, Number(rows[0]?.first ?? size));
}
