-- Keys that sign no more. A commit that was sealed with one while it was replaced, and arrives later, is refused: its signature
-- would not count, and what is in the log stays there.
create table ledger.ended_key (
  key_id text primary key,
  ended_at timestamptz not null default clock_timestamp()
);
create trigger append_only before update or delete on ledger.ended_key for each row execute function ledger.refuse_change();
create trigger no_truncate before truncate on ledger.ended_key for each statement execute function ledger.refuse_change();
alter table ledger.ended_key enable always trigger append_only;
alter table ledger.ended_key enable always trigger no_truncate;
grant select, insert on ledger.ended_key to hearthline_ledger;

-- Whoever is appending while a key is ended has either done so before, or is refused.
create function ledger.end_keys(key_ids text[]) returns void
language plpgsql security definer set search_path = ledger, pg_temp as $$
begin
  perform 1 from ledger.head for update;
  insert into ledger.ended_key (key_id) select unnest(key_ids) on conflict do nothing;
end $$;

create function ledger.refuse_ended_key() returns trigger
language plpgsql security definer set search_path = ledger, pg_temp as $$
begin
  -- In canonical JSON a quotation mark within a text is escaped, so this can stand nowhere but as the member.
  if exists (
    select 1 from appended a
    join ledger.ended_key k on k.key_id = substring(convert_from(a.statement, 'utf8') from '"key":"([0-9a-f]{64})"')
  ) then
    raise exception 'A commit was signed with a key that signs no more: nothing is appended' using errcode = 'HL003';
  end if;
  return null;
end $$;
create trigger refuse_ended_key after insert on ledger.commit referencing new table as appended
  for each statement execute function ledger.refuse_ended_key();
alter table ledger.commit enable always trigger refuse_ended_key;

revoke all on function ledger.end_keys, ledger.refuse_ended_key from public;
grant execute on function ledger.end_keys to hearthline_app, hearthline_worker, hearthline_ledger;
grant execute on function ledger.refuse_ended_key to hearthline_ledger;
grant create on schema ledger to hearthline_ledger;
alter function ledger.end_keys owner to hearthline_ledger;
alter function ledger.refuse_ended_key owner to hearthline_ledger;
revoke create on schema ledger from hearthline_ledger;
