import { viewEntry } from '@/lib/ledger/domain/view-entry';
import { KEYS_STREAM } from '@/lib/ledger/language/facts';
import type { VerifierKeyView } from '@/lib/ledger/language/verifier-keys';
import { asOrganisation } from '@/lib/platform/server/database';
import { sha256 } from './hashing';
import { readStreamEntries, type RecordSources } from './read-entries';

/** The keys of the log and its witnesses, as its own stream tells them, in the order in which they came. Everyone may know them. */
export async function readVerifierKeys({ database, subjects }: RecordSources, organisation: string): Promise<VerifierKeyView[]> {
  const entries = await asOrganisation(database, { organisation }, (transaction) =>
    readStreamEntries(transaction, subjects, KEYS_STREAM),
  );
  const keys = new Map<string, VerifierKeyView>();
  for (const { type, values, recordedAt } of entries.map((entry) => viewEntry(entry, sha256))) {
    const { role, name, vkey, reason, compromisedSince } = values as Record<string, string | null>;
    const known = keys.get(String(vkey));
    // One that comes back counts again, unless it was stolen.
    if (type === 'VerifierKeyRegistered' && known?.reason !== 'compromised')
      keys.set(String(vkey), { role: role as VerifierKeyView['role'], name: String(name), vkey: String(vkey), since: recordedAt, until: null, reason: null });
    // That a key was stolen is told also of one that was replaced before.
    if (type === 'VerifierKeyRetired' && known !== undefined && (known.until === null || reason === 'compromised'))
      keys.set(known.vkey, { ...known, until: compromisedSince ?? recordedAt, reason: reason as VerifierKeyView['reason'] });
  }
  return [...keys.values()];
} // prettier-ignore
