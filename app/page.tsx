import { redirect } from 'next/navigation';
import { LANDING, pageActor } from './current-actor';

/** Everyone lands on the dashboard of their kind. */
export default async function Page(): Promise<never> {
  const actor = await pageActor();
  redirect(LANDING[actor.kind]);
}
