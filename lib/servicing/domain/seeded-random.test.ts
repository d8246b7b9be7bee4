import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from './seeded-random';

const draw = (seed: number, count = 20): number[] => {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

describe('a seeded generator', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('gives whole numbers of 32 bits, spread over all of them', () => {
    const numbers = draw(1, 4_000);
    for (const number of numbers) expect(Number.isInteger(number) && number >= 0 && number < 2 ** 32).toBe(true);
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    expect(mean / 2 ** 32).toBeCloseTo(0.5, 1);
    expect(new Set(numbers).size).toBeGreaterThan(3_990);
  });

  it('draws between two bounds, both of them included and nothing beyond', () => {
    const random = new SeededRandom(3);
    expect(new Set(Array.from({ length: 200 }, () => random.between(-1, 2)))).toEqual(new Set([-1, 0, 1, 2]));
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -1000, max: 1000 }), fc.nat(500), (seed, least, width) => {
        const drawn = new SeededRandom(seed).between(least, least + width);
        expect(drawn >= least && drawn <= least + width).toBe(true);
      }),
    );
  });

  it('has a chance of none in ten thousand never and of all always', () => {
    const random = new SeededRandom(5);
    const draws = Array.from({ length: 50_000 }, () => [random.chance(0), random.chance(10_000)]);
    expect(draws.filter(([never, always]) => never === true || always !== true)).toEqual([]);
  });

  it('meets odds about as often as they say', () => {
    const random = new SeededRandom(6);
    const met = Array.from({ length: 20_000 }, () => random.chance(2_500)).filter(Boolean).length;
    expect(met / 20_000).toBeCloseTo(0.25, 1);
  });

  it('picks every one of some values', () => {
    const random = new SeededRandom(9);
    expect(new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
  });
});
