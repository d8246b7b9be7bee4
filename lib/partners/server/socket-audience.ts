import type { IncomingMessage } from 'node:http';
import { decode } from 'next-auth/jwt';
import type { Database } from '@/lib/platform/server/database';
import type { Audience } from '@/lib/platform/server/socket-gateway';
import { findActorBySession } from './find-actor';
import { sessionTokenIn } from './session-cookie';

/** Answers for the socket gateway who is listening, from the session row and nothing else. */
export function socketAudience(database: Database, sessionSecret: string): Audience {
  return {
    async identify(request: IncomingMessage) {
      const jwt = sessionTokenIn(request.headers.cookie);
      if (jwt === undefined) return undefined;
      const claims = await decode({ token: jwt, secret: sessionSecret });
      const token = claims?.sessionToken;
      if (typeof token !== 'string') return undefined;
      const actor = await findActorBySession(database, token, new Date());
      return actor === undefined ? undefined : { organisation: actor.organisation, token };
    },
    async isCurrent({ token }) {
      return (await findActorBySession(database, token, new Date())) !== undefined;
    },
  };
}
