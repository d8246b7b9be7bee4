import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { integerArray, textArray } from './binary-array';
import { createPool } from './database';

let pool: pg.Pool;

beforeAll(() => {
  pool = createPool(inject('ownerUrl'), 1);
});

afterAll(() => pool.end());

describe('arrays in binary form', () => {
  it.each([[[]], [['']], [['NULL', '{"a"}', 'back\\slash', "it's", 'line\nend', 'Zoë € 𝄞']]])(
    'carry the texts %j',
    async (texts) => {
      const { rows } = await pool.query<{ texts: string[] }>('select $1::text[] as texts', [textArray(texts)]);
      expect(rows[0]?.texts).toEqual(texts);
    },
  );

  it.each([[[]], [[0, -1, 1, 2 ** 31 - 1, -(2 ** 31)]]])('carry the integers %j', async (integers) => {
    const { rows } = await pool.query<{ integers: number[] }>('select $1::integer[] as integers', [integerArray(integers)]);
    expect(rows[0]?.integers).toEqual(integers);
  });

  it('count from 1, as array literals do', async () => {
    const { rows } = await pool.query<{ first: string }>('select ($1::text[])[1] as first', [textArray(['a', 'b'])]);
    expect(rows[0]?.first).toBe('a');
  });
});
