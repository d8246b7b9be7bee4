/** How a partner's own copy stands to the hub that it follows. Instants are ISO. */
export interface CopyView {
  /** Where the hub is: what is to be changed is changed there. */
  readonly hub: string;
  /** The newest checkpoint under which all that is shown was proved, and when its witnesses vouched for it; null before the first. */
  readonly checkpoint: { readonly size: number; readonly at: string } | null;
  readonly reachedAt: string | null;
  /** Since when the hub gives no answer, or none that is of use. */
  readonly lost: { readonly at: string; readonly why: 'unreachable' | 'refused' } | null;
  /** Why what the hub sends is not taken in: a code of the verifier's. */
  readonly fault: string | null;
}
