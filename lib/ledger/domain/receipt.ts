import type { WireKey, WireReceipt } from '@/lib/ledger/language/wire';
import { fromBase64, toHex, utf8 } from './bytes';
import { canonicalize } from './canonical';
import { verifyStrictly } from './ed25519-strict';
import type { VerifierCrypto } from './verify-entry-commit';

const RECEIPT_TAG = 'hearthline/receipt/v1';

/** UTC with milliseconds: instants of this one form compare as texts. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The organisation whose key signs receipts and nothing else: the hub, in one of its own promises. */
export const RECEIPTS = 'receipts';

/** What the hub promises to whoever appended (ledger-format §0, Receipt). Times are ISO instants by the hub's clock. */
export interface Receipt {
  readonly origin: string;
  /** SHA-256(statement || signature) of the commit, hex: what its leaves are made of. */
  readonly commit: string;
  readonly firstIndex: number;
  readonly count: number;
  readonly recordedAt: string;
  /** By when a published checkpoint covers the commit. */
  readonly includeBy: string;
  /** Full SHA-256 of the raw public key that signs this, hex. */
  readonly key: string;
}

/** The exact text that is signed. */
export function encodeReceipt(receipt: Receipt): string {
  return canonicalize({ tag: RECEIPT_TAG, ...receipt });
}

/** Reads a receipt from hostile text: undefined unless it is exactly the canonical form of one. */
export function parseReceipt(text: string): Receipt | undefined {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const texts = ['origin', 'commit', 'key'].every((name) => typeof value[name] === 'string');
    const times = ['recordedAt', 'includeBy'].every((name) => INSTANT.test(String(value[name])));
    const numbers = Number.isSafeInteger(value.firstIndex) && Number.isSafeInteger(value.count) && (value.count as number) > 0;
    const whole = canonicalize(value) === text && value.tag === RECEIPT_TAG && Object.keys(value).length === 8;
    return texts && times && numbers && whole ? (value as unknown as Receipt) : undefined;
  } catch {
    return undefined;
  }
}

/** The receipt, if the hub's registered receipt key signed it; undefined otherwise. */
export async function verifyReceipt(
  signed: WireReceipt,
  keys: Readonly<Record<string, WireKey>>,
  crypto: VerifierCrypto,
): Promise<Receipt | undefined> {
  const receipt = parseReceipt(signed.statement);
  const key = receipt !== undefined && Object.hasOwn(keys, receipt.key) ? keys[receipt.key] : undefined;
  if (receipt === undefined || key?.organisation !== RECEIPTS) return undefined;
  const publicKey = fromBase64(key.publicKey) ?? new Uint8Array();
  if (toHex(crypto.sha256(publicKey)) !== receipt.key) return undefined;
  const signature = fromBase64(signed.signature) ?? new Uint8Array();
  const good = await verifyStrictly({ publicKey, message: utf8(signed.statement), signature }, crypto.verifySignature);
  return good ? receipt : undefined;
}

/**
 * Whether a receipt's promise is kept, by a checkpoint's size and the commits (hashes by ledger index) a reader was shown:
 * `open` while its time has not come. `nowIso` is a UTC instant with milliseconds, by the reader's clock.
 */
export function judgeReceipt(
  receipt: Receipt,
  seen: { readonly size: number; readonly commits: ReadonlyMap<number, string> },
  nowIso: string,
): 'kept' | 'broken' | 'open' {
  const shown = seen.commits.get(receipt.firstIndex);
  if (shown !== undefined && shown !== receipt.commit) return 'broken';
  if (shown !== undefined && receipt.firstIndex + receipt.count <= seen.size) return 'kept';
  return nowIso > receipt.includeBy ? 'broken' : 'open';
}
