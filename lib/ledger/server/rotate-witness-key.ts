import { existsSync, readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { sameBytes } from '@/lib/ledger/domain/bytes';
import { namesWitness, putWitness } from '@/lib/ledger/domain/network-policy';
import { formatVkey } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { agreementFor } from '@/lib/ledger/domain/policy-agreement';
import { formatNote, parseNote } from '@/lib/ledger/domain/signed-note';
import { isQuorumMet, type Policy, type PolicyWitness } from '@/lib/ledger/domain/tlog-policy';
import { verifyCosigners } from '@/lib/ledger/domain/verify-checkpoint';
import { sha256, verifyBytes } from './hashing';
import type { NoteSigner } from './note-signer';
import { addAgreement } from './policy-agreements';
import { readCheckpoint } from './read-checkpoint';
import { NotTakenUp } from './require-taken-up';
import { writeDurably } from './signer-state';
import { discardFormerKeys, hasWitnessKey, openWitnessKey, replaceWitnessKey, witnessSigners } from './witness-key';
import { readPolicyText } from './witness-policy';

const CRYPTO = { sha256, verifySignature: verifyBytes };

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

/**
 * The published policy, and those of its witnesses whose keys, of now or before, lie in the place's directories. Throws
 * {@link NotTakenUp} where two hold the same key: nobody could tell which of them runs.
 */
export async function findHomed({ pool, homes }: WitnessedPlace): Promise<{ policy: Policy; homed: HomedWitness[] }> {
  const policy = await readPublished(pool);
  const directories = homes.filter(hasWitnessKey);
  const homed = policy.witnesses.flatMap((witness) => {
    const [directory, copy] = directories.filter((home) => isHome(home, witness));
    if (directory !== undefined && copy !== undefined)
      throw new NotTakenUp(`Both ${directory} and ${copy} hold ${witness.name}’s key. Remove the one that does not run.`);
    // One without an address is never asked to cosign: nobody could tell whether it does.
    return directory === undefined || witness.url === undefined
      ? []
      : [{ witness, directory, isNamed: isNamed(directory, witness) }];
  });
  return { policy, homed };
}

/**
 * Gives a witness a new key and puts that into the policy file. Where this was done before and broke off, it goes on with the key
 * that was made then. It is over when {@link settleWitnesses} says so. Throws {@link NotTakenUp} before anything is changed where the file does not name it.
 */
export function beginWitnessRotation({ policyPath }: WitnessedPlace, { witness, directory, isNamed }: HomedWitness): void {
  const { name, key, url } = witness;
  const file = existsSync(policyPath) ? readFileSync(policyPath, 'utf8') : '';
  if (!namesWitness(file, name)) throw new NotTakenUp(`${policyPath} does not name ${name} in a line of its own.`);
  const next = isNamed ? replaceWitnessKey(directory, key.name) : openWitnessKey(directory, key.name).key;
  writeDurably(policyPath, putWitness(file, { name, vkey: formatVkey(next), url: url ?? '' }));
}

/**
 * Lets the witnesses of this place sign for the keys that took others' places, and discards those that signed once readers are told
 * so and are given a checkpoint that the new ones cosigned. Throws {@link NotTakenUp} until then. Done again it changes nothing.
 */
export async function settleWitnesses(place: WitnessedPlace): Promise<void> {
  const { policy, homed } = await findHomed(place);
  const waiting = homed.find((each) => !each.isNamed);
  if (waiting !== undefined)
    throw new NotTakenUp(`The published policy does not name ${waiting.witness.name}’s new key yet. Let the signer run.`);
  // Read once: what signs is what is discarded.
  const signing = homed.map((each) => ({ ...each, signers: witnessSigners(each.directory, each.witness.key.name) }));
  const renewed = signing.filter(({ signers }) => signers.length > 1);
  if (renewed.length === 0) return;
  await agree(place, policy, signing);
  await requireCosigned(place.pool, policy, renewed);
  for (const { directory, signers } of renewed) discardFormerKeys(directory, signers.slice(1).map(({ key }) => key)); // prettier-ignore
}

type SigningWitness = HomedWitness & { readonly signers: readonly NoteSigner[] };

/** All of them sign, with the keys before too; it is enough when what was kept of that is published, verifies, and is a quorum. */
async function agree({ pool, origin }: WitnessedPlace, policy: Policy, signing: readonly SigningWitness[]): Promise<void> {
  const text = agreementFor(policy, origin, sha256);
  const seconds = Math.floor(Date.now() / 1000);
  const signatures = signing.flatMap(({ signers }) => signers.map((signer) => signer.sign(text, seconds)));
  const kept = await addAgreement(pool, origin, formatNote({ text, signatures }));
  const published = (policy.agreements ?? []).map(parseNote).find((note) => note?.text === text);
  const witnesses = signing.flatMap(({ signers }) => signers.map(({ key }) => ({ name: formatVkey(key), key, url: undefined })));
  const told = published === undefined ? [] : (await verifyCosigners(published, { witnesses }, CRYPTO)).map(({ name }) => name);
  if (!kept.every((vkey) => told.includes(vkey)))
    throw new NotTakenUp('What the witnesses signed about their new keys is not published yet. Let the signer run.');
  const agreed = signing.filter(({ signers }) => signers.some(({ key }) => told.includes(formatVkey(key))));
  if (!isQuorumMet(policy, new Set(agreed.map(({ witness }) => witness.name))))
    throw new NotTakenUp('Too few witnesses signed for the new keys. The others can with: policy agree.');
}

async function requireCosigned(pool: Pool, policy: Policy, renewed: readonly HomedWitness[]): Promise<void> {
  const given = parseNote((await readCheckpoint(pool))?.note ?? '');
  const cosigners = given === undefined ? [] : (await verifyCosigners(given, policy, CRYPTO)).map(({ name }) => name);
  const silent = renewed.map(({ witness }) => witness.name).filter((name) => !cosigners.includes(name));
  if (silent.length === 0) return;
  throw new NotTakenUp(`${silent.join(', ')} did not cosign with the new key yet. Let the signer and the witness run.`);
}

async function readPublished(pool: Pool): Promise<Policy> {
  const policy = parsePolicy(await readPolicyText(pool), sha256);
  if ('refused' in policy) throw new NotTakenUp('The published policy cannot be read.');
  return policy;
}

function isHome(directory: string, witness: PolicyWitness): boolean {
  return witnessSigners(directory, witness.key.name).some(({ key }) => sameBytes(key.publicKey, witness.key.publicKey));
}

function isNamed(directory: string, { key }: PolicyWitness): boolean {
  return sameBytes(openWitnessKey(directory, key.name).key.publicKey, key.publicKey);
}
