import { toBase64, toHex, utf8 } from '@/lib/ledger/domain/bytes';
import { encodeReceipt } from '@/lib/ledger/domain/receipt';
import type { WireReceipt } from '@/lib/ledger/language/wire';
import { signBytes } from './hashing';
import type { CommitReceipt } from './ledger';
import type { SigningKey } from './organisation-keys';

/** By when the hub promises that a checkpoint covers a commit. Checkpoints come every few seconds; the rest is for bad days. */
export const INCLUDE_MILLISECONDS = 60_000;

/** Signs what the hub promises for a commit. The same commit always has the same receipt, so a replay is answered alike. */
export class Receipts {
  constructor(
    private readonly origin: string,
    private readonly key: () => SigningKey,
  ) {}

  /** The receipt of an appended commit. */
  sign({
    commitHash,
    firstIndex,
    count,
    recordedAt,
  }: Pick<CommitReceipt, 'commitHash' | 'firstIndex' | 'count' | 'recordedAt'>): WireReceipt {
    const { keyId, privateKey } = this.key();
    const statement = encodeReceipt({
      origin: this.origin,
      commit: toHex(commitHash),
      firstIndex: Number(firstIndex),
      count,
      recordedAt: recordedAt.toISOString(),
      includeBy: new Date(recordedAt.getTime() + INCLUDE_MILLISECONDS).toISOString(),
      key: keyId,
    });
    return { statement, signature: toBase64(signBytes(privateKey, utf8(statement))) };
  }
}
