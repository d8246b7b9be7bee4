import { hash } from 'node:crypto';
import type { ErasuresView, ErasureView } from '@/lib/servicing/language/erasure-views';
import { compactTables } from '@/lib/platform/server/compact-tables';
import { createWorkPool } from '@/lib/platform/server/database';
import { openApi, type ApiClient } from '../api-client';
import { HOLD_VALUES } from '../hold-values';
import { withProduct } from '../find-product';
import { readArgs } from '../read-args';
import { say, Stop } from '../say';

const USAGE = `Usage: erase LOAN                          certificates of what was erased of a loan, and which copies confirmed
       erase LOAN --person | --fields A,B | --group G [--version N]  --reason TEXT --legal-basis TEXT
                                           decide an erasure, as the loan's servicer
       erase LOAN --hold --reason TEXT     place a legal hold: nothing is erased while it stands
       erase LOAN --release HOLD --reason TEXT
       erase --compact                     have Postgres write its tables anew, so that its files forget what was erased
[--as ORGANISATION] [--json]
The reason and the legal basis stay in the record for ever: put no personal data in them.`;

/** `erase`: what is kept of a person, or fields of it, in every copy. */
export async function erase(args: readonly string[]): Promise<number> {
  const [text, flag] = [{ type: 'string' }, { type: 'boolean' }] as const;
  const options = {
    person: flag, fields: text, group: text, version: text, reason: text, 'legal-basis': text,
    hold: flag, release: text, compact: flag, as: text, json: flag,
  } as const; // prettier-ignore
  const { values, positionals } = readArgs(namesApart(args), options, USAGE);
  if (values.compact === true) return compact();
  const [loan] = positionals;
  if (loan === undefined || positionals.length > 1) throw new Stop(USAGE, 2);
  const api = openApi(values.as);
  const asked = bodyOf(values);
  if (asked !== undefined) {
    const body = JSON.stringify(asked.body);
    // The same words again are the same request.
    const key = hash('sha256', `${loan}\n${asked.path}\n${body}`, 'base64url');
    await api.send('POST', `/loans/${loan}/${asked.path}`, body, { 'content-type': 'application/json', 'idempotency-key': key });
  }
  await show(api, loan, values.json === true);
  return 0;
}

/** A loan’s id is random and may begin with a dash: it is a name all the same. */
function namesApart(args: readonly string[]): string[] {
  const isId = (arg: string): boolean => /^-[\w-]{21}$/.test(arg) && !arg.startsWith('--');
  const ids = args.filter(isId);
  return ids.length === 0 ? [...args] : [...args.filter((arg) => !isId(arg)), '--', ...ids];
}

interface Words {
  readonly person?: boolean | undefined;
  readonly fields?: string | undefined;
  readonly group?: string | undefined;
  readonly version?: string | undefined;
  readonly reason?: string | undefined;
  readonly 'legal-basis'?: string | undefined;
  readonly hold?: boolean | undefined;
  readonly release?: string | undefined;
}

/** What is to be sent, and where; undefined when nothing is asked to be changed. */
function bodyOf(words: Words): { path: string; body: object } | undefined {
  const { person, fields, group, version, reason, release } = words;
  const wanted = [person, fields, group, words.hold, release].filter((each) => each !== undefined).length;
  if (wanted === 0) return undefined;
  if (wanted > 1 || reason === undefined) throw new Stop(USAGE, 2);
  if (words.hold === true || release !== undefined) return { path: 'holds', body: { release, reason } };
  const legalBasis = words['legal-basis'];
  if (legalBasis === undefined) throw new Stop(USAGE, 2);
  const scope = person === true ? 'person' : 'fields';
  const names = fields?.split(',').map((name) => name.trim());
  const only = version === undefined ? undefined : Number(version);
  return { path: 'erasures', body: { scope, fields: names, group, version: only, reason, legalBasis } };
}

async function show(api: ApiClient, loan: string, json: boolean): Promise<void> {
  const view = await api.send<ErasuresView>('GET', `/loans/${loan}/erasures`);
  if (json) process.stdout.write(`${JSON.stringify(view, null, 2)}\n`);
  else {
    if (view.erasures.length === 0) process.stdout.write('Nothing was erased of this loan.\n');
    for (const erasure of view.erasures) process.stdout.write(`${certificate(erasure)}\n`);
    for (const { hold, reason, since } of view.holds) process.stdout.write(`Legal hold ${hold} since ${since}: ${reason}\n`);
  }
}

function certificate({ digest, scope, fields, version, copies, ...words }: ErasureView): string {
  const what = scope === 'person' ? 'All that was kept of the person' : `${fields.join(', ')}${version === null ? '' : ` of entry ${String(version)}`}`;
  const told = copies.map(({ holderName, confirmed }) =>
    confirmed === null ? `  ${holderName}: not confirmed yet` : `  ${holderName}: ${String(confirmed.fieldCount)} ${confirmed.fieldCount === 1 ? 'value' : 'values'} destroyed, confirmed ${confirmed.at}`);
  return [`${what}: erased by ${words.organisationName} on ${words.decidedAt} (${words.reason}; ${words.legalBasis})`, `  certificate: entry ${digest}`, ...told].join('\n');
} // prettier-ignore

async function compact(): Promise<number> {
  await withProduct(async ({ ownerUrl }) => {
    const pool = createWorkPool(ownerUrl, 1);
    try {
      const count = await compactTables(pool, HOLD_VALUES);
      await pool.query('checkpoint').catch(() => {
        say('This owner may not order a checkpoint: Postgres makes one by itself soon.');
      });
      say(`Written anew: ${String(count)} tables.`);
    } finally {
      await pool.end();
    }
  });
  return 0;
}
