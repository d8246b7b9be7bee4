import { z } from 'zod';
import { defineFact } from '@/lib/ledger/language/define-fact';
import { count, date, money, text } from './fact-fields';

const id = z.string().min(1).max(64);

/** Why an alert was resolved: a closed list, so that reports can count it. */
export const RESOLUTIONS = ['paid', 'promise-to-pay', 'plan-in-place', 'reported-in-error', 'transferred'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

export const CONTACT_CHANNELS = ['phone', 'letter', 'e-mail', 'in-person'] as const;
export const CONTACT_OUTCOMES = ['reached', 'no-answer', 'left-message', 'asked-not-to-be-contacted'] as const;

/** The borrower was contacted, or an effort was made (12 CFR 1024.39(a)). */
export const ContactMade = defineFact({
  type: 'ContactMade',
  version: 1,
  about: 'contact-log',
  fields: {
    channel: { schema: z.enum(CONTACT_CHANNELS), group: 'contact-log', meaning: 'How', mismo: 'ContactPointRoleType' },
    outcome: { schema: z.enum(CONTACT_OUTCOMES), group: 'contact-log', meaning: 'What came of it' },
    madeOn: { schema: date, group: 'contact-log', meaning: 'When' },
  },
});

/** The early-intervention letter was sent (12 CFR 1024.39(b)). */
export const WrittenNoticeSent = defineFact({
  type: 'WrittenNoticeSent',
  version: 1,
  about: 'contact-log',
  fields: { sentOn: { schema: date, group: 'contact-log', meaning: 'When it was sent' } },
});

/** Who the borrower is. Kept apart from every tape fact: most parties never see it. */
export const BorrowerNamed = defineFact({
  type: 'BorrowerNamed',
  version: 1,
  about: 'identity',
  fields: {
    name: { schema: text, group: 'identity', meaning: 'Name of the borrower', mismo: 'FullName' },
    initials: { schema: text, group: 'identity', meaning: 'Initials, for lists' },
  },
});

/** Someone has seen the alert. */
export const AlertAcknowledged = defineFact({
  type: 'AlertAcknowledged',
  version: 1,
  about: 'servicing-work',
  fields: { openedDueOn: { schema: date, group: 'servicing-work', meaning: 'The first missed instalment of the alert' } },
});

/** Someone works the alert. `assignee` is a pseudonymous id. */
export const AlertAssigned = defineFact({
  type: 'AlertAssigned',
  version: 1,
  about: 'servicing-work',
  fields: {
    openedDueOn: { schema: date, group: 'servicing-work', meaning: 'The first missed instalment of the alert' },
    assignee: { schema: id, group: 'servicing-work', meaning: 'Who works it' },
  },
});

/** The alert needs no more work, for a stated reason. */
export const AlertResolved = defineFact({
  type: 'AlertResolved',
  version: 1,
  about: 'servicing-work',
  fields: {
    openedDueOn: { schema: date, group: 'servicing-work', meaning: 'The first missed instalment of the alert' },
    reason: { schema: z.enum(RESOLUTIONS), group: 'servicing-work', meaning: 'Why' },
  },
});

/** The manifest that ends an import: its facts take effect here and at once. Stream `book/<id>`. */
export const TapeImported = defineFact({
  type: 'TapeImported',
  version: 1,
  about: 'tape',
  fields: {
    tape: { schema: id, group: 'tape', meaning: 'Opaque id of the import' },
    book: { schema: id, group: 'tape', meaning: 'Book it was made under' },
    originationFile: { schema: z.string().length(64).nullable(), group: 'tape', meaning: 'SHA-256 of the origination file' },
    performanceFile: { schema: z.string().length(64), group: 'tape', meaning: 'SHA-256 of the performance file' },
    rowCount: { schema: count, group: 'tape', meaning: 'Rows of the performance file' },
    upbTotal: { schema: money, group: 'tape', meaning: 'Sum of the unpaid balances of those rows', unit: 'USD' },
    firstPeriod: { schema: count, group: 'tape', meaning: 'First month, as 202610' },
    lastPeriod: { schema: count, group: 'tape', meaning: 'Last month, as 202610' },
    partCount: { schema: count, group: 'tape', meaning: 'Commits that carry the facts' },
    factCount: { schema: count, group: 'tape', meaning: 'Facts in those commits' },
  },
});
