import type { PoolClient } from 'pg';
import type { Fault } from '@/lib/ledger/domain/fault';

/**
 * What stands guard in the schemas given, each with its name and all that makes it what it is: tables with their owners, row security and grants,
 * columns, constraints, indexes, triggers, rules, policies, functions.
 */
const GUARDS = `
  with space as (select oid, nspname from pg_namespace where nspname = any ($1)),
    relation as (select c.*, s.nspname || '.' || c.relname as name from pg_class c join space s on s.oid = c.relnamespace)
  select 'schema ' || s.nspname as name, concat_ws(' ', pg_get_userbyid(n.nspowner), n.nspacl) as is from pg_namespace n join space s using (oid)
  union all select 'table ' || name, concat_ws(' ', relkind, relpersistence, pg_get_userbyid(relowner), relrowsecurity, relforcerowsecurity, relacl, reloptions)
    from relation where relkind <> 'i'
  union all select 'column ' || r.name || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
      a.attgenerated, a.attacl, pg_get_expr(d.adbin, d.adrelid))
    from relation r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum where r.relkind in ('r', 'v', 'm')
  union all select 'constraint ' || r.name || '.' || k.conname, concat_ws(' ', pg_get_constraintdef(k.oid), k.convalidated)
    from pg_constraint k join relation r on r.oid = k.conrelid
  union all select 'index ' || r.name, concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid) from pg_index i join relation r on r.oid = i.indexrelid
  union all select 'trigger ' || r.name || '.' || t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
    from pg_trigger t join relation r on r.oid = t.tgrelid where not t.tgisinternal
  union all select 'foreign key ' || r.name || '.' || k.conname, string_agg(t.tgenabled::text, '' order by t.tgenabled::text)
    from pg_trigger t join pg_constraint k on k.oid = t.tgconstraint join relation r on r.oid = t.tgrelid where t.tgisinternal group by 1
  union all select 'rule ' || r.name || '.' || w.rulename, concat_ws(' ', pg_get_ruledef(w.oid), w.ev_enabled) from pg_rewrite w join relation r on r.oid = w.ev_class
  union all select 'policy ' || r.name || '.' || p.polname, concat_ws(' ', p.polcmd, p.polpermissive, p.polroles::regrole[],
      pg_get_expr(p.polqual, p.polrelid), '/', pg_get_expr(p.polwithcheck, p.polrelid)) from pg_policy p join relation r on r.oid = p.polrelid
  union all select 'function ' || f.oid::regprocedure, concat_ws(' ', pg_get_userbyid(f.proowner), f.proacl, pg_get_functiondef(f.oid))
    from pg_proc f join space s on s.oid = f.pronamespace where f.prokind = 'f'`;

const SCHEMAS =
  "select array_agg(nspname::text) as names from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')";

/** Compares what guards the tables with a database that this release has just made: a grant, a policy or a trigger that somebody changed leaves no trace in rows. */
export async function findSchemaFaults(live: PoolClient, scratch: PoolClient): Promise<Fault[]> {
  const { rows } = await scratch.query<{ names: string[] }>(SCHEMAS);
  const schemas = rows[0]?.names ?? [];
  const [standing, meant] = [await readGuards(live, schemas), await readGuards(scratch, schemas)];
  const names = [...new Set([...meant.keys(), ...standing.keys()])].sort();
  return names.filter((name) => standing.get(name) !== meant.get(name)).map((where) => ({ code: 'GUARD_CHANGED', where }));
}

async function readGuards(client: PoolClient, schemas: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; is: string }>(GUARDS, [schemas]);
  return new Map(rows.map(({ name, is }) => [name, is]));
}
