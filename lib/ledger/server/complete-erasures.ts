import type { Erasure } from '@/lib/ledger/domain/erasure';
import { ErasureConfirmed } from '@/lib/ledger/language/erasure-facts';
import { erasureStream } from '@/lib/ledger/language/subject';
import type { Ledger } from './ledger';
import { obeyErasures, type LedgerCopy, type ObeyedErasure } from './obey-erasures';

/** An erasure that a copy was told of. `digest` is that of the entry that decided it. */
export interface ToldErasure extends Erasure {
  readonly digest: string;
}

/** Who holds this copy, and where they say that they obeyed. */
export interface CopyHolder {
  readonly holder: string;
  readonly ledger: Pick<Ledger, 'commit'>;
}

/**
 * Obeys erasures in a copy and confirms them, as facts signed by its holder. Broken off anywhere, it may be called again. One that
 * cannot be obeyed holds up no other; its reason is thrown when the others are done.
 */
export async function completeErasures(
  copy: LedgerCopy,
  { holder, ledger }: CopyHolder,
  told: readonly ToldErasure[],
): Promise<void> {
  if (told.length === 0) return;
  const obeyed = await obeyErasures(copy, told).catch((error: unknown) => {
    if (told.length === 1) throw error;
  });
  if (obeyed === undefined) return oneByOne(copy, { holder, ledger }, told);
  for (const [at, erasure] of told.entries()) {
    const outcome = obeyed[at];
    if (outcome !== undefined) await confirmErasure({ holder, ledger }, erasure, outcome);
  }
}

async function oneByOne(copy: LedgerCopy, holder: CopyHolder, told: readonly ToldErasure[]): Promise<void> {
  let failure: unknown;
  for (const each of told)
    await completeErasures(copy, holder, [each]).catch((error: unknown) => {
      failure ??= error;
    });
  if (failure !== undefined) throw failure as Error;
}

/** Says on the ledger, in the holder’s name, what of an erasure their copy has destroyed. The same said again changes nothing. */
export async function confirmErasure(
  { holder, ledger }: CopyHolder,
  { digest, subject }: Pick<ToldErasure, 'digest' | 'subject'>,
  obeyed: ObeyedErasure,
): Promise<void> {
  const { entryCount, fieldCount, keyDestroyed } = obeyed;
  const values = { erasure: digest, holder, entryCount, fieldCount, keyDestroyed };
  const now = new Date().toISOString();
  await ledger.commit({
    organisation: holder,
    actor: 'erasure',
    idempotencyKey: `erased/${digest}`,
    fingerprint: values,
    signedAt: now,
    facts: [{ definition: ErasureConfirmed, stream: erasureStream(subject), values, occurredAt: now, causes: [digest] }],
  });
}
