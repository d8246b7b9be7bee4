import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { redirect } from 'next/navigation';
import { SignIn } from '@/components/partners/sign-in';
import { readDemoAccounts } from '@/lib/partners/server/demo-accounts';
import { runtime } from '@/lib/platform/server/runtime';
import { currentActor } from '../current-actor';

export const metadata: Metadata = { title: 'Sign in' };

/** The first page: a form, and in a demo network the people one may be. */
export default async function Page(): Promise<ReactNode> {
  if ((await currentActor()) !== undefined) redirect('/');
  const people = readDemoAccounts(runtime().dataDirectory) ?? [];
  return (
    <SignIn
      people={people.map(({ name, organisationName, does, email, password, kind }) => ({
        name,
        organisationName,
        does,
        email,
        password,
        kind,
      }))}
    />
  );
}
