import type { Pool } from 'pg';
import { CommitFault } from './commit-faults';
import { hubSigner } from './commit-signer';
import type { OrganisationKeys, SigningKey } from './organisation-keys';
import type { CommitSigner } from './seal-commit';
import type { SigningDesk } from './signing-desk';

/** How long a key that was found in force is taken for that, in milliseconds. What one that was ended since has signed, the ledger refuses. */
const TRUSTED_MILLISECONDS = 1_000;

/**
 * Who signs for an organisation now, by the ledger's word and not by which key files are there: a copy of older keys, put back
 * after a key was replaced, would make the hub sign what is nobody's word.
 */
export class CommitSigners {
  private readonly found = new Map<string, { readonly keyId: string; readonly at: number }>();

  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly keys: OrganisationKeys,
    private readonly desk: SigningDesk,
  ) {}

  /** The organisation's signer: the hub with the key that it holds, or its own. Throws {@link CommitFault}. */
  async of(organisation: string): Promise<CommitSigner> {
    const held = this.keys.find(organisation);
    if (held !== undefined && this.isTrusted(organisation, held)) return hubSigner(held);
    const known = await this.known(organisation);
    const inForce = known.filter((key) => key.inForce);
    // The first key of an organisation signs for itself.
    if (held !== undefined && (known.length === 0 || inForce.some(({ keyId }) => keyId === held.keyId))) {
      this.found.set(organisation, { keyId: held.keyId, at: Date.now() });
      return hubSigner(held);
    }
    const own = inForce.find(({ custody }) => custody === 'organisation');
    if (own !== undefined) return this.desk.signerFor(own.keyId);
    throw new CommitFault(held === undefined ? 'NO_SIGNING_KEY' : 'KEY_NOT_IN_FORCE');
  }

  private isTrusted(organisation: string, { keyId }: SigningKey): boolean {
    const found = this.found.get(organisation);
    return found?.keyId === keyId && Date.now() - found.at < TRUSTED_MILLISECONDS;
  }

  /** The organisation's keys, the newest first. */
  private async known(organisation: string): Promise<{ keyId: string; custody: string; inForce: boolean }[]> {
    const { rows } = await this.pool.query<{ keyId: string; custody: string; inForce: boolean }>(
      `select key_id as "keyId", custody, until_index is null as "inForce" from partners.signing_key
       where organisation = $1 order by from_index desc`,
      [organisation],
    );
    return rows;
  }
}
