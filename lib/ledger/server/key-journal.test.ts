import { appendFileSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { hash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { KeyJournal, repairKeyJournal } from './key-journal';

let path: string;
const name = (subject: string): Buffer => hash('sha256', subject, 'buffer');
const record = (subject: string, key = randomBytes(32)): { name: Buffer; key: Buffer } => ({ name: name(subject), key });

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'hearthline-journal-')), 'subjects', 'keys.journal');
});

describe('a key journal', () => {
  it('keeps keys over a restart, in a file that only its user may read', async () => {
    const keys = Array.from({ length: 3_000 }, (_, at) => record(`loan/${String(at)}`));
    const journal = new KeyJournal(path);
    journal.add(keys);
    await journal.keep();
    journal.close();
    const again = new KeyJournal(path);
    again.refresh();
    for (const { name: subject, key } of keys) expect(again.find(subject)).toEqual(key);
    expect(again.find(name('loan/unknown'))).toBeUndefined();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(path).size).toBe(3_000 * 64);
  });

  it('vouches for nothing any more once keys could not be written', async () => {
    const journal = new KeyJournal(path);
    journal.add([record('loan/1')]);
    journal.close();
    for (let tried = 0; tried < 2; tried += 1) await expect(journal.keep()).rejects.toThrow('could not be written to disk');
  });

  it('has keys of many callers on disk, one sync at a time, and tells each when its own are', async () => {
    const journal = new KeyJournal(path);
    const kept = Array.from({ length: 50 }, async (_, at) => {
      journal.add([record(`loan/${String(at)}`)]);
      await journal.keep();
      return statSync(path).size;
    });
    for (const [at, size] of (await Promise.all(kept)).entries()) expect(size).toBeGreaterThanOrEqual((at + 1) * 64);
  });

  it('gives every process the key that was first in the file', () => {
    const [one, other] = [new KeyJournal(path), new KeyJournal(path)];
    const first = record('loan/a');
    one.add([first]);
    other.add([record('loan/a')]);
    one.refresh();
    expect([one.find(first.name), other.find(first.name)]).toEqual([first.key, first.key]);
  });

  it('destroys a key in the file and in every process that had read it, and never takes another', () => {
    const [one, other] = [new KeyJournal(path), new KeyJournal(path)];
    const [lost, kept] = [record('loan/lost'), record('loan/kept')];
    one.add([lost, kept]);
    other.add([record('loan/lost')]);
    one.destroy([lost.name]);
    one.destroy([lost.name]);
    other.add([record('loan/lost')]);
    one.refresh();
    const third = new KeyJournal(path);
    third.refresh();
    for (const each of [one, other, third]) {
      expect(each.find(lost.name)).toBe('destroyed');
      expect(each.find(kept.name)).toEqual(kept.key);
    }
    expect(readFileSync(path).includes(lost.key)).toBe(false);
  });

  it('reads no broken record, refuses to add to one, and is repaired', () => {
    const journal = new KeyJournal(path);
    const whole = record('loan/whole');
    journal.add([whole]);
    appendFileSync(path, randomBytes(40));
    expect(() => {
      journal.add([record('loan/next')]);
    }).toThrow('broken record');
    repairKeyJournal(path);
    const next = record('loan/next');
    journal.add([next]);
    expect([journal.find(whole.name), journal.find(next.name)]).toEqual([whole.key, next.key]);
  });

  it('agrees with a plain map of first keys, whatever is added and destroyed by whom', () => {
    const step = fc.tuple(fc.nat(1), fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('add', 'destroy'));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const file = join(mkdtempSync(join(tmpdir(), 'hearthline-journal-')), 'keys.journal');
        const journals = [new KeyJournal(file), new KeyJournal(file)];
        const model = new Map<string, Buffer | 'destroyed'>();
        for (const [which, subject, what] of steps) {
          const added = record(subject);
          if (what === 'add') journals[which]?.add([added]);
          else journals[which]?.destroy([added.name]);
          if (what === 'destroy') model.set(subject, 'destroyed');
          else if (!model.has(subject)) model.set(subject, added.key);
        }
        for (const journal of journals) {
          journal.refresh();
          for (const subject of ['a', 'b', 'c', 'd']) expect(journal.find(name(subject))).toEqual(model.get(subject));
          journal.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});
