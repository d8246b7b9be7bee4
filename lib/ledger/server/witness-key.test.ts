import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import {
  discardFormerKeys,
  ensureWitnessKey,
  formerWitnessKeys,
  openWitnessKey,
  replaceWitnessKey,
  witnessSigners,
} from './witness-key';

const NAME = 'w.example/1';
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hearthline-witness-key-'));
});

const former = (): unknown[] => formerWitnessKeys(home, NAME).map(({ key }) => key);

it('of replaced keys those are destroyed that are named, and no other, and never the one in force', () => {
  const first = ensureWitnessKey(home, NAME).key;
  const second = replaceWitnessKey(home, NAME);
  const third = replaceWitnessKey(home, NAME);
  discardFormerKeys(home, [first, third]);
  expect(former()).toEqual([second]);
  expect(openWitnessKey(home, NAME).key).toEqual(third);
});

it('a key that was to be replaced when that broke off is in force, and not a former one', () => {
  ensureWitnessKey(home, NAME);
  copyFileSync(join(home, 'witness.pem'), join(home, 'witness-0a0b0c0d.pem'));
  expect(former()).toEqual([]);
  expect(witnessSigners(home, NAME)).toHaveLength(1);
});

it('what broke off while a key was destroyed stops nothing, and is gone with the next', () => {
  ensureWitnessKey(home, NAME);
  writeFileSync(join(home, 'witness-0a0b0c0d.pem.discarded'), Buffer.alloc(119));
  expect(former()).toEqual([]);
  discardFormerKeys(home, []);
  expect(readdirSync(home)).toEqual(['witness.pem']);
});

it('a key that was moved away is missed, and no other is made in its place', () => {
  ensureWitnessKey(home, NAME);
  rmSync(join(home, 'witness.pem'));
  expect(() => openWitnessKey(home, NAME)).toThrow('is not in');
  expect(readdirSync(home)).toEqual([]);
});
