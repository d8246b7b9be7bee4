import type { ProvableEntry, WireKey } from '@/lib/ledger/language/wire';
import { fromBase64, fromHex, toHex, utf8, type Sha256 } from './bytes';
import { parseCommitStatement } from './commit-statement';
import { verifyStrictly, type VerifySignature } from './ed25519-strict';
import type { FaultCode } from './fault';
import { leafHash, verifyInclusion } from './tree';

/** Hashing and signature checking as the platform has them. */
export interface VerifierCrypto {
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignature;
}

/** An entry whose digest was recomputed, and whose commit is to be checked. */
export interface CommitToCheck {
  readonly entry: Pick<ProvableEntry, 'commit'> & { readonly index: number };
  /** Hex. */
  readonly digest: string;
  readonly origin: string;
  readonly keys: Readonly<Record<string, WireKey>>;
  /** One signature covers many entries: its check is shared by statement and signature. */
  readonly signatures: Map<string, Promise<FaultCode | undefined>>;
}

/** Whether an entry is part of what its organisation signed (ledger-format, A commit). All of it is attacker-controlled. */
export async function verifyEntryCommit(what: CommitToCheck, crypto: VerifierCrypto): Promise<FaultCode | undefined> {
  const { commit } = what.entry;
  const statement = parseCommitStatement(commit.statement);
  if (statement?.origin !== what.origin) return 'COMMIT_MALFORMED';
  const path = commit.path.map((text) => fromBase64(text) ?? new Uint8Array());
  const leaf = leafHash(fromHex(what.digest) ?? new Uint8Array(), crypto.sha256);
  const root = fromBase64(statement.root) ?? new Uint8Array();
  const proof = { index: commit.position, size: statement.count, leaf, path, root };
  if (!verifyInclusion(proof, crypto.sha256)) return 'COMMIT_PATH_WRONG';
  const once = `${commit.statement}\n${commit.signature}`;
  const firstIndex = what.entry.index - commit.position;
  const check = what.signatures.get(once) ?? verifyStatement({ ...commit, ...statement, keys: what.keys, firstIndex }, crypto);
  what.signatures.set(once, check);
  return check;
}

async function verifyStatement(
  signed: {
    statement: string;
    signature: string;
    key: string;
    organisation: string;
    keys: CommitToCheck['keys'];
    firstIndex: number;
  },
  crypto: VerifierCrypto,
): Promise<FaultCode | undefined> {
  const key = Object.hasOwn(signed.keys, signed.key) ? signed.keys[signed.key] : undefined;
  if (key?.organisation !== signed.organisation) return 'KEY_UNKNOWN';
  const publicKey = fromBase64(key.publicKey) ?? new Uint8Array();
  // The key id commits to the key, so a list of keys that lies is caught here.
  if (publicKey.length === 0 || toHex(crypto.sha256(publicKey)) !== signed.key) return 'KEY_UNKNOWN';
  if (key.until !== undefined && signed.firstIndex >= key.until) return 'KEY_RETIRED';
  const signature = fromBase64(signed.signature) ?? new Uint8Array();
  const good = await verifyStrictly({ publicKey, message: utf8(signed.statement), signature }, crypto.verifySignature);
  return good ? undefined : 'SIGNATURE_WRONG';
}
