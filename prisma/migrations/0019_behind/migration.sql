-- A database that lacks what the log's key has signed must not grow another way (ledger format, Restore behind the witnesses).

-- A restored copy waits until the signer has compared it with its own memory and with what the witnesses hold.
create table ledger.restored (
  id bigint generated always as identity primary key,
  taken_at timestamptz not null,
  size bigint not null,
  restored_at timestamptz not null default clock_timestamp(),
  compared_at timestamptz
);
create trigger append_only before delete on ledger.restored for each row execute function ledger.refuse_change();
create trigger no_truncate before truncate on ledger.restored for each statement execute function ledger.refuse_change();
alter table ledger.restored enable always trigger append_only;
alter table ledger.restored enable always trigger no_truncate;
grant select on ledger.restored to hearthline_app, hearthline_worker, hearthline_signer, hearthline_ledger;
grant update (compared_at) on ledger.restored to hearthline_signer;
grant select on ledger.alarm to hearthline_ledger;
create index alarm_lost on ledger.alarm (id) where evidence ? 'lost';

-- Why nothing is appended; null when all is well. An alarm that says `lost` names a checkpoint whose entries are not all here.
create function ledger.standstill() returns text
language sql stable security definer set search_path = ledger, pg_temp as $$
  select case
    when exists (select 1 from ledger.alarm where evidence ? 'lost') then 'BEHIND'
    when exists (select 1 from ledger.restored where compared_at is null) then 'RESTORED'
  end
$$;

-- Holds whatever way leads to the table, the append function's or another.
create function ledger.refuse_behind() returns trigger
language plpgsql security definer set search_path = ledger, pg_temp as $$
begin
  if ledger.standstill() is not null then
    raise exception 'This database is behind what was signed, or not compared with it yet: nothing is appended'
      using errcode = 'HL001';
  end if;
  return null;
end $$;
create trigger refuse_behind before insert on ledger.commit for each statement execute function ledger.refuse_behind();
alter table ledger.commit enable always trigger refuse_behind;

-- Whoever is appending while this alarm is raised has either done so before it, or sees it.
create function ledger.stop_appends() returns trigger
language plpgsql security definer set search_path = ledger, pg_temp as $$
begin
  perform 1 from ledger.head for update;
  return null;
end $$;
create trigger stop_appends after insert on ledger.alarm for each row when (new.evidence ? 'lost')
  execute function ledger.stop_appends();

revoke all on function ledger.standstill, ledger.refuse_behind, ledger.stop_appends from public;
grant execute on function ledger.standstill to hearthline_app, hearthline_worker, hearthline_signer, hearthline_ledger;
grant execute on function ledger.refuse_behind, ledger.stop_appends to hearthline_ledger;
grant create on schema ledger to hearthline_ledger;
alter function ledger.standstill owner to hearthline_ledger;
alter function ledger.refuse_behind owner to hearthline_ledger;
alter function ledger.stop_appends owner to hearthline_ledger;
revoke create on schema ledger from hearthline_ledger;
