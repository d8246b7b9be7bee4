import { z } from 'zod';
import { defineFact } from '@/lib/ledger/language/define-fact';
import { text } from './fact-fields';

const id = z.string().min(1).max(64);

/** Nothing of a loan’s record may be erased while this stands, for example for a lawsuit. Stream `erasure/<loan id>`. */
export const LegalHoldPlaced = defineFact({
  type: 'LegalHoldPlaced',
  version: 1,
  about: 'legal-hold',
  fields: {
    hold: { schema: id, group: 'legal-hold', meaning: 'Opaque id of the hold' },
    reason: { schema: text, group: 'legal-hold', meaning: 'Why, in words without personal data' },
  },
});

/** A legal hold ends. Only the organisation that placed it releases it. Stream `erasure/<loan id>`. */
export const LegalHoldReleased = defineFact({
  type: 'LegalHoldReleased',
  version: 1,
  about: 'legal-hold',
  fields: {
    hold: { schema: id, group: 'legal-hold', meaning: 'Opaque id of the hold' },
    reason: { schema: text, group: 'legal-hold', meaning: 'Why it ends, in words without personal data' },
  },
});
