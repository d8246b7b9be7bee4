import { describe, expect, it } from 'vitest';
import type { Custody } from '@/lib/partners/language/custody';
import { holderStanding } from './holder-standing';

const HUB = { keyId: 'hub', custody: 'hub', inForce: true } as const;
const OWN = { keyId: 'own', custody: 'organisation', inForce: true } as const;
const HELD = { origin: 'log.example/1', keyId: 'own' };
const custody = (...keys: Custody['keys']): Custody => ({ origin: 'log.example/1', organisation: 'servicer', keys });

describe('a place that may hold an organisation’s key', () => {
  it.each([
    ['hub', 'while the hub signs', custody(HUB), undefined],
    ['elsewhere', 'while another place of the organisation signs', custody(OWN, { ...HUB, inForce: false }), undefined],
    ['begun', 'when its key is not registered yet', custody(HUB), HELD],
    ['begun', 'when the key before is not retired yet', custody(OWN, HUB), HELD],
    ['here', 'when its key is the only one in force', custody(OWN, { ...HUB, inForce: false }), HELD],
    ['retired', 'when another took its place', custody(HUB, { ...OWN, inForce: false }), HELD],
    ['other-log', 'when the hub’s log is not the one it first met', custody(OWN), { ...HELD, origin: 'log.example/2' }],
  ] as const)('stands %s %s', (standing, _, said, held) => {
    expect(holderStanding(said, held)).toBe(standing);
  });
});
