import type { Pool } from 'pg';

/** Does something as a superuser who switches off all that refuses it. */
export async function byHand(owner: Pool, sql: string): Promise<void> {
  await owner.query(`begin; set local session_replication_role = 'replica';
    do $$ declare name text; begin
      for name in select tablename from pg_tables where schemaname = 'ledger' loop execute format('alter table ledger.%I disable trigger user', name); end loop;
    end $$;
    ${sql};
    do $$ declare place text; name text; begin
      for place, name in select tgrelid::regclass, tgname from pg_trigger where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace = 'ledger'::regnamespace)
      loop execute format('alter table %s enable always trigger %I', place, name); end loop;
    end $$; commit`);
}
