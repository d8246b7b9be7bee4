import { concat, fromBase64, toHex, utf8 } from '@/lib/ledger/domain/bytes';
import { judgeReceipt, verifyReceipt } from '@/lib/ledger/domain/receipt';
import type { WireStream } from '@/lib/ledger/language/wire';
import { keptReceipts } from '@/lib/platform/client/kept-receipts';
import { BROWSER_CRYPTO } from './browser-crypto';

/** What became of the promises this browser was given for one record. */
export interface ReceiptsVerdict {
  readonly kept: number;
  readonly open: number;
  readonly broken: number;
}

/** Holds the hub to the receipts this browser keeps for a loan, by what it shows now. `now` is an ISO instant. */
export async function checkReceipts(
  loanId: string,
  { sealed, size, now }: { sealed: WireStream; size: number; now: string },
): Promise<ReceiptsVerdict> {
  const commits = new Map(sealed.entries.map((entry) => [entry.index - entry.commit.position, hashOf(entry.commit)]));
  const counts = { kept: 0, open: 0, broken: 0 };
  for (const each of keptReceipts()) {
    const receipt = each.loanId === loanId ? await verifyReceipt(each, sealed.keys, BROWSER_CRYPTO) : undefined;
    // One that no registered key signed promises nothing.
    if (receipt !== undefined) counts[judgeReceipt(receipt, { size, commits }, now)] += 1;
  }
  return counts;
}

function hashOf({ statement, signature }: { statement: string; signature: string }): string {
  return toHex(BROWSER_CRYPTO.sha256(concat(utf8(statement), fromBase64(signature) ?? new Uint8Array())));
}
