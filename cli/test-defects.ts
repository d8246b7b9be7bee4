import { join } from 'node:path';
import { formatCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { ED25519 } from '@/lib/ledger/domain/note-key';
import { formatNote } from '@/lib/ledger/domain/signed-note';
import type { FeedPage } from '@/lib/ledger/language/feed';
import { openNoteSigner } from '@/lib/ledger/server/note-signer';

type Alter = (page: FeedPage, dataDirectory: string) => FeedPage | undefined;

/** A note that the log's own key signs over another history. */
export function otherHistory(note: string, dataDirectory: string): string {
  const [origin = '', size = '0'] = note.split('\n');
  const log = openNoteSigner(join(dataDirectory, 'signer', 'log.pem'), origin, ED25519);
  const text = formatCheckpoint({ origin, size: Number(size), root: new Uint8Array(32).fill(7) });
  return formatNote({ text, signatures: [log.sign(text, 0)] });
}

const flip = (base64: string): string => (base64.startsWith('A') ? 'B' : 'A') + base64.slice(1);
const loanEntries = (page: FeedPage): FeedPage['commits'][number]['entries'] =>
  page.commits.find(({ entries }) => entries.filter(({ header }) => header.includes('loan/')).length > 2)?.entries ?? [];

const DEFECTS: readonly (readonly [name: string, code: string, alter: Alter])[] = [
  ['a value that was altered', 'FIELD_ALTERED', (page) => {
    const part = loanEntries(page)[0]?.disclosed.find(({ group }) => group === 'loan-terms');
    if (part === undefined) return undefined;
    part.values = part.values.replace('240000.00', '340000.00');
    return page;
  }],
  ['a header that was altered', 'DIGEST_WRONG', (page) => {
    const entry = loanEntries(page)[0];
    if (entry === undefined) return undefined;
    entry.header = entry.header.replace(/"nonce":"../, '"nonce":"xx');
    return page;
  }],
  ['an entry left out', 'VERSION_GAP', (page) => {
    const entries = loanEntries(page);
    if (entries.length === 0) return undefined;
    entries.splice(1, 1);
    return page;
  }],
  ['a commit left out', 'VERSION_GAP', (page) => {
    const at = page.commits.findIndex(({ statement }) => statement.includes('contact 2024-09-01'));
    if (at < 0) return undefined;
    page.commits.splice(at, 1);
    return page;
  }],
  ['two entries swapped', 'INDEX_DISORDERED', (page) => {
    const entries = loanEntries(page);
    if (entries.length === 0) return undefined;
    entries.reverse();
    return page;
  }],
  ['a forged signature', 'SIGNATURE_WRONG', (page) => {
    const commit = page.commits.find(({ statement }) => statement.includes('"organisation":"servicer"'));
    if (commit === undefined) return undefined;
    commit.signature = flip(commit.signature);
    return page;
  }],
  ['a commit signed for another', 'KEY_UNKNOWN', (page) => {
    const commit = page.commits.find(({ statement }) => statement.includes('"organisation":"servicer"'));
    if (commit === undefined) return undefined;
    commit.statement = commit.statement.replace('"organisation":"servicer"', '"organisation":"stranger"');
    return page;
  }],
  ['a key that was put in another’s place', 'KEY_CHANGED', (page) => {
    const [one, other] = page.network.keys ?? [];
    if (one === undefined || other === undefined) return undefined;
    one.publicKey = other.publicKey;
    return page;
  }],
  ['a leaf that was altered', 'LOG_REWRITTEN', (page) => {
    page.leaves = flip(page.leaves);
    return page;
  }],
  ['leaves left out', 'LOG_REWRITTEN', (page) => {
    page.leaves = Buffer.from(page.leaves, 'base64').subarray(32).toString('base64');
    page.to -= 1;
    return page;
  }],
  ['pages left out', 'INDEX_GAP', (page) => ({ ...page, from: page.from + 1, leaves: Buffer.from(page.leaves, 'base64').subarray(32).toString('base64') })],
  ['a checkpoint of another history', 'LOG_REWRITTEN', (page, dataDirectory) => ({ ...page, checkpoint: otherHistory(page.checkpoint, dataDirectory) })],
  ['a checkpoint that nobody signed', 'CHECKPOINT_UNSIGNED', (page) => ({ ...page, checkpoint: page.checkpoint.replace(/(— \S+ .{8})./, '$1!').replace('!', 'A') })],
  ['what is no page at all', 'FEED_MALFORMED', (page) => ({ ...page, commits: 'none' as unknown as [] })],
]; // prettier-ignore

/** What a hub, or whoever stands between, could do to a page, with the code of the fault that it is. Undefined where it is not that page. */
export function feedDefects(): typeof DEFECTS {
  return DEFECTS;
}
