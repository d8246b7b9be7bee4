import type { FeedEnds } from '@/lib/ledger/language/feed';
import { fromBase64, fromHex, utf8 } from './bytes';
import { verifyStrictly } from './ed25519-strict';
import type { Fault, FaultCode } from './fault';
import { parseHeadStatement } from './head-statement';
import { streamKey, verifyMapPath } from './stream-map';
import type { VerifierCrypto } from './verify-entry-commit';

/** The last entry that a follower holds of a stream: of those that the checkpoint covers, and of those that its map covers. */
export interface HeldEnd {
  readonly stream: string;
  readonly covered: { readonly version: number; readonly digest: string };
  /** Undefined for a stream that began after the map was made. */
  readonly mapped: { readonly version: number; readonly digest: string } | undefined;
}

/** What the follower relies on: the log, the hub's key, and the root of the map that the checkpoint commits. */
export interface EndsGround {
  readonly origin: string;
  readonly hubKey: Uint8Array;
  readonly mapRoot: Uint8Array;
}

/**
 * Checks where a hub says that streams end (hostile) against what is held of them. A stream that ends later than what is held was
 * kept back from the follower; one for which nothing is answered, too.
 */
export async function verifyFeedEnds(
  ends: FeedEnds['ends'],
  held: readonly HeldEnd[],
  { ground, crypto }: { ground: EndsGround; crypto: VerifierCrypto },
): Promise<Fault[]> {
  const answered = new Map(ends.map((each) => [each.stream, each]));
  const faults: Fault[] = [];
  for (const own of held) {
    const told = answered.get(own.stream);
    const place = { stream: own.stream, version: own.covered.version };
    const code = told === undefined ? 'MAP_NOT_SHOWN' : await findFault(told, own, { ground, crypto });
    if (code !== undefined) faults.push({ code, ...place });
  }
  return faults;
}

async function findFault(
  told: FeedEnds['ends'][number],
  own: HeldEnd,
  { ground, crypto }: { ground: EndsGround; crypto: VerifierCrypto },
): Promise<FaultCode | undefined> {
  if (own.mapped !== undefined && told.end === null) return 'MAP_PATH_WRONG';
  if (told.end !== null) {
    const { version, digest, siblings } = told.end;
    const leaf = { key: streamKey(own.stream, crypto.sha256), version, digest: fromHex(digest) ?? new Uint8Array() };
    const path = siblings.map((text) => fromBase64(text) ?? new Uint8Array());
    if (!verifyMapPath({ leaf, siblings: path, root: ground.mapRoot }, crypto.sha256)) return 'MAP_PATH_WRONG';
    if (version !== own.mapped?.version || digest !== own.mapped.digest) return 'END_CONTRADICTED';
  }
  const head = parseHeadStatement(told.head.statement);
  if (head?.origin !== ground.origin || head.stream !== own.stream) return 'HEAD_MALFORMED';
  const signature = fromBase64(told.head.signature) ?? new Uint8Array();
  const signed = { publicKey: ground.hubKey, message: utf8(told.head.statement), signature };
  if (!(await verifyStrictly(signed, crypto.verifySignature))) return 'HEAD_SIGNATURE_WRONG';
  const agrees = head.version === own.covered.version && head.digest === own.covered.digest;
  return agrees ? undefined : 'HEAD_CONTRADICTED';
}
