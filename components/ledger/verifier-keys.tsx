import type { ReactNode } from 'react';
import { formatInstant } from '@/components/ui/format';
import { Scroller } from '@/components/ui/scroller';
import type { VerifierKeyView } from '@/lib/ledger/language/verifier-keys';

const REASON_WORDS = { replaced: 'Replaced', removed: 'Removed', compromised: 'Not trusted from' } as const;

/** A verifier key is name, ID and key, joined by a plus (C2SP signed-note); the whole of it stands at /ledger/keys. */
function keyIdOf(vkey: string): string {
  return vkey.split('+')[1] ?? vkey;
}

/** Whose keys sign and cosign, from when to when: by the record itself, not by a setting somebody could change. */
export function VerifierKeys({ keys }: { readonly keys: readonly VerifierKeyView[] }): ReactNode {
  if (keys.length === 0) return null;
  return (
    <section aria-labelledby="keys" className="flex flex-col gap-2">
      <h2 id="keys">Keys that sign and cosign</h2>
      <Scroller label="Table of keys">
        <table className="rows" aria-label="Keys that sign and cosign">
          <thead><tr><th scope="col">Who</th><th scope="col">Key ID</th><th scope="col">Since</th><th scope="col">Until</th></tr></thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key.vkey}>
                <th scope="row" className="font-normal">{key.role === 'log' ? 'The log' : `${key.name}, witness`}</th>
                <td><code>{keyIdOf(key.vkey)}</code></td>
                <td className="whitespace-nowrap">{formatInstant(key.since)}</td>
                <td className={`whitespace-nowrap ${key.reason === 'compromised' ? 'text-late' : ''}`}>{key.until === null || key.reason === null ? 'In use' : `${REASON_WORDS[key.reason]} ${formatInstant(key.until)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
      {keys.filter(({ role }) => role === 'log').length > 1 && <p className="max-w-prose text-quiet">Each new key of the log was named by the one before it, and both signed that. Whoever relies on an older one comes to the newest that way, and no other.</p>}
    </section>
  ); // prettier-ignore
}
