import type { PoolClient } from 'pg';
import type { Fault } from '@/lib/ledger/domain/fault';

/** What each role of the product may do that lies in no table. Roles are the server's, so a database made anew has the same ones: what they are meant to be stands here. */
const ROLES = `
  select r.rolname as name,
    r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication as "isFree",
    r.rolcanlogin as "signsIn",
    exists (select from pg_db_role_setting s where s.setrole = r.oid) as "isSet",
    array(select g.rolname::text || case when m.inherit_option or m.admin_option then ' with more than set' else '' end
      from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid order by 1) as "memberOf"
  from pg_roles r where r.rolname ~ '^hearthline_' order by 1`;

interface Role {
  readonly name: string;
  readonly isFree: boolean;
  readonly signsIn: boolean;
  readonly isSet: boolean;
  readonly memberOf: readonly string[];
}

/** Roles that own a function or are taken on, and never sign in (design, Roles). */
const NEVER_SIGN_IN = ['hearthline_ledger', 'hearthline_past', 'hearthline_eraser'];

/** The one role that another may take on: to read as of a position (decision 0022). */
const MEMBER_OF: Readonly<Record<string, readonly string[]>> = { hearthline_app: ['hearthline_past'] };

/** The roles that are no longer what the migrations made them: one that was let into another, or past row security, leaves no trace in any table. */
export async function findRoleFaults(live: PoolClient): Promise<Fault[]> {
  const { rows } = await live.query<Role>(ROLES);
  return rows.filter((role) => !isAsMeant(role)).map(({ name }) => ({ code: 'GUARD_CHANGED', where: `role ${name}` }));
}

function isAsMeant({ name, isFree, signsIn, isSet, memberOf }: Role): boolean {
  if (isFree || isSet || (signsIn && NEVER_SIGN_IN.includes(name))) return false;
  return JSON.stringify(memberOf) === JSON.stringify(MEMBER_OF[name] ?? []);
}
