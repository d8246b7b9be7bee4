import { z } from 'zod';
import { defineFact } from './define-fact';

/** The log's own stream: it ends before each checkpoint with the root of the map of stream heads. */
export const LOG_STREAM = 'log/heads';

/** Where the log went on under another name. */
export const SUCCESSION_STREAM = 'log/succession';

/** Which keys sign and cosign the log's checkpoints. */
export const KEYS_STREAM = 'log/keys';

/** The organisation that runs the log and signs what it says of itself. */
export const HUB = 'hub';

/** Where every stream ended when the log had `size` entries (ledger-format §0, Stream heads). Stream `log/heads`. */
export const StreamHeads = defineFact({
  type: 'StreamHeads',
  version: 1,
  about: 'log',
  fields: {
    size: { schema: z.number().int().min(0), group: 'log', meaning: 'Entries of the log that the map covers' },
    root: { schema: z.string().length(64), group: 'log', meaning: 'Root of the sparse Merkle map of stream heads, hex' },
  },
});

/**
 * The log goes on under another name, after it was restored behind what had been signed (ledger format, Succession). The first
 * entry under that name, alone in its commit. Stream `log/succession`.
 */
export const LogSucceeded = defineFact({
  type: 'LogSucceeded',
  version: 1,
  about: 'log',
  fields: {
    ancestor: { schema: z.string().min(1), group: 'log', meaning: 'Name of the log that it goes on from' },
    ancestorKey: { schema: z.string().nullable(), group: 'log', meaning: 'Verifier key of the ancestor, C2SP; null when none is known' },
    checkpoint: { schema: z.string().nullable(), group: 'log', meaning: 'The largest checkpoint of the ancestor that is known, as signed and cosigned; null when none is' },
    signedSize: { schema: z.number().int().min(0), group: 'log', meaning: 'Entries of that checkpoint' },
    key: { schema: z.string(), group: 'log', meaning: 'Verifier key of the log under its new name, C2SP' },
    size: { schema: z.number().int().min(0), group: 'log', meaning: 'Entries of the ancestor that were restored and are kept: this entry follows them' },
  },
}); // prettier-ignore

/** One of a post-quantum witness has some 1,750 letters. */
const vkey = z.string().min(1).max(4_096);

/**
 * A key signs checkpoints (the log's) or cosigns them (a witness's) by the policy that the log publishes. A key that was known
 * before its network began is told with the first policy. Stream `log/keys`.
 */
export const VerifierKeyRegistered = defineFact({
  type: 'VerifierKeyRegistered',
  version: 1,
  about: 'log',
  fields: {
    role: { schema: z.enum(['log', 'witness']), group: 'log', meaning: 'Whether it signs checkpoints or cosigns them' },
    name: { schema: z.string().min(1), group: 'log', meaning: 'Name in the policy; of the log its origin' },
    vkey: { schema: vkey, group: 'log', meaning: 'Verifier key, C2SP' },
  },
});

/** A key of the policy counts no more: another took its place, or its holder stopped being the only one. Stream `log/keys`. */
export const VerifierKeyRetired = defineFact({
  type: 'VerifierKeyRetired',
  version: 1,
  about: 'log',
  fields: {
    vkey: { schema: vkey, group: 'log', meaning: 'Verifier key, C2SP' },
    reason: { schema: z.enum(['replaced', 'removed', 'compromised']), group: 'log', meaning: 'Why it counts no more' },
    compromisedSince: {
      schema: z.string().nullable(),
      group: 'log',
      meaning: 'Instant from which what it signed is not trusted; null when it was not compromised',
    },
  },
});
