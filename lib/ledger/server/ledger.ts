import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';
import { concat, utf8 } from '@/lib/ledger/domain/bytes';
import { canonicalize } from '@/lib/ledger/domain/canonical';
import { Appender } from './appender';
import { CommitFault } from './commit-faults';
import { CommitSigners } from './commit-signers';
import type { CommitRequest } from './fact-draft';
import { sha256 } from './hashing';
import { HeadReader } from './head-reader';
import type { OrganisationKeys } from './organisation-keys';
import { EMPTY_HEAD, sealCommit, type CommitSigner, type SealedCommit } from './seal-commit';
import { Shapes } from './shapes';
import { SigningDesk } from './signing-desk';
import type { SubjectKeys } from './subject-keys';
import { Turns } from './turns';

/** Where a commit stands in the ledger. `replayed` when an earlier request with the same key had done the work. */
export interface CommitReceipt {
  readonly firstIndex: bigint;
  readonly count: number;
  readonly recordedAt: Date;
  readonly replayed: boolean;
  /** Entry digests in the order of the request's facts; empty for a replay. */
  readonly digests: readonly string[];
  /** SHA-256(statement || signature): what a receipt names. */
  readonly commitHash: Uint8Array;
}

export interface LedgerOptions {
  readonly pool: Pick<Pool, 'query'>;
  readonly origin: string;
  readonly keys: OrganisationKeys;
  /** Keys the request hashes, so that a stored hash cannot be guessed (ledger-format rule 16). */
  readonly requestSecret: string;
  /** How long to wait for an organisation's own signer, in milliseconds; 20,000 unless said otherwise. */
  readonly signingPatience?: number;
  /** The keys under which values are kept. */
  readonly subjects: SubjectKeys;
}

/** Each attempt lets at least one other writer through, so this many writers can meet on one stream. */
const ATTEMPTS = 64;

/** The write side of the ledger. The caller has authorised the organisation and actor; the ledger seals, signs and orders. */
export class Ledger {
  private readonly appender: Appender;
  private readonly shapes: Shapes;
  private readonly headReader: HeadReader;
  private readonly signers: CommitSigners;
  private readonly turns = new Turns();

  constructor(private readonly options: LedgerOptions) {
    this.appender = new Appender(options.pool);
    this.shapes = new Shapes(options.pool);
    this.headReader = new HeadReader(options.pool);
    const desk = new SigningDesk(options.pool, options.signingPatience);
    this.signers = new CommitSigners(options.pool, options.keys, desk);
  }

  /**
   * Appends a commit atomically. Without `expected`, a stream that moved meanwhile is sealed again; with it,
   * the commit is refused. Durable when the promise resolves. Throws {@link CommitFault}. A commit that must come `after`
   * another is sealed meanwhile and sent when that has resolved; it rejects if that does.
   */
  async commit(request: CommitRequest, after?: Promise<unknown>): Promise<CommitReceipt> {
    if (!/^[\x20-\x7e]{1,255}$/.test(request.idempotencyKey)) throw new CommitFault('INVALID_IDEMPOTENCY_KEY');
    // It may fail before it is waited for: it is heard then.
    after?.catch(() => undefined);
    for (let attempt = 1; ; attempt += 1) {
      // Anew each time: a key may be rotated meanwhile.
      const signer = await this.signers.of(request.organisation);
      const sealed = await this.seal(request, signer);
      if (sealed === 'stale') {
        // A replayed request arrives with the versions it first saw: it is answered, not refused.
        const replay = await this.findReplay(request);
        if (replay !== undefined) return replay;
        throw new CommitFault('STALE_STREAM', Object.keys(request.expected ?? {})[0]);
      }
      await after;
      const result = await this.appender.append(sealed);
      if (result.outcome === 'key-reused') throw new CommitFault('IDEMPOTENCY_KEY_REUSED');
      // The key was replaced after this was signed, or after another of its batch was: signed again, it counts.
      if (result.outcome === 'key-ended') {
        if (attempt === ATTEMPTS) throw new CommitFault('KEY_NOT_IN_FORCE');
        continue;
      }
      if (result.outcome === 'stale') {
        if (request.expected !== undefined || attempt === ATTEMPTS) throw new CommitFault('STALE_STREAM', result.stream);
        continue;
      }
      // What was sealed this time was not appended: the first time's commit is what stands.
      const replay = result.outcome === 'replayed' ? await this.findReplay(request) : undefined;
      return replay ?? receipt(result, sealed);
    }
  }

  private async seal(request: CommitRequest, signer: CommitSigner): Promise<SealedCommit | 'stale'> {
    const streams = [...new Set(request.facts.map((fact) => fact.stream))];
    // Keys go to disk while the facts are sealed with them.
    const { kept } = await this.options.subjects.prepare(streams);
    const heads = await this.headReader.read(streams);
    for (const [stream, version] of Object.entries(request.expected ?? {}))
      if ((heads.get(stream) ?? EMPTY_HEAD).version !== version) return 'stale';
    const shapes = await this.shapes.of(request.facts);
    const requestHash = this.requestHash(request);
    await this.turns.next();
    const keyOf = this.options.subjects.livingReader(streams);
    const sealed = await sealCommit(request, heads, { origin: this.options.origin, signer, requestHash, shapes, keyOf });
    await kept;
    return sealed;
  }

  /**
   * The earlier answer to the same request, so that a caller can ask before it decides on a state that has moved since.
   * Throws when the key was used for a different request.
   */
  async findReplay(
    request: Pick<CommitRequest, 'organisation' | 'idempotencyKey' | 'fingerprint'>,
  ): Promise<CommitReceipt | undefined> {
    const { rows } = await this.options.pool.query<{
      first_index: string;
      entry_count: number;
      request_hash: Buffer;
      recorded_at: Date;
      commit_hash: Buffer;
    }>('select * from ledger.find_commit($1, $2)', [request.organisation, request.idempotencyKey]);
    const found = rows[0];
    if (found === undefined) return undefined;
    if (!found.request_hash.equals(this.requestHash(request))) throw new CommitFault('IDEMPOTENCY_KEY_REUSED');
    const { entry_count: count, recorded_at: recordedAt, commit_hash: commitHash } = found;
    return { firstIndex: BigInt(found.first_index), count, recordedAt, replayed: true, digests: [], commitHash };
  }

  private requestHash(request: Pick<CommitRequest, 'fingerprint'>): Uint8Array {
    return createHmac('sha256', this.options.requestSecret).update(canonicalize(request.fingerprint)).digest();
  }
}

function receipt(result: { firstIndex: bigint; recordedAt: Date }, sealed: SealedCommit): CommitReceipt {
  return {
    firstIndex: result.firstIndex,
    count: sealed.facts.length,
    recordedAt: result.recordedAt,
    replayed: false,
    digests: sealed.facts.map((fact) => fact.entry.digest),
    commitHash: sha256(concat(utf8(sealed.statement), sealed.signature)),
  };
}
