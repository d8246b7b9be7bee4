/** A past moment as an answer names it: the ledger position N (everything before it took effect) and when it was reached. */
export interface MomentView {
  readonly position: number;
  /** ISO instant: the one asked for, or when the last commit before the position was recorded. */
  readonly at: string;
}
