-- What was erased of a loan's record is told on a stream of its own, `erasure/<loan id>`; its parties are the loan's, too.
create or replace function partners.party_stream(p_stream text) returns text language sql immutable as $$
  select case
    when p_stream like 'access/%' then 'loan/' || substring(p_stream from 8)
    when p_stream like 'erasure/%' then 'loan/' || substring(p_stream from 9)
    else p_stream end
$$;

-- Erasures as they were decided, and the copies that confirmed. Rows are only added.
create table servicing.erasure (
  digest text primary key,
  loan_id text not null,
  index bigint not null,
  scope text not null check (scope in ('person', 'fields')),
  fields text[] not null,
  version integer,
  through_version integer not null,
  reason text not null,
  legal_basis text not null,
  organisation text not null,
  decided_at timestamptz not null
);
create index erasure_loan on servicing.erasure (loan_id, index);
create table servicing.erasure_confirmation (
  erasure text not null,
  holder text not null,
  loan_id text not null,
  index bigint not null,
  entry_count integer not null,
  field_count integer not null,
  key_destroyed boolean not null,
  confirmed_at timestamptz not null,
  primary key (erasure, holder)
);

do $$
declare name text;
begin
  foreach name in array array['erasure', 'erasure_confirmation'] loop
    execute format('alter table servicing.%I enable row level security', name);
    execute format('alter table servicing.%I force row level security', name);
    execute format('grant select on servicing.%I to hearthline_app', name);
    execute format('grant select, insert, update, delete, truncate on servicing.%I to hearthline_worker', name);
    execute format('create policy all_rows on servicing.%I for all to hearthline_worker using (true) with check (true)', name);
    execute format('create policy group_policy on servicing.%I for select to hearthline_app using (partners.may_see(''erasure/'' || loan_id, index, ''erasure'', ''erasure''))', name);
    execute format('create policy operator on servicing.%I for all to %I using (true) with check (true)', name, current_user);
  end loop;
end $$;
