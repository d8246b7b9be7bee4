-- A log that was restored behind what it had signed goes on under another name (ledger format, Succession). Its entries stay, under
-- the name they were sealed with; from `from_index` on they bear the new one. `signed_size` is what is known to have been
-- signed under the name before; alarms up to `last_alarm` are settled with it.
create table ledger.succession (
  number integer primary key check (number >= 2),
  origin text not null unique,
  from_index bigint not null,
  signed_size bigint not null,
  last_alarm bigint not null,
  succeeded_at timestamptz not null default clock_timestamp()
);
create trigger append_only before update or delete on ledger.succession for each row execute function ledger.refuse_change();
create trigger no_truncate before truncate on ledger.succession for each statement execute function ledger.refuse_change();
alter table ledger.succession enable always trigger append_only;
alter table ledger.succession enable always trigger no_truncate;
grant select on ledger.succession to hearthline_app, hearthline_worker, hearthline_signer, hearthline_ledger, hearthline_past;

-- The names of the log in their order, each with the position of the first entry under it.
create view ledger.lineage as
  select 1 as number, origin, 0::bigint as from_index from ledger.log
  union all select number, origin, from_index from ledger.succession;
grant select on ledger.lineage to hearthline_app, hearthline_worker, hearthline_signer, hearthline_past;

create or replace function ledger.standstill() returns text
language sql stable security definer set search_path = ledger, pg_temp as $$
  select case
    when exists (
      select 1 from ledger.alarm where evidence ? 'lost' and id > coalesce((select max(last_alarm) from ledger.succession), 0)
    ) then 'BEHIND'
    when exists (select 1 from ledger.restored where compared_at is null) then 'RESTORED'
  end
$$;

-- A process that was started before the succession would go on sealing under the old name.
create function ledger.refuse_old_name() returns trigger
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare
  mark bytea;
begin
  -- In canonical JSON a quotation mark within a text is escaped, so this can stand nowhere but as the member.
  select convert_to('"origin":' || to_json(s.origin)::text || ',', 'utf8') into mark
    from ledger.succession s order by s.number desc limit 1;
  if mark is not null and exists (select 1 from appended a where position(mark in a.statement) = 0) then
    raise exception 'The log goes on under another name: nothing is appended under the old one' using errcode = 'HL002';
  end if;
  return null;
end $$;
create trigger refuse_old_name after insert on ledger.commit referencing new table as appended
  for each statement execute function ledger.refuse_old_name();
alter table ledger.commit enable always trigger refuse_old_name;

revoke all on function ledger.refuse_old_name from public;
grant execute on function ledger.refuse_old_name to hearthline_ledger;
grant create on schema ledger to hearthline_ledger;
alter function ledger.refuse_old_name owner to hearthline_ledger;
revoke create on schema ledger from hearthline_ledger;

-- Where the log went on under another name is for everyone, like the ends of its streams.
create policy public_succession on ledger.entry for select to hearthline_app using (stream = 'log/succession');
create policy public_succession on ledger.disclosure for select to hearthline_app using (stream = 'log/succession');
create policy past_succession on ledger.entry for select to hearthline_past
  using (index < (select partners.as_of()) and stream = 'log/succession');
create policy past_succession on ledger.disclosure for select to hearthline_past
  using (index < (select partners.as_of()) and stream = 'log/succession');
create policy public_succession on ledger.commit for select to hearthline_app
  using (organisation = 'hub' and idempotency_key like 'succession/%');
create policy past_succession on ledger.commit for select to hearthline_past
  using (first_index < (select partners.as_of()) and organisation = 'hub' and idempotency_key like 'succession/%');
