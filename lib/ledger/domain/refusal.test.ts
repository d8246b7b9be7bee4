import { expect, it } from 'vitest';
import { encodeCommitStatement, parseCommitStatement } from './commit-statement';
import { encodeRefusal } from './refusal';

it('a refusal names exactly what it refuses, and is no statement that could be ordered', () => {
  const statement = encodeCommitStatement({ origin: 'log.example/1', organisation: 'servicer', key: 'k', idempotencyKey: 'i', count: 1, root: 'r' });
  const refusal = encodeRefusal({ statement, reason: 'Not agreed.' });
  expect(JSON.parse(refusal)).toEqual({ tag: 'hearthline/refusal/v1', statement, reason: 'Not agreed.' });
  expect(parseCommitStatement(refusal)).toBeUndefined();
}); // prettier-ignore
