import { expect, it } from 'vitest';
import { firstUnpaidDueOn } from './first-unpaid';

it.each([
  // Domain reference §3.1: status 01 for 2024-09 means due 2024-09-01.
  [202409, '01', '2024-09-01'],
  [202409, '02', '2024-08-01'],
  [202409, '00', '2024-10-01'],
  [202412, '00', '2025-01-01'],
  [202401, '02', '2023-12-01'],
  [202401, '99', '2015-11-01'],
])('in %i the status %s says that the first unpaid instalment is that of %s', (period, status, due) => {
  expect(firstUnpaidDueOn(period, status)).toBe(due);
});

it.each(['RA', 'XX', '', '1', '001', ' 1', '١٢'])('the status %j does not say', (status) => {
  expect(firstUnpaidDueOn(202409, status)).toBeNull();
});
