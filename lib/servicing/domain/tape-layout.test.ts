import { describe, expect, it } from 'vitest';
import { fieldCountOf, kindOfLine, releaseOf } from './tape-layout';

const line = (first: readonly string[], count: number): string =>
  [...first, ...new Array<string>(count - first.length).fill('')].join('|');

describe('the release of a file', () => {
  it('is told by its field count alone: 31 and 35 from Release 47, 32 and 32 before (domain reference §0)', () => {
    expect([releaseOf('origination', 31), releaseOf('performance', 35)]).toEqual(['R47', 'R47']);
    expect([releaseOf('origination', 32), releaseOf('performance', 32)]).toEqual(['earlier', 'earlier']);
  });

  it('is none for any other count: such a file is refused', () => {
    for (let count = 0; count <= 120; count += 1) {
      if (count !== 31 && count !== 32) expect(releaseOf('origination', count)).toBeUndefined();
      if (count !== 35 && count !== 32) expect(releaseOf('performance', count)).toBeUndefined();
    }
  });

  it('gives the count that every line of the file must have', () => {
    for (const kind of ['origination', 'performance'] as const)
      for (const release of ['R47', 'earlier'] as const) expect(releaseOf(kind, fieldCountOf(kind, release))).toBe(release);
  });
});

describe('which of the pair a line belongs to', () => {
  it('follows from its count in Release 47', () => {
    expect(kindOfLine(line(['760', '201903'], 31))).toBe('origination');
    expect(kindOfLine(line(['F24Q1N000001', '202410'], 35))).toBe('performance');
  });

  it('follows from where the loan’s number stands when both files have 32 fields', () => {
    expect(kindOfLine(line(['F24Q1N000001', '202410', '239000.00'], 32))).toBe('performance');
    expect(kindOfLine(line(['760', '201903', 'N', '204902'], 32))).toBe('origination');
    expect(kindOfLine(line(['', '201903', 'N', '204902'], 32))).toBe('origination');
    expect(kindOfLine(line(['9999', '201903', 'N', '204902'], 32))).toBe('origination');
  });

  it('is not performance without a month after the number', () => {
    expect(kindOfLine(line(['F24Q1N000001', 'N'], 32))).not.toBe('performance');
  });

  it.each(['', 'hello', line([], 30), line([], 33), line([], 113), line(['F24Q1N000001', '202410'], 36)])(
    'is neither for a line of another count',
    (text) => {
      expect(kindOfLine(text)).toBeUndefined();
    },
  );
});
