-- Who looked at a loan's record is told on a stream of its own, `access/<loan id>`. Its parties are the loan's: one row a party
-- decides for both, so nobody can be party to the one and not to the other. (No search path of its own: it is inlined.)
create function partners.party_stream(p_stream text) returns text language sql immutable as $$
  select case when p_stream like 'access/%' then 'loan/' || substring(p_stream from 8) else p_stream end
$$;
revoke all on function partners.party_stream from public;
grant execute on function partners.party_stream to hearthline_app, hearthline_worker, hearthline_ledger, hearthline_past;

create or replace function partners.may_see(p_stream text, p_index bigint, p_about text, p_group text) returns boolean
language sql stable security definer set search_path = partners, pg_temp as $$
  select exists (
    select 1 from partners.stream_party p
    join partners.policy a on a.role = p.role and a.field_group = p_about
    join partners.policy g on g.role = p.role and g.field_group = p_group
    where p.stream = partners.party_stream(p_stream) and p.organisation = partners.current_organisation()
      and (p.to_index is null or p_index < p.to_index or p.to_index >= partners.as_of())
      and (partners.as_of() is null or p.since_index < partners.as_of())
  )
$$;
create or replace function partners.is_party(p_stream text, p_index bigint) returns boolean
language sql stable security definer set search_path = partners, pg_temp as $$
  select exists (
    select 1 from partners.stream_party p
    where p.stream = partners.party_stream(p_stream) and p.organisation = partners.current_organisation()
      and (p.to_index is null or p_index < p.to_index or p.to_index >= partners.as_of())
      and (partners.as_of() is null or p.since_index < partners.as_of())
  )
$$;
create or replace function partners.sees_commit(p_first bigint) returns boolean
language sql stable security definer set search_path = partners, pg_temp as $$
  select exists (
    select 1 from ledger.entry e
    join partners.stream_party p on p.stream = partners.party_stream(e.stream)
      and (p.to_index is null or e.index < p.to_index or p.to_index >= partners.as_of())
      and (partners.as_of() is null or p.since_index < partners.as_of())
    where e.commit_first = p_first and p.organisation = partners.current_organisation()
  )
$$;

-- Of what the hub signs only the map of stream heads is for everyone.
drop policy public_heads on ledger.commit;
create policy public_heads on ledger.commit for select to hearthline_app
  using (organisation = 'hub' and idempotency_key like 'heads/%');
drop policy past on ledger.commit;
create policy past on ledger.commit for select to hearthline_past using (first_index < (select partners.as_of())
  and (organisation = 'hub' and idempotency_key like 'heads/%' or partners.sees_commit(first_index)));

-- The operator reads and rebuilds what is kept of the past as well (migration 0012).
do $$
declare place text;
begin
  for place in
    select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relrowsecurity and c.relkind = 'r' and c.relname like '%\_past'
  loop
    execute format('create policy operator on %s for all to %I using (true) with check (true)', place, current_user);
  end loop;
end $$;
