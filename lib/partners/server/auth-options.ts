import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { runtime } from '@/lib/platform/server/runtime';
import { signIn, signOut } from './sign-in';

/** next-auth as a sign-in form and a cookie: its JWT carries nothing but the token of a session row, which is read each time. */
export function authOptions(): NextAuthOptions {
  const { database, secrets } = runtime();
  return {
    secret: secrets.sessionSecret,
    session: { strategy: 'jwt', maxAge: 12 * 3600 },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [
      Credentials({
        name: 'E-mail and password',
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        async authorize(credentials) {
          const { email, password } = credentials ?? {};
          if (email === undefined || password === undefined || password.length > 500) return null;
          const opened = await signIn(database, { email, password }, new Date());
          return opened === undefined ? null : { id: opened.person, sessionToken: opened.token };
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) =>
        (user as typeof user | undefined) === undefined
          ? token
          : { sessionToken: (user as { sessionToken?: string }).sessionToken },
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      async signOut({ token }) {
        if (typeof token.sessionToken === 'string') await signOut(database, token.sessionToken, new Date());
      },
    },
  };
}
