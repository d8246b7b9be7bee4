import { existsSync, readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { sameBytes } from '@/lib/ledger/domain/bytes';
import { isBy } from '@/lib/ledger/domain/cosign-note';
import { putWitness } from '@/lib/ledger/domain/network-policy';
import { formatVkey, parseVkey } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { agreementFor } from '@/lib/ledger/domain/policy-agreement';
import { formatNote, parseNote } from '@/lib/ledger/domain/signed-note';
import type { Policy, PolicyWitness } from '@/lib/ledger/domain/tlog-policy';
import { sha256 } from './hashing';
import { addAgreement } from './policy-agreements';
import { readCheckpoint } from './read-checkpoint';
import { NotTakenUp } from './require-taken-up';
import { signAgreement } from './sign-agreement';
import { writeDurably } from './signer-state';
import { discardFormerKeys, formerWitnessKeys, hasWitnessKey, openWitnessKey, replaceWitnessKey } from './witness-key';
import { readPolicyText } from './witness-policy';

/** A log whose witnesses, or some of them, are run where its signer is. */
export interface WitnessedPlace {
  readonly pool: Pool;
  readonly origin: string;
  /** The operator's policy file. */
  readonly policyPath: string;
  /** Directories of witnesses. */
  readonly homes: readonly string[];
}

/** A witness of the published policy, and the directory of its key. */
export interface HomedWitness {
  readonly witness: PolicyWitness;
  readonly directory: string;
  /** Whether the policy names its present key, and not one before. */
  readonly isNamed: boolean;
}

/** The published policy, and those of its witnesses whose keys, of now or before, lie in the place's directories. */
export async function findHomed({ pool, homes }: WitnessedPlace): Promise<{ policy: Policy; homed: HomedWitness[] }> {
  const policy = await readPublished(pool);
  const directories = homes.filter(hasWitnessKey);
  const homed = policy.witnesses.flatMap((witness) => {
    const directory = directories.find((home) => isHome(home, witness));
    // One without an address is never asked to cosign: nobody could tell whether it does.
    return directory === undefined || witness.url === undefined
      ? []
      : [{ witness, directory, isNamed: isNamed(directory, witness) }];
  });
  return { policy, homed };
}

/**
 * Gives a witness a new key and puts that into the policy file. Where this was done before and broke off, it goes on with the key
 * that was made then. It is over when {@link settleWitnesses} says so.
 */
export function beginWitnessRotation({ policyPath }: WitnessedPlace, { witness, directory, isNamed }: HomedWitness): void {
  const { name, key, url } = witness;
  const next = isNamed ? replaceWitnessKey(directory, key.name) : openWitnessKey(directory, key.name).key;
  const file = existsSync(policyPath) ? readFileSync(policyPath, 'utf8') : '';
  writeDurably(policyPath, putWitness(file, { name, vkey: formatVkey(next), url: url ?? '' }));
}

/**
 * Lets the witnesses of this place sign for the keys that took others' places, and discards those once readers are told so and are
 * given a checkpoint that the new ones cosigned. Throws {@link NotTakenUp} until then. Done again it changes nothing.
 */
export async function settleWitnesses(place: WitnessedPlace): Promise<void> {
  const { policy, homed } = await findHomed(place);
  const waiting = homed.find((each) => !each.isNamed);
  if (waiting !== undefined)
    throw new NotTakenUp(`The published policy does not name ${waiting.witness.name}’s new key yet. Let the signer run.`);
  const renewed = homed.filter(({ witness, directory }) => formerWitnessKeys(directory, witness.key.name).length > 0);
  if (renewed.length === 0) return;
  await agree(place, policy, homed);
  await requireCosigned(place.pool, renewed);
  for (const { directory } of renewed) discardFormerKeys(directory);
}

/** All of them sign, with the keys before too; it is enough when what was kept of that is published. */
async function agree({ pool, origin }: WitnessedPlace, policy: Policy, homed: readonly HomedWitness[]): Promise<void> {
  const text = agreementFor(policy, origin, sha256);
  const signatures = homed.flatMap(({ witness, directory }) => signAgreement(directory, witness.key.name, text));
  const kept = await addAgreement(pool, origin, formatNote({ text, signatures }));
  const published = (policy.agreements ?? []).map(parseNote).find((note) => note?.text === text)?.signatures ?? [];
  const keys = kept.flatMap((vkey) => parseVkey(vkey, sha256) ?? []);
  if (keys.every((key) => published.some((line) => isBy(line, key)))) return;
  throw new NotTakenUp('What the witnesses signed about their new keys is not published yet. Let the signer run.');
}

async function requireCosigned(pool: Pool, renewed: readonly HomedWitness[]): Promise<void> {
  const given = parseNote((await readCheckpoint(pool))?.note ?? '');
  const silent = renewed.filter(({ witness }) => given?.signatures.some((line) => isBy(line, witness.key)) !== true);
  if (silent.length === 0) return;
  const names = silent.map(({ witness }) => witness.name).join(', ');
  throw new NotTakenUp(`${names} did not cosign with the new key yet. Let the signer and the witness run.`);
}

async function readPublished(pool: Pool): Promise<Policy> {
  const policy = parsePolicy(await readPolicyText(pool), sha256);
  if ('refused' in policy) throw new NotTakenUp('The published policy cannot be read.');
  return policy;
}

function isHome(directory: string, witness: PolicyWitness): boolean {
  const former = formerWitnessKeys(directory, witness.key.name);
  return isNamed(directory, witness) || former.some(({ key }) => sameBytes(key.publicKey, witness.key.publicKey));
}

function isNamed(directory: string, { key }: PolicyWitness): boolean {
  return sameBytes(openWitnessKey(directory, key.name).key.publicKey, key.publicKey);
}
