import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { ProposedEntry } from '@/lib/ledger/language/proposal';
import { CommitFault } from './commit-faults';
import type { CommitSigner, SealedFact, UnsignedCommit } from './seal-commit';

/** How long a caller waits for an organisation's own signer, in milliseconds. */
const PATIENCE = 20_000;

/**
 * Where commits wait for organisations that hold their own keys: each is laid out whole, the organisation's signer fetches it,
 * checks it and answers with its signature or a refusal. Kept in Postgres, because several processes write.
 */
export class SigningDesk {
  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly patience = PATIENCE,
  ) {}

  /** The signer behind a key that an organisation holds itself. */
  signerFor(keyId: string): CommitSigner {
    return { keyId, sign: (commit) => this.ask(keyId, commit) };
  }

  private async ask(keyId: string, { organisation, statement, facts }: UnsignedCommit): Promise<Uint8Array> {
    const id = randomBytes(16).toString('base64url');
    const entries = JSON.stringify(facts.map(openFact));
    const streams = [...new Set(facts.map(({ stream }) => stream))];
    const laid = [id, organisation, keyId, statement, entries, streams, `${String(this.patience)} milliseconds`];
    await this.pool.query('select ledger.propose($1, $2, $3, $4, $5, $6, $7)', laid);
    try {
      return await this.awaitAnswer(id);
    } finally {
      await this.pool.query('select ledger.withdraw($1)', [id]);
    }
  }

  private async awaitAnswer(id: string): Promise<Uint8Array> {
    const deadline = Date.now() + this.patience;
    for (let wait = 4; Date.now() < deadline; wait = Math.min(wait * 2, 100)) {
      const { rows } = await this.pool.query<{ signature: Buffer | null; refusal: string | null }>(
        'select signature, refusal from ledger.proposal_answer($1)',
        [id],
      );
      const answer = rows[0];
      // Postgres crashed and forgot it, or an erasure took it.
      if (answer === undefined) break;
      if (answer.refusal !== null) throw new CommitFault('SIGNATURE_REFUSED', undefined, answer.refusal);
      if (answer.signature !== null) return answer.signature;
      await pause(wait);
    }
    throw new CommitFault('NOT_SIGNED');
  }
}

/** All of a fact, as its own organisation may see it. */
function openFact({ shape, entry, salts }: SealedFact): ProposedEntry {
  const groupOf = new Map(shape.parts.flatMap(({ group, places }) => places.map((at) => [at, group] as const)));
  const fields = shape.names.map((name, at) => ({
    name,
    group: groupOf.get(at) ?? '',
    salt: salts[at] ?? '',
    value: JSON.parse(entry.texts[at] ?? 'null') as ProposedEntry['fields'][number]['value'],
  }));
  return { header: entry.header, fields };
}
