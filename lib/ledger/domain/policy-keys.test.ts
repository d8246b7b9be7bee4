import { describe, expect, it } from 'vitest';
import { changesOfKeys, type PolicyKey } from './policy-keys';

const LOG: PolicyKey = { role: 'log', name: 'log.example/1', vkey: 'log-1' };
const witness = (name: string, vkey: string): PolicyKey => ({ role: 'witness', name, vkey });

describe('the keys of one policy after another', () => {
  it('are all registered with the first', () => {
    expect(changesOfKeys([], [LOG, witness('a', 'a-1')])).toEqual({ registered: [LOG, witness('a', 'a-1')], retired: [] });
  });

  it('are replaced by another of their name, and removed without one', () => {
    const before = [LOG, witness('a', 'a-1'), witness('b', 'b-1')];
    expect(changesOfKeys(before, [LOG, witness('a', 'a-2')])).toEqual({
      registered: [witness('a', 'a-2')],
      retired: [
        { vkey: 'a-1', reason: 'replaced' },
        { vkey: 'b-1', reason: 'removed' },
      ],
    });
  });

  it('say nothing where they stay, in whatever order', () => {
    expect(changesOfKeys([LOG, witness('a', 'a-1')], [witness('a', 'a-1'), LOG])).toEqual({ registered: [], retired: [] });
  });

  it('of a log are replaced by one that came before, while both counted', () => {
    const next: PolicyKey = { ...LOG, vkey: 'log-2' };
    expect(changesOfKeys([LOG, next], [next])).toEqual({ registered: [], retired: [{ vkey: 'log-1', reason: 'replaced' }] });
  });
});
