/** The band a credit score falls in: what a securitizer sees instead of the score. Bands are convention (domain reference §4). */
export function creditScoreBand(score: number | null): string | null {
  if (score === null) return null;
  if (score < 620) return 'below 620';
  if (score < 660) return '620–659';
  if (score < 700) return '660–699';
  if (score < 740) return '700–739';
  return '740 and above';
}
