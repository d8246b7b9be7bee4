import { z } from 'zod';
import { defineFact } from './define-fact';

const id = z.string().min(1).max(80);
const words = z.string().min(1).max(200);
const digest = z.string().length(64);
const count = z.number().int().min(0);

/**
 * Values of a loan’s record were decided to be destroyed, with their salts, in every copy: all that is kept of the person, or
 * the named fields of entries up to a version. It names no value. Stream `erasure/<loan id>`, which nobody’s key seals.
 */
export const FieldErased = defineFact({
  type: 'FieldErased',
  version: 1,
  about: 'erasure',
  fields: {
    subject: { schema: id, group: 'erasure', meaning: 'Stream of the person whose data it is' },
    scope: {
      schema: z.enum(['person', 'fields']),
      group: 'erasure',
      meaning: 'All that is kept of the person, or the named fields',
    },
    fields: { schema: z.array(id), group: 'erasure', meaning: 'Names of the fields; none where the person is erased' },
    version: { schema: count.nullable(), group: 'erasure', meaning: 'The one version of the stream it is about; null for all' },
    throughVersion: { schema: count, group: 'erasure', meaning: 'Last version of the stream when it was decided' },
    book: { schema: id, group: 'erasure', meaning: 'Book of the loan: its organisations stay party to what is left' },
    reason: { schema: words, group: 'erasure', meaning: 'Why, in words without personal data' },
    legalBasis: { schema: words, group: 'erasure', meaning: 'The rule or request that it rests on' },
  },
});

/** A holder of a copy destroyed what an erasure named. Signed by that holder. Stream `erasure/<loan id>`. */
export const ErasureConfirmed = defineFact({
  type: 'ErasureConfirmed',
  version: 1,
  about: 'erasure',
  fields: {
    erasure: { schema: digest, group: 'erasure', meaning: 'Digest of the entry that decided the erasure' },
    holder: { schema: id, group: 'erasure', meaning: 'Organisation whose copy it was' },
    entryCount: { schema: count, group: 'erasure', meaning: 'Entries of that copy that lost values' },
    fieldCount: { schema: count, group: 'erasure', meaning: 'Values, with their salts, that are gone from that copy' },
    keyDestroyed: { schema: z.boolean(), group: 'erasure', meaning: 'Whether the person’s key in that copy is destroyed, too' },
  },
});
