import { describe, expect, it } from 'vitest';
import { remembered } from './remembered';

describe('a remembered function', () => {
  it('is asked once for each question and answers as it did', () => {
    const asked: number[] = [];
    const double = remembered((n: number) => {
      asked.push(n);
      return n * 2;
    });
    expect([double(1), double(2), double(1), double(2)]).toEqual([2, 4, 2, 4]);
    expect(asked).toEqual([1, 2]);
  });

  it('forgets when it is asked too much, and still answers', () => {
    let asked = 0;
    const same = remembered((n: number) => {
      asked += 1;
      return n;
    });
    for (let n = 0; n <= 10_000; n += 1) same(n);
    expect(same(0)).toBe(0);
    expect(asked).toBe(10_002);
  });
});
