import { z } from 'zod';

const position = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
const word = z.string().max(300);

/**
 * The values of one field group of an entry: `salts` one after another in base64, `values` a JSON array, both in the order of the
 * group's names but for those that were erased.
 */
const disclosed = z.strictObject({ group: word, erased: z.array(word), salts: base64, values: z.string() });

/** An entry as its reader may see it: of one that they may not know of, the header alone. Commitments follow the shape's names. */
const feedEntry = z.strictObject({
  index: position,
  header: z.string().max(65_535),
  shape: position.nullable(),
  commitments: base64.nullable(),
  disclosed: z.array(disclosed),
});

/** A commit with those of its entries that the reader may see, and the digests of all of them (base64). `recordedAt` is the hub's word. */
const feedCommit = z.strictObject({
  firstIndex: position,
  statement: z.string().max(4_096),
  signature: base64,
  digests: base64,
  recordedAt: z.iso.datetime(),
  entries: z.array(feedEntry),
});

/** How a fact version's fields are stored: names ascending by bytes, the group of each, and the group by which the fact is known of. */
const shape = z.strictObject({ id: position, about: word, names: z.array(word), groups: z.array(word) });

/** A signing key as the hub has it registered. */
const feedKey = z.strictObject({
  keyId: z.string().length(64),
  organisation: word,
  publicKey: base64,
  custody: z.enum(['hub', 'organisation']),
  fromIndex: position,
  untilIndex: position.nullable(),
  retiredReason: z.enum(['rotated', 'compromised']).nullable(),
});

/** Names of those who are party to what is in the page or signed it, and the parties of books that the reader is not named in. */
const network = z.strictObject({
  organisations: z.array(z.strictObject({ id: word, kind: word, name: z.string() })),
  books: z.array(z.strictObject({ id: word, servicer: word, owner: word, securitizer: word })),
  /** Absent where the asker has them already, by their hash. */
  keys: z.array(feedKey).optional(),
  keysHash: word,
});

/**
 * A step of a follower's feed. `leaves` are those of all entries from `from` up to `to`; `growth` shows that the log with them is
 * the beginning of the one that `checkpoint` is of. A page whose `from` is its `to` has no leaves: it brings what the reader may see
 * since then of what went before, or nothing at all.
 */
export const feedPageShape = z.strictObject({
  checkpoint: z.string().max(65_535),
  from: position,
  to: position,
  leaves: base64,
  growth: z.array(base64).max(63),
  commits: z.array(feedCommit),
  shapes: z.array(shape),
  network,
  /** Asks for what comes next; tells nothing to anyone but the hub. */
  next: z.string().max(500),
  /** There is more already. */
  more: z.boolean(),
});

export type FeedPage = z.infer<typeof feedPageShape>;
export type FeedCommit = z.infer<typeof feedCommit>;
export type FeedEntry = z.infer<typeof feedEntry>;
export type FeedShape = z.infer<typeof shape>;
export type FeedKey = z.infer<typeof feedKey>;
export type FeedNetwork = z.infer<typeof network>;

/**
 * Where some streams end: by the map of a checkpoint (null for one that the map does not know yet), and as the hub signs it for
 * that checkpoint. `ended` are those that the asker was party to and is no more.
 */
export const feedEndsShape = z.strictObject({
  checkpoint: z.string().max(65_535),
  ended: z.array(word),
  ends: z.array(
    z.strictObject({
      stream: word,
      end: z.strictObject({ version: position, digest: z.string().length(64), siblings: z.array(base64).max(256) }).nullable(),
      head: z.strictObject({ statement: z.string().max(4_096), signature: base64 }),
    }),
  ),
});

export type FeedEnds = z.infer<typeof feedEndsShape>;
