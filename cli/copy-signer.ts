import { join, resolve } from 'node:path';
import { changesKeys } from '@/lib/partners/domain/wanted-key-change';
import { readEnv } from '@/lib/platform/server/env';
import { openHubWith } from './api-client';
import { readCopyFile } from '@/lib/ledger/server/copy-file';
import { holdsIt, openOwnKey, putOwnKey, requireHeld, signFor } from './own-key';
import { readArgs } from './read-args';
import { readInvitation } from './read-invitation';
import { lineFor, say, Stop } from './say';

const OPTIONS = { invitation: { type: 'string' } } as const;

/**
 * A partner's own node as the holder of its organisation's key: signs beside the copy what the organisation says at the hub, with
 * the key in `own-key/`. With an invitation it takes the key first, where it does not hold it yet. Changes of keys are left to
 * whoever runs `custody`.
 */
async function signBesideCopy(): Promise<void> {
  const { values } = readArgs(process.argv.slice(2), OPTIONS, 'Started by npm start -- --role follower --sign');
  const dataDirectory = resolve(readEnv().HEARTHLINE_DATA_DIR);
  const file = readCopyFile(dataDirectory);
  if (file === undefined) throw new Stop('This data directory holds no copy. Nothing was started.');
  const invitation = values.invitation === undefined ? undefined : readInvitation(values.invitation);
  const directory = join(dataDirectory, 'own-key');
  const open = { api: () => openHubWith(file.hub, file.key), invitation, successor: undefined };
  const first = await openOwnKey(directory, open);
  if (invitation !== undefined && !holdsIt(first)) await putOwnKey(first, false, invitation.code);
  const own = await openOwnKey(directory, open);
  requireHeld(own);
  for (const event of ['SIGTERM', 'SIGINT']) process.once(event, () => process.exit(0));
  process.send?.('ready');
  say('This node signs for your organisation. What it signed is kept in own-key/signed.jsonl.');
  await signFor(own, ({ facts }) => Promise.resolve(facts.some(changesKeys) ? 'leave' : 'sign'), () => false); // prettier-ignore
}

signBesideCopy().catch((error: unknown) => {
  say(lineFor(error));
  process.exit(1);
});
