import { z } from 'zod';
import { defineFact } from './define-fact';

/** The log's own stream: it ends before each checkpoint with the root of the map of stream heads. */
export const LOG_STREAM = 'log/heads';

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
