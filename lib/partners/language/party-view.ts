/** A party to a stream: since which ledger position, in which role. */
export interface PartyView {
  readonly organisation: string;
  readonly name: string;
  readonly role: string;
  readonly fromIndex: number;
}
