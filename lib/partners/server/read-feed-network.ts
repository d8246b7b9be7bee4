import { toBase64, toBase64Url } from '@/lib/ledger/domain/bytes';
import { canonicalize } from '@/lib/ledger/domain/canonical';
import { parseCommitStatement } from '@/lib/ledger/domain/commit-statement';
import { parseHeader } from '@/lib/ledger/domain/header';
import { openFeedEntry } from '@/lib/ledger/domain/open-feed-entry';
import type { FeedKey, FeedNetwork, FeedPage } from '@/lib/ledger/language/feed';
import { sha256 } from '@/lib/ledger/server/hashing';
import type { Transaction } from '@/lib/platform/server/database';

type Page = Pick<FeedPage, 'commits' | 'shapes'>;

/**
 * What the views of a page need besides its facts: names of the streams' parties and of who signed, the parties of loans' books, and
 * all signing keys, unless the asker has those by their hash. Row security decides who is known to be party.
 */
export async function readFeedNetwork(
  transaction: Transaction,
  page: Page,
  { organisation, keysHash }: { organisation: string; keysHash: string | undefined },
): Promise<FeedNetwork> {
  const streams = page.commits.flatMap(({ entries }) => entries.map(({ header }) => parseHeader(header)?.stream ?? ''));
  const parties = await transaction.streamParty.findMany({ where: { stream: { in: [...new Set(streams)] } } });
  const signers = page.commits.map(({ statement }) => parseCommitStatement(statement)?.organisation ?? '');
  const named = new Set([organisation, ...signers, ...parties.map((party) => party.organisation)]);
  const organisations = await transaction.organisation.findMany({ where: { id: { in: [...named] } } });
  const books = booksOf(page, parties);
  const told = await transaction.book.findMany({ where: { id: { in: books.map(({ id }) => id) } }, select: { id: true } });
  const keys = await readKeys(transaction);
  const hash = toBase64Url(sha256(canonicalize(keys)));
  return {
    organisations: organisations.map(({ id, kind, name }) => ({ id, kind, name })),
    // Who is named in a book is told of it by its own fact.
    books: books.filter(({ id }) => !told.some((each) => each.id === id)),
    ...(hash === keysHash ? {} : { keys }),
    keysHash: hash,
  };
}

interface Party {
  readonly stream: string;
  readonly organisation: string;
  readonly role: string;
  readonly fromIndex: bigint;
}

/** The books under which a page's loans were boarded: a loan's first parties are those of its book. */
function booksOf({ commits, shapes }: Page, parties: readonly Party[]): FeedNetwork['books'] {
  const byId = new Map(shapes.map((shape) => [shape.id, shape]));
  const books = new Map<string, FeedNetwork['books'][number]>();
  for (const entry of commits.flatMap(({ entries }) => entries)) {
    const fields = openFeedEntry(entry, byId.get(entry.shape ?? -1))?.fields ?? [];
    const value = (name: string): unknown => fields.find((field) => field.name === name)?.value;
    const id = value('book');
    if (value('@type') !== 'LoanBoarded' || typeof id !== 'string') continue;
    const stream = parseHeader(entry.header)?.stream;
    const first = (role: string): string =>
      parties
        .filter((party) => party.stream === stream && party.role === role)
        .reduce<Party | undefined>((least, each) => (least !== undefined && least.fromIndex <= each.fromIndex ? least : each), undefined)
        ?.organisation ?? '';
    if (!books.has(id)) books.set(id, { id, servicer: first('servicer'), owner: first('owner'), securitizer: first('securitizer') });
  }
  return [...books.values()];
} // prettier-ignore

async function readKeys(transaction: Transaction): Promise<FeedKey[]> {
  const keys = await transaction.signingKey.findMany({ orderBy: { keyId: 'asc' } });
  return keys.map(({ keyId, organisation, publicKey, custody, fromIndex, untilIndex, retiredReason }) => ({
    keyId,
    organisation,
    publicKey: toBase64(publicKey),
    custody: custody === 'organisation' ? 'organisation' : 'hub',
    fromIndex: Number(fromIndex),
    untilIndex: untilIndex === null ? null : Number(untilIndex),
    retiredReason: retiredReason === 'rotated' || retiredReason === 'compromised' ? retiredReason : null,
  }));
}
