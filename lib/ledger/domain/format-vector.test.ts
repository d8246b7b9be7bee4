import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sha256, verifySignature } from '@/lib/ledger/server/test-stream';
import { fromBase64, fromBase64Url, fromHex, toBase64Url, toHex, utf8 } from './bytes';
import type { Canonical } from './canonical';
import { commitRoot, leafData, parseCommitStatement } from './commit-statement';
import { commitField, fieldsRoot } from './commitment';
import { verifyStrictly } from './ed25519-strict';
import { entryDigest, parseHeader } from './header';
import { mapLeafHash, streamKey } from './stream-map';
import { leafHash } from './tree';

interface Vector {
  readonly fields: readonly { name: string; value: Canonical; salt: string; commitment: string }[];
  readonly fieldsRoot: string;
  readonly header: string;
  readonly digest: string;
  readonly otherDigestOfTheCommit: string;
  readonly statement: string;
  readonly publicKey: string;
  readonly signature: string;
  readonly leafData: string;
  readonly leafHash: string;
  readonly mapKey: string;
  readonly mapLeaf: string;
}

const vector = JSON.parse(readFileSync('docs/ledger-format-vector.json', 'utf8')) as Vector;
const bytes = (decoded: Uint8Array | undefined): Uint8Array => decoded ?? new Uint8Array();

it('the worked entry of docs/ledger-format.md is what this code makes, step by step', async () => {
  const commitments = vector.fields.map(({ name, value, salt }) =>
    commitField({ salt: bytes(fromBase64Url(salt)), name, value }, sha256),
  );
  expect(commitments.map(toBase64Url)).toEqual(vector.fields.map((field) => field.commitment));
  const pairs = vector.fields.map(({ name }, at) => [name, bytes(commitments[at])] as const);
  expect(toHex(fieldsRoot(pairs, sha256))).toBe(vector.fieldsRoot);
  const header = parseHeader(vector.header);
  expect(header?.fieldsRoot).toBe(vector.fieldsRoot);
  expect(entryDigest(vector.header, sha256)).toBe(vector.digest);
  const statement = parseCommitStatement(vector.statement);
  expect(bytes(fromBase64(statement?.root ?? ''))).toEqual(
    Uint8Array.from(commitRoot([vector.digest, vector.otherDigestOfTheCommit], sha256)),
  );
  const publicKey = bytes(fromBase64(vector.publicKey));
  const signature = bytes(fromBase64(vector.signature));
  expect(toHex(sha256(publicKey))).toBe(statement?.key);
  expect(await verifyStrictly({ publicKey, message: utf8(vector.statement), signature }, verifySignature)).toBe(true);
  const digest = bytes(fromHex(vector.digest));
  const leaf = leafData({ digest, statement: utf8(vector.statement), signature }, sha256);
  expect([toHex(leaf), toHex(leafHash(leaf, sha256))]).toEqual([vector.leafData, vector.leafHash]);
  const key = streamKey(header?.stream ?? '', sha256);
  expect([toHex(key), toHex(mapLeafHash({ key, version: 2, digest }, sha256))]).toEqual([vector.mapKey, vector.mapLeaf]);
});
