import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { z } from 'zod';
import { formatVkey, type NoteKey } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { becomeCopy } from '@/lib/ledger/server/become-copy';
import { sha256 } from '@/lib/ledger/server/hashing';
import { HubRefusal, openHub } from '@/lib/ledger/server/intake-source';
import { readPolicyText } from '@/lib/ledger/server/witness-policy';
import { PARTY_KINDS } from '@/lib/partners/language/party-kind';
import { freePort } from '@/lib/platform/server/free-port';
import type { RunningWitness } from './commands/witness';
import { readCopyFile, writeCopyFile, type CopyFile } from '@/lib/ledger/server/copy-file';
import { makeOperator } from './operator-account';
import { startPart, type Part } from './processes';
import { readInvitation } from './read-invitation';
import { say, Stop } from './say';

/** What the command line and the environment say of the hub; what they leave out is as it was at the last start. */
export interface HubFlags {
  readonly hub?: string | undefined;
  readonly key?: string | undefined;
  readonly 'key-file'?: string | undefined;
  readonly witness?: string | undefined;
  /** Whether this node holds its organisation's signing key. */
  readonly sign?: boolean | undefined;
  /** What to go by is pinned by it and not taken from the hub. */
  readonly invitation?: string | undefined;
}

const me = z.object({ organisation: z.string(), organisationName: z.string(), kind: z.enum(PARTY_KINDS) });

/** Settles whom this data directory's copy follows. Throws {@link Stop} when the hub or the key is not known. */
export async function settleHub(dataDirectory: string, flags: HubFlags): Promise<CopyFile> {
  const known = readCopyFile(dataDirectory);
  const invited = flags.invitation === undefined ? undefined : readInvitation(flags.invitation);
  const key = flags['key-file'] === undefined ? flags.key : readFileSync(flags['key-file'], 'utf8').trim();
  const file = { hub: flags.hub ?? invited?.hub ?? known?.hub, key: key ?? known?.key, witness: flags.witness ?? known?.witness };
  if (file.hub === undefined || file.key === undefined || !URL.canParse(file.hub))
    throw new Stop(
      'A follower needs its hub and an API key of your organisation there. Nothing was started. Use --hub https://… (or --invitation FILE) and --key-file FILE (or HEARTHLINE_API_KEY).',
      2,
    );
  const hub = new URL(file.hub).origin;
  return { hub, key: file.key, witness: file.witness ?? `127.0.0.1:${String(await freePort())}` };
}

/** Where a copy is made, and the invitation that says whose it is and by what to go. */
export interface CopyPlace {
  readonly dataDirectory: string;
  readonly invitation: string | undefined;
}

/** Makes the database a copy, at first with the hub's help: whose key it is and, where no invitation says so, whom the log and its witnesses are. Later it is not needed. */
export async function prepareCopy(owner: Pool, file: CopyFile, place: CopyPlace): Promise<void> {
  await found(owner, file, place);
  writeCopyFile(place.dataDirectory, file);
}

async function found(owner: Pool, { hub, key }: CopyFile, { dataDirectory, invitation }: CopyPlace): Promise<void> {
  const { rows } = await owner.query<{ organisation: string }>('select organisation from ledger.intake');
  const known = rows[0]?.organisation;
  if (known !== undefined) {
    await becomeCopy(owner, { hub, organisation: known, policy: await readPolicyText(owner) });
    return;
  }
  const invited = invitation === undefined ? undefined : readInvitation(invitation);
  const source = openHub(hub, key);
  const asked = Promise.all([source.get('/api/v1/me'), invited?.policy ?? source.get('/ledger/keys')]);
  const [actor, policy] = await asked.catch((error: unknown) => {
    const why = error instanceof HubRefusal ? `answered: ${error.message}` : 'does not answer';
    throw new Stop(`${hub} ${why}. Nothing was started. Check --hub and --key-file.`);
  });
  const { organisation, organisationName, kind } = me.parse(JSON.parse(actor));
  if (invited !== undefined && invited.organisation !== organisation)
    throw new Stop(`The invitation is for ${invited.organisation} and the key is ${organisation}’s. Nothing was started.`);
  await becomeCopy(owner, { hub, organisation, policy });
  const named = [organisation, kind, organisationName];
  await owner.query('insert into partners.organisation values ($1, $2, $3) on conflict do nothing', named);
  await makeOperator(owner, dataDirectory, { organisation, organisationName });
  say(`This is now ${organisationName}’s own copy of what ${hub} shares with it.`);
}

/** Starts the copy's witness: it cosigns the log's checkpoints, and remembers what it cosigned, apart from the copy. */
export async function startWitness(owner: Pool, { witness }: CopyFile, dataDirectory: string): Promise<Part> {
  const { rows } = await owner.query<{ organisation: string }>('select organisation from ledger.intake');
  const organisation = rows[0]?.organisation ?? '';
  const home = join(dataDirectory, 'witness');
  const logs = (await pinnedLogs(owner)).flatMap((key) => ['--log', formatVkey(key)]);
  const part = await startPart('cli/witness.ts', {}, [
    ...['--name', `${organisation}.example/copy`, '--data', home, '--listen', witness],
    ...logs,
  ]);
  const { vkey, url } = part.ready as RunningWitness;
  say(`It witnesses the log. Its line for the hub’s policy:\n  witness ${organisation}-copy ${vkey} ${url}`);
  return part;
}

async function pinnedLogs(owner: Pool): Promise<NoteKey[]> {
  const policy = parsePolicy(await readPolicyText(owner), sha256);
  return 'refused' in policy ? [] : policy.logs.map(({ key }) => key);
}
