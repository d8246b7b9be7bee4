import { expect, it } from 'vitest';
import { formatDay, formatInstant } from './format';

it('tells the day of an instant as the clock in the East does, in the evening and in summer', () => {
  expect(formatDay('2026-11-28T03:09:15Z')).toBe('Nov 27, 2026');
  expect(formatDay('2026-07-01T03:59:59Z')).toBe('Jun 30, 2026');
  for (const instant of ['2026-11-28T04:59:59Z', '2026-11-28T05:00:00Z'])
    expect(formatInstant(instant)).toContain(formatDay(instant));
});
