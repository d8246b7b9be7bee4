import { existsSync, readFileSync } from 'node:fs';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { sha256 } from '@/lib/ledger/server/hashing';
import { parseInvitation, type Invitation } from '@/lib/partners/language/invitation';
import { Stop } from './say';

/** An invitation from a file, with the origin of the log that it pins. */
export interface ReadInvitation extends Invitation {
  readonly origin: string;
}

/** Reads an invitation. Stops in one line when there is none, or it names no log. */
export function readInvitation(path: string): ReadInvitation {
  const invitation = existsSync(path) ? parseInvitation(readFileSync(path, 'utf8')) : undefined;
  const policy = invitation && parsePolicy(invitation.policy, sha256);
  const origin = policy === undefined || 'refused' in policy ? undefined : policy.logs[0]?.key.name;
  if (invitation === undefined || origin === undefined)
    throw new Stop(`${path} is no invitation. Nothing was done. Ask the hub’s operator for one: hearthline invite.`, 2);
  return { ...invitation, origin };
}
