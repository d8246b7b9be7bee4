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
  // Whoever relies on a stolen key must come across it.
  const shown = keys.filter(({ reason }) => reason === null || reason === 'compromised');
  const before = keys.filter((key) => !shown.includes(key));
  return (
    <section aria-labelledby="keys" className="flex flex-col gap-2">
      <h2 id="keys">Keys that sign and cosign</h2>
      <KeyTable label="Keys that sign and cosign" keys={shown} />
      {before.length > 0 && (
        <>
          <details className="card">
            <summary className="cursor-pointer px-4 py-3">{before.length === 1 ? 'One key before these' : `${String(before.length)} keys before these`}</summary>
            <div className="border-t border-line p-4">
              <KeyTable label="Keys before these" keys={before.toReversed()} />
            </div>
          </details>
          <p className="max-w-prose text-quiet">The log’s key names the next one, and both sign that. Witnesses sign for a change among them. Whoever relies on older keys comes to the newest that way, and no other; what the older ones signed stays good.</p>
        </>
      )}
    </section>
  ); // prettier-ignore
}

function KeyTable({ label, keys }: { readonly label: string; readonly keys: readonly VerifierKeyView[] }): ReactNode {
  return (
    <Scroller label={`Table: ${label}`}>
      <table className="rows" aria-label={label}>
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
  ); // prettier-ignore
}
