import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isQuorumMet } from '@/lib/ledger/domain/tlog-policy';
import { beginWitnessRotation, findHomed, settleWitnesses, type WitnessedPlace } from '@/lib/ledger/server/rotate-witness-key';
import { inKeyTurn } from '@/lib/partners/server/key-turn';
import { findProduct } from '../find-product';
import { say } from '../say';
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
  const { policy, homed } = await findHomed(place);
  const names = homed.map(({ witness }) => witness.name);
  const others = policy.witnesses.map(({ name }) => name).filter((name) => !names.includes(name));
  if (others.length > 0)
    say(`Not run here, so they keep their keys: ${others.join(', ')}. Where each is: witness rotate, then policy agree.`);
  if (!isQuorumMet(policy, new Set(names))) return;
  // What broke off before is finished first: no two are between keys at once.
  for (const each of homed.filter(({ isNamed }) => !isNamed)) beginWitnessRotation(place, each);
  await whenTakenUp(() => settleWitnesses(place), STANDS);
  for (const name of names) {
    const now = (await findHomed(place)).homed.find(({ witness }) => witness.name === name);
    if (now === undefined) continue;
    beginWitnessRotation(place, now);
    await whenTakenUp(() => settleWitnesses(place), STANDS);
    say(`${name}’s witness: a new key cosigns from now on, and the others signed for it.`);
  }
}

/** Where the demo network keeps its witnesses. */
function findHomes(dataDirectory: string): string[] {
  const home = join(dataDirectory, 'witness');
  return existsSync(home) ? readdirSync(home).map((name) => join(home, name)) : [];
}
