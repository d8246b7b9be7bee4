/** A key of the log or of a witness, from when to when it counted. Instants are ISO; `vkey` is a C2SP verifier key. */
export interface VerifierKeyView {
  readonly role: 'log' | 'witness';
  readonly name: string;
  readonly vkey: string;
  readonly since: string;
  readonly until: string | null;
  readonly reason: 'replaced' | 'removed' | 'compromised' | null;
}
