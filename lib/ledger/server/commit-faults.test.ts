import { describe, expect, it } from 'vitest';
import { CommitFault } from './commit-faults';
import { answerProblem } from '@/lib/platform/server/answer';
import { Problem } from '@/lib/platform/server/problem';

async function told(error: unknown): Promise<unknown> {
  const response = answerProblem(error);
  const body = (await response.json()) as unknown;
  return { status: response.status, body };
}

describe('an error, told to whoever asked', () => {
  it('is a problem with the fields that it names', async () => {
    const errors = [{ pointer: '/reason', code: 'REASON_NEEDED', message: 'Say why.' }];
    const body = expect.objectContaining({ code: 'INVALID_REQUEST', detail: 'No reason was given.', errors }) as unknown;
    expect(await told(new Problem('INVALID_REQUEST', 'No reason was given.', errors))).toEqual({ status: 422, body });
  });

  it('is the ledger’s refusal in its own words', async () => {
    const body = expect.objectContaining({
      code: 'STALE_STREAM',
      detail: expect.stringContaining('Nothing was saved') as string,
    }) as unknown;
    expect(await told(new CommitFault('STALE_STREAM'))).toEqual({ status: 409, body });
  });

  it('is a reference and no detail when nobody expected it', async () => {
    const detail = expect.not.stringContaining('secret') as string;
    const body = expect.objectContaining({ code: 'UNEXPECTED', detail }) as unknown;
    expect(await told(new Error('secret'))).toEqual({ status: 500, body });
  });
});
