import { z } from 'zod';
import { defineFact } from '@/lib/ledger/language/define-fact';

const id = z.string().min(1).max(64);
const money = z.string().regex(/^\d+\.\d{2}$/);

/** A pool of loans was formed. Stream `pool/<id>`. */
export const PoolFormed = defineFact({
  type: 'PoolFormed',
  version: 1,
  about: 'parties',
  fields: {
    pool: { schema: id, group: 'parties', meaning: 'Opaque id of the pool', mismo: 'PoolIdentifier' },
    name: { schema: z.string().min(1), group: 'parties', meaning: 'Name of the pool' },
    securitizer: { schema: id, group: 'parties', meaning: 'Who formed it' },
  },
});

/** A security backed by a pool was issued. Stream `pool/<id>`. */
export const SecurityIssued = defineFact({
  type: 'SecurityIssued',
  version: 1,
  about: 'deal',
  fields: {
    security: { schema: id, group: 'deal', meaning: 'Opaque id of the security' },
    pool: { schema: id, group: 'deal', meaning: 'The pool behind it', mismo: 'PoolIdentifier' },
    name: { schema: z.string().min(1), group: 'deal', meaning: 'Name, for example a class' },
    originalBalance: {
      schema: money,
      group: 'deal',
      meaning: 'Balance at issue',
      unit: 'USD',
      mismo: 'SecurityOriginalBalanceAmount',
    },
  },
});
