import NextAuth from 'next-auth';
import { authOptions } from '@/lib/partners/server/auth-options';

type Context = { readonly params: Promise<{ nextauth: string[] }> };

/** next-auth's own endpoints; its options are read when asked, because the secrets are not there while building. */
function handler(request: Request, context: Context): Promise<Response> {
  return (NextAuth(authOptions()) as (request: Request, context: Context) => Promise<Response>)(request, context);
}

export { handler as GET, handler as POST };
