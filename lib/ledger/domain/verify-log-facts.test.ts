import { describe, expect, it } from 'vitest';
import { HUB, ORIGIN, SERVICER, sha256, signText, verifySignature, hashInto } from '@/lib/ledger/server/test-stream';
import { toBase64, toBase64Url, toHex, utf8 } from './bytes';
import type { Canonical } from './canonical';
import { layOutFields } from './commitment';
import { commitRoot, encodeCommitStatement, leafData } from './commit-statement';
import { FIRST_PREV } from './header';
import { HeadsMap } from './heads-map';
import { sealEntry } from './seal-entry';
import { leafHash, merkleRoot } from './tree';
import type { StoredCommit } from './verify-commit';
import { LogVerifier, type LogRules, type StoredEntry } from './verify-log';

const crypto: LogRules = { sha256, verifySignature, keys: new Map(), origin: ORIGIN, valuesHeld: true };

/** One fact as a commit of its own, in the stream `loan/a` of which it is the first and every later version. */
const chain: string[] = [];
function sealFact(
  fields: Readonly<Record<string, Canonical>>,
  key: typeof SERVICER,
  index: number,
  organisation = 'servicer',
): { commit: StoredCommit; entries: [StoredEntry] } {
  const names = Object.keys(fields).sort();
  const values = names.map((name) => fields[name] ?? null);
  const salts = names.map(() => toBase64Url(new Uint8Array(16)));
  const place = {
    origin: ORIGIN,
    stream: 'loan/a',
    version: index + 1,
    prev: index === 0 ? FIRST_PREV : (chain[index - 1] ?? ''),
  };
  const sealed = sealEntry(
    { ...place, nonce: toBase64Url(new Uint8Array(16)), salts, names, values, layout: layOutFields(names) },
    sha256,
    hashInto,
  );
  chain[index] = sealed.digest;
  const root = toBase64(commitRoot([sealed.digest], sha256));
  const statement = { origin: ORIGIN, organisation, key: key.keyId, idempotencyKey: String(index), count: 1, root };
  const signed = signText(key, encodeCommitStatement(statement));
  const signature = Buffer.from(signed.signature, 'base64');
  const leaf = leafData({ digest: Buffer.from(sealed.digest, 'hex'), statement: utf8(signed.statement), signature }, sha256);
  const text = (bytes: Uint8Array | undefined): string => toBase64Url(bytes ?? new Uint8Array());
  const wire = {
    index,
    header: sealed.header,
    commitments: names.map((name, at) => [name, text(sealed.commitments.subarray(at * 32, at * 32 + 32))] as const),
    fields: names.map((name, at) => ({ name, group: 'meta', salt: salts[at] ?? '', value: fields[name] ?? null })),
  };
  const entry = { wire, stream: 'loan/a', version: index + 1, digest: sealed.digest, leaf, commitFirst: index };
  return { commit: { firstIndex: index, statement: signed.statement, signature }, entries: [entry] };
}

/** What a fact says, whose key signs it, and in whose name. */
type SignedFact = readonly [values: Parameters<typeof sealFact>[0], key: typeof SERVICER, organisation?: string];

/** A log of facts about itself: each commit is one fact, signed with a key. */
async function codesOfFacts(facts: readonly SignedFact[]): Promise<string[]> {
  const verifier = new LogVerifier(crypto);
  for (const [values, key, organisation] of facts) {
    const { commit, entries } = sealFact(values, key, verifier.size, organisation);
    await verifier.add(commit, entries);
  }
  return verifier.finish({ size: verifier.size, root: verifier.root() }).map(({ code, index }) => `${code} ${String(index)}`);
}

const register = (organisation: string, key: typeof SERVICER): Record<string, string> => ({
  '@type': 'KeyRegistered',
  organisation,
  keyId: key.keyId,
  publicKey: toBase64(key.publicKey),
});
const said = { '@type': 'BalanceReported' };

describe('the keys of a log', () => {
  it.each<[string, Parameters<typeof codesOfFacts>[0], string[]]>([
    ['are those it registers itself', [[register('servicer', SERVICER), SERVICER], [said, SERVICER]], []],
    ['do not count before they are registered', [[said, SERVICER], [register('servicer', SERVICER), SERVICER], [said, SERVICER]], ['KEY_UNKNOWN 0']],
    ['are not registered by others', [[register('servicer', SERVICER), SERVICER], [register('owner', HUB), SERVICER], [said, HUB, 'owner']], ['KEY_UNKNOWN 2']],
    ['are followed by one that an earlier one registers', [[register('servicer', SERVICER), SERVICER], [register('servicer', HUB), SERVICER], [said, HUB]], []],
    ['are not followed by one that registers itself', [[register('servicer', SERVICER), SERVICER], [register('servicer', HUB), HUB], [said, HUB]], ['KEY_UNKNOWN 1', 'KEY_UNKNOWN 2']],
    ['are not those of a commit that does not hold', [[{ ...register('servicer', SERVICER), publicKey: toBase64(HUB.publicKey) }, SERVICER], [said, SERVICER]], ['KEY_UNKNOWN 0', 'KEY_UNKNOWN 1']],
  ])('%s', async (_, facts, codes) => {
    expect(await codesOfFacts(facts)).toEqual(codes);
  }); // prettier-ignore
});

describe('what a log says of where streams end', () => {
  const opened = [register('servicer', SERVICER), SERVICER] as const;
  const heads = (size: number, root: Uint8Array): Record<string, string | number> => ({
    '@type': 'StreamHeads',
    size,
    root: toHex(root),
  });

  it('is recomputed', async () => {
    const map = new HeadsMap(sha256);
    map.note({ index: 0, stream: 'loan/a', version: 1, digest: sealFact(opened[0], SERVICER, 0).entries[0].digest });
    const root = map.rootAt(1) ?? new Uint8Array();
    expect(await codesOfFacts([opened, [heads(1, root), SERVICER]])).toEqual([]);
    expect(await codesOfFacts([opened, [heads(1, sha256('')), SERVICER]])).toEqual(['MAP_WRONG 1']);
    expect(await codesOfFacts([opened, [heads(0, root), SERVICER]])).toEqual(['MAP_WRONG 1']);
    expect(await codesOfFacts([opened, [heads(2, root), SERVICER]])).toEqual(['MAP_WRONG 1']);
  });
});

it('the hashes of full tiles are those of the leaves below them', async () => {
  const verifier = new LogVerifier(crypto);
  const leaves: Uint8Array[] = [];
  for (let at = 0; at < 600; at += 1) {
    const { commit, entries } = sealFact(said, SERVICER, at);
    leaves.push(leafHash(entries[0].leaf, sha256));
    await verifier.add(commit, entries);
  }
  expect([...verifier.tileRoots]).toEqual([
    ['1/0', merkleRoot(leaves.slice(0, 256), sha256)],
    ['1/1', merkleRoot(leaves.slice(256, 512), sha256)],
  ]);
});
