import { expect, it } from 'vitest';
import { NotTakenUp } from '@/lib/ledger/server/require-taken-up';
import { Problem } from '@/lib/platform/server/problem';
import { whenTakenUp } from './when-taken-up';

/** A step that fails with each of these in turn, and then does its work. */
function failing(...errors: readonly Error[]): () => Promise<string> {
  const left = [...errors];
  return () => {
    const error = left.shift();
    return error === undefined ? Promise.resolve('done') : Promise.reject(error);
  };
}

it.each([new NotTakenUp('The witness did not cosign yet.'), new Problem('NOT_READY', 'The new key is not yet in force.')])(
  'a step that is too early is tried again: %s',
  async (early) => {
    await expect(whenTakenUp(failing(early), 'What was changed stands.', 1)).resolves.toBe('done');
  },
);

it('whatever else is wrong is told at once', async () => {
  const wrong = new Problem('NO_SIGNING_KEY', 'The hub holds no key of this organisation.');
  await expect(whenTakenUp(failing(wrong), 'What was changed stands.', 1)).rejects.toBe(wrong);
});
