import type { IncomingMessage } from 'node:http';
import type { Database } from '@/lib/platform/server/database';
import type { Audience } from '@/lib/platform/server/socket-gateway';
import { findActorBySession } from './find-actor';
import { sessionTokenOf } from './session-claims';

/** Answers for the socket gateway who is listening, from the session row and nothing else. */
export function socketAudience(database: Database, sessionSecret: string): Audience {
  return {
    async identify(request: IncomingMessage) {
      const token = await sessionTokenOf(request.headers.cookie, sessionSecret);
      if (token === undefined) return undefined;
      const actor = await findActorBySession(database, token, new Date());
      return actor === undefined ? undefined : { organisation: actor.organisation, token };
    },
    async isCurrent({ token }) {
      return (await findActorBySession(database, token, new Date())) !== undefined;
    },
  };
}
