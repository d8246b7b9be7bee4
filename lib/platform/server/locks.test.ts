import { expect, it } from 'vitest';
import { LOCKS } from './locks';

it('no two things wait for the same lock', () => {
  const numbers = Object.values(LOCKS);
  expect(new Set(numbers).size).toBe(numbers.length);
});
