import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { adoptKeys } from '@/lib/ledger/domain/adopt-keys';
import type { OwnLog } from '@/lib/ledger/domain/network-policy';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import type { Policy } from '@/lib/ledger/domain/tlog-policy';
import { verifyCheckpoint } from '@/lib/ledger/domain/verify-checkpoint';
import { Cosigning } from './cosigning';
import { sha256, verifyBytes } from './hashing';
import { openTestLog, TEST_ORIGIN, type TestLog } from './test-log';
import { policyLine, startTestWitness, testPolicy, type TestWitness } from './test-witness';
import { PolicyFile, readPolicyText } from './witness-policy';

const CRYPTO = { sha256, verifySignature: verifyBytes };

/** The clock of tests with witnesses, in POSIX seconds. */
export const now = (): number => Math.floor(Date.now() / 1000);

/** A log with a policy file and three witnesses that run. */
export interface WitnessedLog {
  readonly hub: TestLog;
  readonly witnesses: readonly TestWitness[];
  /** Where its keys lie, its name, and the signer’s connections. */
  readonly log: { readonly home: string; readonly origin: string; readonly pool: Pool };
  /** What a reader pinned before anything was changed. */
  readonly pinned: Policy;
  /** The policy that is published now. */
  published(): Promise<Policy>;
  /** Puts other lines for the witnesses into the policy file, and asks them as a signer does that was started anew. */
  write(lines: readonly string[]): void;
  readonly policy: PolicyFile;
  /** One turn of the signer: what is new is published, signed and cosigned. */
  turn(): Promise<number>;
  /** What a reader finds wrong with a checkpoint who pinned a policy and is shown what the hub publishes. */
  judge(note: string, reader: Policy): Promise<readonly string[]>;
  /** All checkpoints as they are stored, the smallest first. */
  readNotes(): Promise<string[]>;
  close(): Promise<void>;
}

/** Opens it in a copy of the template. */
export async function openWitnessedLog(templateUrl: string): Promise<WitnessedLog> {
  const home = mkdtempSync(join(tmpdir(), 'hearthline-witnessed-'));
  const hub = await openTestLog(templateUrl, home);
  const witnesses = await Promise.all(['a', 'b', 'c'].map((name) => startTestWitness(name, hub.log.key, now)));
  const lines = witnesses.map((each) => policyLine(each));
  const own = (): OwnLog => {
    const { signers, statements } = hub.keys();
    return { keys: signers.map(({ key }) => key), statements, url: 'http://hub.example/ledger' };
  };
  const policy = new PolicyFile(join(home, 'policy'), own, hub.signer);
  const ask = (): Cosigning => new Cosigning({ pool: hub.signer, policy: () => policy.current(), now });
  let cosigning = ask();
  const write = (written: readonly string[]): void => {
    writeFileSync(join(home, 'policy'), written.join('\n'));
    cosigning = ask();
  };
  write(lines);
  const published = async (): Promise<Policy> => {
    const read = parsePolicy(await readPolicyText(hub.signer), sha256);
    if ('refused' in read) throw new Error(read.refused);
    return read;
  };
  return {
    hub, witnesses, policy, published, write, pinned: testPolicy(hub.log.key, lines), log: { home, origin: TEST_ORIGIN, pool: hub.signer },
    async turn() {
      await policy.refresh();
      const size = await hub.grow(0);
      await cosigning.ask(size);
      return size;
    },
    async judge(note, reader) {
      const { policy: adopted } = await adoptKeys(reader, (await published()).statements ?? [], CRYPTO);
      return (await verifyCheckpoint(note, { origin: TEST_ORIGIN, policy: adopted, now: now() }, CRYPTO)).faults;
    },
    async readNotes() {
      const { rows } = await hub.signer.query<{ note: string }>('select note from ledger.checkpoint order by size');
      return rows.map(({ note }) => note);
    },
    async close() {
      for (const { server } of witnesses) server.close();
      await hub.close();
      await hub.drop();
    },
  }; // prettier-ignore
}
