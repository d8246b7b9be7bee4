import { expect, it } from 'vitest';
import { creditScoreBand } from './credit-score-band';

it.each([
  [300, 'below 620'],
  [619, 'below 620'],
  [620, '620–659'],
  [659, '620–659'],
  [660, '660–699'],
  [699, '660–699'],
  [700, '700–739'],
  [739, '700–739'],
  [740, '740 and above'],
  [850, '740 and above'],
])('a score of %i lies in the band %s (domain reference §4)', (score, band) => {
  expect(creditScoreBand(score)).toBe(band);
});

it('no score has no band, and is not the lowest one', () => {
  expect(creditScoreBand(null)).toBeNull();
});
