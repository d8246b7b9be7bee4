import type { JoiningOrganisation } from './join-network';
import type { PartyKind } from '@/lib/partners/language/party-kind';
import type { Actor } from './actor';

/** The parties of the guided story: real organisations of the demo network, apart from those that people sign in as. */
export const STORY_CAST: readonly JoiningOrganisation[] = [
  { id: 'story-servicer', kind: 'servicer', name: 'Story Servicing' },
  { id: 'story-owner', kind: 'owner', name: 'Story Mutual' },
  { id: 'story-securitizer', kind: 'securitizer', name: 'Story Securities' },
  { id: 'story-household', kind: 'homeowner', name: 'A homeowner' },
];

export const STORY_BOOK_ID = 'story-book';

/** The story's actor of a kind: it sees and does what that kind may, and nothing else. */
export function storyActor(kind: PartyKind): Actor {
  const found = STORY_CAST.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`The story has no ${kind}`);
  return { id: 'story', organisation: found.id, organisationName: found.name, kind, displayName: 'The story' };
}
