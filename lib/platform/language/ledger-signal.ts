/** A nudge that loans moved: no data, only what to ask for again. `many` means more than are worth naming. */
export interface LedgerSignal {
  readonly loans: readonly { readonly loanId: string; readonly version: number }[];
  readonly many: boolean;
  /** Opaque; sent back on reconnection to be told what was missed. */
  readonly cursor: string;
}
