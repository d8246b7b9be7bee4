'use client';
import { formText } from '@/components/ui/form-text';
import { signIn } from 'next-auth/react';
import { useId, useState, type ReactNode, type SyntheticEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Press } from '@/components/ui/press';
import { Brand } from '@/components/ui/brand';

/** A person of the demo network, whose password is no secret. */
export interface DemoPerson {
  readonly name: string;
  readonly organisationName: string;
  readonly does: string;
  readonly email: string;
  readonly password: string;
  readonly kind: string;
}

/** The sign-in form, with the demo's people as cards before it. */
export function SignIn({ people }: { readonly people: readonly DemoPerson[] }): ReactNode {
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState('');
  const enter = async (email: string, password: string): Promise<void> => {
    setBusy(email);
    setFault('');
    const answer = await signIn('credentials', { email, password, redirect: false }).catch(() => undefined);
    if (answer?.ok === true) {
      window.location.assign('/');
      return;
    }
    setBusy('');
    setFault(faultOf(answer?.error));
  };
  return (
    <main className="mx-auto flex min-h-dvh max-w-5xl flex-col gap-10 px-5 py-10 sm:py-16">
      <header className="max-w-2xl">
        <Brand />
        <h1 className="mt-6 text-3xl! leading-tight">
          A payment is missed. Everyone who is party to the loan knows, sees the same record, and can prove it.
        </h1>
        <p className="mt-3">
          <a href="/promise">What we promise, and how you can hold us to it</a>
        </p>
      </header>
      <div className="grid items-start gap-8 lg:grid-cols-[1fr_20rem]">
        {people.length > 0 && <People people={people} busy={busy} enter={enter} />}
        <Form fault={fault} busy={busy !== ''} enter={enter} />
      </div>
    </main>
  );
}

/** next-auth’s own word for a wrong password is no sentence; what else is refused comes in words. */
function faultOf(error: string | null | undefined): string {
  if (error == null) return 'Hearthline does not answer. You are not signed in. Try again in a moment.';
  return error === 'CredentialsSignin'
    ? 'That e-mail and password do not belong together. You are not signed in. Check both and try again.'
    : error;
}

type Enter = (email: string, password: string) => Promise<void>;

function People({
  people,
  busy,
  enter,
}: {
  readonly people: readonly DemoPerson[];
  readonly busy: string;
  readonly enter: Enter;
}): ReactNode {
  return (
    <section aria-labelledby="people">
      <h2 id="people">Be someone in the demo network</h2>
      <ul className="mt-3 grid gap-3 sm:grid-cols-2">
        {people.map((person) => (
          <li key={person.email}>
            <Press
              disabled={busy !== ''}
              onClick={() => void enter(person.email, person.password)}
              className="card block w-full cursor-pointer p-4 text-left hover:border-accent"
            >
              <span className="block font-semibold">{person.name}</span>
              <span className="block text-accent">{person.kind === 'homeowner' ? 'Homeowner' : person.organisationName}</span>
              <span className="mt-1 block text-quiet">{busy === person.email ? 'Signing in…' : person.does}</span>
            </Press>
          </li>
        ))}
      </ul>
      <a
        href="/story"
        className="mt-4 inline-flex min-h-10 items-center rounded-md bg-accent px-4 font-semibold text-accent-ink no-underline"
      >
        Play the missed payment
      </a>
      <p className="mt-2 text-quiet">
        A guided story of five minutes: one month is imported, four views change, and you check the record yourself.
      </p>
    </section>
  );
}

/** A password is taken as it was typed: a space may belong to it. */
function passwordOf(data: FormData): string {
  const value = data.get('password');
  return typeof value === 'string' ? value : '';
}

function Form({ fault, busy, enter }: { readonly fault: string; readonly busy: boolean; readonly enter: Enter }): ReactNode {
  const id = useId();
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void enter(formText(data, 'email'), passwordOf(data));
  };
  return (
    <form onSubmit={submit} className="card flex flex-col gap-4 p-5" noValidate>
      <h2>Sign in</h2>
      {fault !== '' && (
        <p role="alert" className="rounded-md bg-late-soft p-3 text-late">
          {fault}
        </p>
      )}
      <label htmlFor={`${id}-email`}>
        E-mail
        <input id={`${id}-email`} name="email" type="email" autoComplete="username" className="field mt-1" />
      </label>
      <label htmlFor={`${id}-password`}>
        Password
        <input id={`${id}-password`} name="password" type="password" autoComplete="current-password" className="field mt-1" />
      </label>
      <Button type="submit" disabled={busy}>
        {busy ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}
