import { expect, it } from 'vitest';
import type { FeedEnds } from '@/lib/ledger/language/feed';
import { proveTestLog } from '@/lib/ledger/server/test-proof';
import { HUB, ORIGIN, sealTestLog, sha256, signText, verifySignature } from '@/lib/ledger/server/test-stream';
import { fromHex } from './bytes';
import type { FaultCode } from './fault';
import { encodeHeadStatement } from './head-statement';
import { verifyFeedEnds, type HeldEnd } from './verify-feed-ends';

const { stream, proof } = proveTestLog();
const root = proof.heads.entry.fields.find(({ name }) => name === 'root')?.value;
const mapRoot = fromHex(typeof root === 'string' ? root : '') ?? new Uint8Array();
const last = sealTestLog()
  .commits.flatMap(({ entries }) => entries)
  .filter((entry) => entry.stream === 'loan/a')
  .at(-1);
const own = { version: 3, digest: last?.digest ?? '' };
const held: HeldEnd = { stream: 'loan/a', covered: own, mapped: own };
const told: FeedEnds['ends'][number] = {
  stream: 'loan/a',
  end: proof.end === null ? null : { ...proof.end, siblings: [...proof.end.siblings] },
  head: stream.head,
}; // prettier-ignore

const codes = async (ends: FeedEnds['ends'], own = held): Promise<FaultCode[]> => {
  const ground = { origin: ORIGIN, hubKey: HUB.publicKey, mapRoot };
  return (await verifyFeedEnds(ends, [own], { ground, crypto: { sha256, verifySignature } })).map(({ code }) => code);
};

const sign = (changes: object): FeedEnds['ends'][number]['head'] =>
  signText(HUB, encodeHeadStatement({ origin: ORIGIN, stream: 'loan/a', ...own, size: 4, root: '', ...changes }));

it('holds where a stream ends by map and statement where it ends here', async () => {
  expect(await codes([told])).toEqual([]);
  expect(await codes([{ ...told, end: null }], { ...held, mapped: undefined })).toEqual([]);
});

it.each<[string, FaultCode, FeedEnds['ends'], HeldEnd]>([
  ['nothing is answered', 'MAP_NOT_SHOWN', [], held],
  ['the map is not shown', 'MAP_PATH_WRONG', [{ ...told, end: null }], held],
  ['the path leads elsewhere', 'MAP_PATH_WRONG', [{ ...told, end: { version: 2, digest: own.digest, siblings: [] } }], held],
  ['an entry was kept back', 'END_CONTRADICTED', [told], { ...held, covered: { version: 2, digest: '' }, mapped: { version: 2, digest: '' } }],
  ['the hub signs another end', 'HEAD_CONTRADICTED', [{ ...told, head: sign({ version: 4 }) }], held],
  ['the statement is of another stream', 'HEAD_MALFORMED', [{ ...told, head: sign({ stream: 'loan/b' }) }], held],
  ['the statement is not signed', 'HEAD_SIGNATURE_WRONG', [{ ...told, head: { ...told.head, signature: 'AAAA' } }], held],
])('is a fault where %s (%s)', async (_, code, ends, own) => {
  expect(await codes(ends, own)).toEqual([code]);
}); // prettier-ignore
