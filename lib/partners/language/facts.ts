import { z } from 'zod';
import { defineFact } from '@/lib/ledger/language/define-fact';
import { PARTY_KINDS } from './party-kind';

const id = z.string().min(1).max(64);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** An organisation has an account in this network. Stream `org/<id>`. */
export const OrganisationJoined = defineFact({
  type: 'OrganisationJoined',
  version: 1,
  about: 'organisation',
  fields: {
    organisation: { schema: id, group: 'organisation', meaning: 'Opaque id of the organisation' },
    kind: { schema: z.enum(PARTY_KINDS), group: 'organisation', meaning: 'What the organisation does', mismo: 'PartyRoleType' },
    name: {
      schema: z.string().min(1),
      group: 'organisation',
      meaning: 'Name as shown; empty of personal data',
      mismo: 'FullName',
    },
  },
});

/** An organisation's Ed25519 key from this position on (ledger-format §2 rule 28). Stream `org/<id>`. */
export const KeyRegistered = defineFact({
  type: 'KeyRegistered',
  version: 1,
  about: 'organisation',
  fields: {
    organisation: { schema: id, group: 'organisation', meaning: 'Whose key it is' },
    keyId: { schema: z.string().length(64), group: 'organisation', meaning: 'SHA-256 of the raw public key, hex' },
    publicKey: { schema: z.string(), group: 'organisation', meaning: 'Raw Ed25519 public key, base64' },
    custody: { schema: z.enum(['hub', 'organisation']), group: 'organisation', meaning: 'Who holds the private key' },
  },
});

/**
 * An organisation's key signs no more from a ledger position on (ledger-format §2 rule 28): rotated, from this entry on; or
 * compromised, from where its holder stopped being the only one. What it signed before stays good. Stream `org/<id>`.
 */
export const KeyRetired = defineFact({
  type: 'KeyRetired',
  version: 1,
  about: 'organisation',
  fields: {
    organisation: { schema: id, group: 'organisation', meaning: 'Whose key it was' },
    keyId: { schema: z.string().length(64), group: 'organisation', meaning: 'SHA-256 of the raw public key, hex' },
    reason: { schema: z.enum(['rotated', 'compromised']), group: 'organisation', meaning: 'Why it signs no more' },
    compromisedSince: {
      schema: z.number().int().min(0).nullable(),
      group: 'organisation',
      meaning: 'First ledger position at which its signature is no longer the organisation’s word; null when rotated',
    },
  },
});

/** A standing agreement under which loans are boarded: who services, owns and securitizes them. Stream `book/<id>`. */
export const BookAgreed = defineFact({
  type: 'BookAgreed',
  version: 1,
  about: 'parties',
  fields: {
    book: { schema: id, group: 'parties', meaning: 'Opaque id of the book' },
    name: { schema: z.string().min(1), group: 'parties', meaning: 'Name the parties use' },
    servicer: { schema: id, group: 'parties', meaning: 'Organisation that services the loans', mismo: 'ServicerIdentifier' },
    owner: { schema: id, group: 'parties', meaning: 'Organisation that owns the loans', mismo: 'InvestorIdentifier' },
    securitizer: { schema: id, group: 'parties', meaning: 'Organisation that securitizes the pool' },
    pool: { schema: id, group: 'parties', meaning: 'Pool that the loans back', mismo: 'PoolIdentifier' },
  },
});

/**
 * Someone looked at what is kept of a loan, told by the hub before it showed it: once for each person and ten minutes. Who could
 * see what follows from the policy of that position. Stream `access/<loan id>`.
 */
export const LoanRead = defineFact({
  type: 'LoanRead',
  version: 1,
  about: 'access-log',
  fields: {
    organisation: { schema: id, group: 'access-log', meaning: 'Whose person or program looked' },
    reader: { schema: z.string().min(1), group: 'access-log', meaning: 'Pseudonymous id of who looked; `api` for a program' },
    groups: {
      schema: z.array(z.string()),
      group: 'access-log',
      meaning: 'Groups of fields that the policy let this reader see',
    },
  },
});

/** An organisation is party to one loan beyond its book, for example the homeowner's. Stream `loan/<id>`. */
export const LoanPartyAssigned = defineFact({
  type: 'LoanPartyAssigned',
  version: 1,
  about: 'parties',
  fields: {
    organisation: { schema: id, group: 'parties', meaning: 'Who becomes party' },
    role: { schema: z.enum(PARTY_KINDS), group: 'parties', meaning: 'In which role', mismo: 'PartyRoleType' },
    sinceOn: { schema: date, group: 'parties', meaning: 'From which date in the world' },
  },
});
