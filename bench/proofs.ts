import { hash } from 'node:crypto';
import { parseCommitStatement } from '@/lib/ledger/domain/commit-statement';
import { formatEntryProof, verifyEntryProof } from '@/lib/ledger/domain/entry-proof';
import { TILE_WIDTH } from '@/lib/ledger/domain/tile';
import { inclusionNodes } from '@/lib/ledger/domain/tree-range';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import { readInclusion } from '@/lib/ledger/server/read-proof';
import { readStream } from '@/lib/ledger/server/read-stream';
import { TreeReader } from '@/lib/ledger/server/tree-reader';
import { asOrganisation, createDatabase } from '@/lib/platform/server/database';
import { fillLedger } from './fill-ledger';
import { print, ratePerSecond, whole } from './measure';
import { openBench, type Bench, type BenchSize } from './open-bench';
import { signLog } from './sign-log';

const SECONDS = 4;
const SPREAD = 7_919;

/** Inclusion proofs built from stored hashes, and whole proof files checked, beside bare SHA-256 of as many messages. */
export async function benchProofs({ entries = 50_000 }: BenchSize = {}): Promise<void> {
  const bench = await openBench();
  try {
    const stream = await fillLedger(bench, entries);
    const size = Number((await bench.owner.query<{ size: string }>('select size from ledger.head')).rows[0]?.size);
    print(`\nProofs in a ledger of ${whole(size)} entries (÷ bare: the time they take over that of hashing as many messages)`);
    print('                             ÷ bare   a second   hashes each');
    await tell('built, one reader each', await measureBuilding(bench, size));
    await tell('.tlog-proof files checked', await measureChecking(bench, stream));
  } finally {
    await bench.close();
  }
}

interface Measured {
  readonly rate: number;
  readonly hashes: number;
}

async function tell(what: string, { rate, hashes }: Measured): Promise<void> {
  const bare = await ratePerSecond(1, 1, () => {
    for (let at = 0; at < 1_000; at += 1) hash('sha256', MESSAGE, 'buffer');
    return Promise.resolve();
  });
  const ratio = (bare * 1_000) / hashes / rate;
  print(`${what.padEnd(27)} ${`${ratio.toFixed(1)} ×`.padStart(8)} ${whole(rate).padStart(10)} ${whole(hashes).padStart(13)}`);
}

/** As long as an inner node of the tree. */
const MESSAGE = new Uint8Array(65);

/** As a request for one proof does it: nothing is kept from the one before. */
async function measureBuilding({ worker }: Bench, size: number): Promise<Measured> {
  const { pool } = worker.context;
  let hashes = 0;
  let built = 0;
  const rate = await ratePerSecond(4, SECONDS, async (caller, turn) => {
    const index = ((turn * 4 + caller) * SPREAD) % size;
    await new TreeReader(pool).inclusion(index, size);
    hashes += hashesToBuild(index, size);
    built += 1;
  });
  return { rate, hashes: hashes / built };
}

/** The leaves of each tile of leaves that is read, and the inner nodes over what is taken from a tile. */
function hashesToBuild(index: number, size: number): number {
  const nodes = inclusionNodes(index, size);
  const places = nodes.flat();
  const tileOf = (place: { level: number; index: number }): number => Math.floor((place.index * 2 ** place.level) / TILE_WIDTH);
  const tiles = new Set(places.filter(({ level }) => level < 8).map(tileOf));
  const leaves = [...tiles].reduce((sum, tile) => sum + Math.min(TILE_WIDTH, size - tile * TILE_WIDTH), 0);
  const inner = places.reduce((sum, { level }) => sum + 2 ** (level % 8) - 1, 0);
  return leaves + inner + places.length - nodes.length;
}

/** Values against seals, the commit and its signature, the place in the log, the checkpoint and its signature. */
async function measureChecking(bench: Bench, stream: string): Promise<Measured> {
  const { trust, files } = await proofFiles(bench, stream);
  let hashes = 0;
  const counted = {
    verifySignature: verifyBytes,
    sha256: (message: Uint8Array | string) => {
      hashes += 1;
      return sha256(message);
    },
  };
  let checked = 0;
  const rate = await ratePerSecond(1, SECONDS, async (_, turn) => {
    const { faults } = await verifyEntryProof(files[turn % files.length] ?? '', trust, counted);
    if (faults.length > 0) throw new Error(`A proof of the bench is at fault: ${faults.join(', ')}`);
    checked += 1;
  });
  return { rate, hashes: hashes / checked };
}

/** One file for each entry of one stream, as a reader downloads it. */
async function proofFiles(
  bench: Bench,
  stream: string,
): Promise<{ trust: Awaited<ReturnType<typeof signLog>>; files: string[] }> {
  const trust = await signLog(bench);
  const { pool } = bench.worker.context;
  const hub = { origin: trust.origin, key: () => bench.worker.keys.findOrCreate('hub'), subjects: bench.worker.subjects };
  const database = createDatabase(bench.urls.worker, 1);
  const sealed = await asOrganisation(database, { organisation: 'servicer' }, (transaction) =>
    readStream(transaction, stream, hub),
  );
  await database.$disconnect();
  const files: string[] = [];
  for (const entry of sealed?.entries ?? []) {
    const place = await readInclusion(pool, entry.index);
    const key = sealed?.keys[parseCommitStatement(entry.commit.statement)?.key ?? ''];
    if (place === undefined || key === undefined) throw new Error('A signed log proves all of its entries');
    files.push(formatEntryProof({ entry, key }, place));
  }
  return { trust, files };
}
