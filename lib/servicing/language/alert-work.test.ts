import { describe, expect, it } from 'vitest';
import { alertWork } from './alert-work';

describe('work on an alert', () => {
  it.each([
    { kind: 'acknowledge' },
    { kind: 'assign' },
    { kind: 'assign', assignee: 'p1' },
    { kind: 'resolve', reason: 'promise-to-pay' },
    { kind: 'contact', channel: 'phone', outcome: 'reached', madeOn: '2024-10-05' },
  ])('is taken as %j', (work) => {
    expect(alertWork.parse(work)).toEqual(work);
  });

  it.each([
    ['an unknown kind', { kind: 'delete' }],
    ['a reason that is not on the list', { kind: 'resolve', reason: 'went away' }],
    ['a member nobody asked for', { kind: 'acknowledge', organisation: 'another' }],
    ['an empty name', { kind: 'assign', assignee: '' }],
    ['a name that is a story', { kind: 'assign', assignee: 'x'.repeat(65) }],
    ['a day that is none', { kind: 'contact', channel: 'phone', outcome: 'reached', madeOn: 'yesterday' }],
    ['nothing', null],
  ])('is refused with %s', (_, work) => {
    expect(alertWork.safeParse(work).success).toBe(false);
  });
});
