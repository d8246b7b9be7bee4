import { describe, expect, it } from 'vitest';
import { answerJson, answerProblem } from './answer';
import { Problem } from './problem';

describe('answers', () => {
  it.each([
    ['data', answerJson({ said: '<script>' }, { headers: { 'content-security-policy': '*' } })],
    ['a problem', answerProblem(new Problem('NOT_FOUND', 'There is none.'))],
  ])('that are %s are never run as a page', (_kind, { headers }) => {
    expect(headers.get('content-type')).toMatch(/^application\/(problem\+)?json$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'");
  });
});
