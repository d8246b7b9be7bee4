/** One look at a loan's record, as those entitled are told. `at` is an ISO instant. */
export interface LookView {
  readonly organisation: string;
  readonly organisationName: string;
  readonly at: string;
  /** Groups of fields the reader could see. */
  readonly groups: readonly string[];
  /** True where the reader was a program with the organisation's key. */
  readonly program: boolean;
}
