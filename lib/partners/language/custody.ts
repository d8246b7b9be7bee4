/** Who holds an organisation's signing keys, as the organisation itself may ask. `keyId` is the SHA-256 of the raw public key, hex. */
export interface Custody {
  readonly origin: string;
  readonly organisation: string;
  readonly keys: readonly { readonly keyId: string; readonly custody: 'hub' | 'organisation'; readonly inForce: boolean }[];
}
