import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isQuorumMet } from '@/lib/ledger/domain/tlog-policy';
import { NotTakenUp } from '@/lib/ledger/server/require-taken-up';
import { beginWitnessRotation, findHomed, settleWitnesses, type HomedWitness, type WitnessedPlace } from '@/lib/ledger/server/rotate-witness-key'; // prettier-ignore
import { inKeyTurn } from '@/lib/partners/server/key-turn';
import { findProduct } from '../find-product';
import { say, Stop } from '../say';
import { whenTakenUp } from '../when-taken-up';
import { withLog } from './rotate-log';

const STANDS = 'What was changed stands. Go on later with: keys rotate --all';

/**
 * Gives each witness that is run here a new key, one after another, so that the quorum is never missing: as long as those that
 * are run here can agree to it for readers. Others are rotated where they are run.
 */
export function rotateWitnesses(): Promise<void> {
  const { dataDirectory } = findProduct();
  return withLog(({ pool, origin }) => {
    const place = { pool, origin, policyPath: join(dataDirectory, 'signer', 'policy'), homes: findHomes(dataDirectory) };
    return inKeyTurn(pool, 'witness', () => rotateEach(place));
  });
}

async function rotateEach(place: WitnessedPlace): Promise<void> {
  const { policy, homed } = await findHomed(place).catch(stopInWords);
  const names = homed.map(({ witness }) => witness.name);
  const others = policy.witnesses.map(({ name }) => name).filter((name) => !names.includes(name));
  if (others.length > 0)
    say(`Not run here, so they keep their keys: ${others.join(', ')}. Where each is: witness rotate, then policy agree.`);
  if (!isQuorumMet(policy, new Set(names))) {
    if (names.length > 0) say(`Without those, ${names.join(', ')} are too few to agree for readers, and keep theirs too.`);
    return;
  }
  // What broke off before is finished first.
  for (const each of homed.filter(({ isNamed }) => !isNamed)) begin(place, each);
  await whenTakenUp(() => settleWitnesses(place), STANDS);
  for (const name of names) {
    const now = (await findHomed(place)).homed.find(({ witness }) => witness.name === name);
    if (now === undefined) continue;
    begin(place, now);
    await whenTakenUp(() => settleWitnesses(place), STANDS);
    say(`${name}’s witness: a new key cosigns from now on, and the others signed for it.`);
  }
}

function begin(place: WitnessedPlace, each: HomedWitness): void {
  try {
    beginWitnessRotation(place, each);
  } catch (error) {
    stopInWords(error);
  }
}

function stopInWords(error: unknown): never {
  throw error instanceof NotTakenUp ? new Stop(`${error.message} ${STANDS}`) : error;
}

/** Where the demo network keeps its witnesses. */
function findHomes(dataDirectory: string): string[] {
  const home = join(dataDirectory, 'witness');
  return existsSync(home) ? readdirSync(home).map((name) => join(home, name)) : [];
}
