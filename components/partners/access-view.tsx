import type { ReactNode } from 'react';
import { Scroller } from '@/components/ui/scroller';
import { mayRead } from '@/lib/partners/domain/policy';
import { isPartyKind } from '@/lib/partners/language/party-kind';
import { FIELD_GROUPS } from '@/lib/ledger/language/field-groups';
import type { PartyView } from '@/lib/partners/language/party-view';
import { GROUP_WORDS } from './group-words';

/** Who is party to the loan and which groups of fields each may see, from the one policy table. */
export function AccessView({ parties }: { readonly parties: readonly PartyView[] }): ReactNode {
  const groups = FIELD_GROUPS.filter((group) => group in GROUP_WORDS);
  return (
    <Scroller label="Who sees what">
      <table className="rows" aria-label="Who sees what">
        <thead>
          <tr>
            <th scope="col">Group of fields</th>
            {parties.map((party) => <th scope="col" key={`${party.organisation} ${party.role}`}>{party.name}<span className="block font-normal">{party.role}, since entry {party.fromIndex.toLocaleString('en-US')}</span></th>)}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group}>
              <th scope="row" className="text-ink! font-normal!">{GROUP_WORDS[group]}</th>
              {parties.map((party) => (
                <td key={`${party.organisation} ${party.role}`}>{isPartyKind(party.role) && mayRead(party.role, group) ? 'sees' : <span className="text-quiet">withheld</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  ); // prettier-ignore
}
