import { describe, expect, it } from 'vitest';
import { FieldReader } from './row-problem';

const rule = { field: 'Period', pattern: /^\d{6}$/, reason: 'A month has six digits.' };

describe('reading one line field by field', () => {
  it('counts positions from 1, as layouts do, and reads a field that is not there as empty', () => {
    const reader = new FieldReader(['a', ' b ', '']);
    expect([reader.text(1), reader.text(2), reader.text(3), reader.text(4), reader.text(0)]).toEqual(['a', 'b', '', '', '']);
  });

  it('answers what matches', () => {
    const reader = new FieldReader(['202410']);
    expect([reader.match(1, rule), reader.need(1, rule)]).toEqual(['202410', '202410']);
    expect(reader.problems).toEqual([]);
  });

  it('lists what does not match with its field, the reason and what it reads', () => {
    const reader = new FieldReader(['October']);
    expect(reader.match(1, rule)).toBeNull();
    expect(reader.problems).toEqual([{ field: 'Period', reason: 'A month has six digits. It reads “October”.' }]);
  });

  it('quotes no more than forty characters of what was sent', () => {
    const reader = new FieldReader(['x'.repeat(5_000)]);
    reader.match(1, rule);
    expect(reader.problems[0]?.reason).toBe(`A month has six digits. It reads “${'x'.repeat(40)}”.`);
  });

  it('takes an empty or not-available field for no value, unless one is needed', () => {
    const reader = new FieldReader(['', '9999']);
    expect([reader.match(1, rule), reader.match(2, { ...rule, sentinels: ['9999'] })]).toEqual([null, null]);
    expect(reader.problems).toEqual([]);
    expect(reader.need(1, rule)).toBeNull();
    expect(reader.problems).toEqual([{ field: 'Period', reason: 'It is empty, and a value is needed.' }]);
  });

  it('goes on after a problem, so that one line is told all of them at once', () => {
    const reader = new FieldReader(['x', 'y']);
    reader.match(1, rule);
    reader.need(2, { ...rule, field: 'Other' });
    expect(reader.problems.map((problem) => problem.field)).toEqual(['Period', 'Other']);
  });
});
