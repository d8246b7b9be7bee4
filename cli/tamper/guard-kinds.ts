import { pickRow, type Attack, type Kind, type Mutated } from './mutation';

/** A kind that changes what guards a table, found by a query for the command that does it. */
function changes(name: string, found: string, where: string): Kind {
  return {
    name,
    isOfGuards: true,
    async apply(attack: Attack): Promise<Mutated | undefined> {
      const row = await pickRow<{ command: string; name: string }>(attack, found);
      if (row === undefined) return undefined;
      await attack.client.query(row.command);
      return { table: `${where} ${row.name}` };
    },
  };
}

const TABLES = `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('ledger', 'partners', 'servicing', 'lending', 'securities') and c.relkind = 'r'`;

/** Ways to change who may do what, which leave every row as it is. */
export const GUARD_KINDS: readonly Kind[] = [
  changes(
    'edit a grant',
    `select format('grant all on %s to hearthline_app', name) as command, replace(name, '"', '') as name from (${TABLES}) t order by 2`,
    'table',
  ),
  changes(
    'switch row security off',
    `select format('alter table %s disable row level security', name) as command, replace(name, '"', '') as name from (${TABLES} and c.relrowsecurity) t order by 2`,
    'table',
  ),
  changes(
    'switch a trigger off',
    `select format('alter table %s disable trigger %I', tgrelid::regclass, tgname) as command, replace(tgrelid::regclass::text, '"', '') || '.' || tgname as name
     from pg_trigger where not tgisinternal order by 2`,
    'trigger',
  ),
  changes(
    'widen a policy of the database',
    `select format('alter policy %I on %s using (true)', polname, polrelid::regclass) as command, replace(polrelid::regclass::text, '"', '') || '.' || polname as name
     from pg_policy where pg_get_expr(polqual, polrelid) <> 'true' order by 2`,
    'policy',
  ),
  changes(
    'replace a function',
    `select format('alter function %s security definer set search_path = public', oid::regprocedure) as command, oid::regprocedure::text as name
     from pg_proc where pronamespace = 'ledger'::regnamespace and prokind = 'f' order by 2`,
    'function',
  ),
  changes(
    'let a role into another',
    `select format('grant %I to %I', 'hearthline_' || g, 'hearthline_' || m) as command, 'hearthline_' || m as name
     from unnest(array['ledger', 'worker', 'eraser']) g, unnest(array['app', 'signer']) m order by 1`,
    'role',
  ),
  changes(
    'let a role do more',
    `select format('alter role %I %s', name, what) as command, name
     from unnest(array['hearthline_app', 'hearthline_worker', 'hearthline_past']) name, unnest(array['bypassrls', 'superuser', 'createrole']) what order by 1`,
    'role',
  ),
  changes(
    'give a role a setting',
    `select format('alter role %I set %s', name, what) as command, name
     from unnest(array['hearthline_app', 'hearthline_worker', 'hearthline_past']) name, unnest(array['row_security = off', 'search_path = public']) what order by 1`,
    'role',
  ),
];
