-- Every view can be asked as of an earlier position N of the ledger: it then shows what took effect before N, under the
-- access that stood then (docs/decisions/0022). A commit takes effect at its first index, a tape at its manifest's.

-- Whoever looks at the past does so as this role. It is granted only what honours `app.as_of`, so what is not is refused and
-- never answered with the present; and the present's own row security stays as it is.
do $$
begin
  create role hearthline_past nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
grant hearthline_past to hearthline_app with inherit false, set true;
grant usage on schema ledger, partners, platform, servicing, lending, securities to hearthline_past;

create function partners.as_of() returns bigint language sql stable as $$
  select nullif(current_setting('app.as_of', true), '')::bigint
$$;
revoke all on function partners.as_of from public;
grant execute on function partners.as_of to hearthline_app, hearthline_worker, hearthline_ledger, hearthline_past;
grant execute on function partners.current_organisation to hearthline_past;

-- The position at which a stream's facts take effect in the step that is being followed: its own where the step has many
-- commits, each of other streams, or else the step's.
create function platform.position_of(p_stream text) returns bigint language sql stable as $$
  select coalesce(
    (nullif(current_setting('app.positions', true), '')::jsonb ->> p_stream)::bigint, current_setting('app.position')::bigint
  )
$$;

-- `since_index`: the position whose taking effect wrote the row as it is. Whoever follows the ledger says which that is.
create function platform.stamp_loan() returns trigger language plpgsql as $$
begin
  new.since_index := platform.position_of('loan/' || new.loan_id);
  return new;
end $$;
create function platform.stamp_stream() returns trigger language plpgsql as $$
begin
  new.since_index := platform.position_of(new.stream);
  return new;
end $$;
create function platform.stamp_step() returns trigger language plpgsql as $$
begin
  new.since_index := current_setting('app.position')::bigint;
  return new;
end $$;
-- What many loans moved stands from the last of them on.
create function platform.stamp_index() returns trigger language plpgsql as $$
begin
  new.since_index := greatest(new.index, current_setting('app.position')::bigint);
  return new;
end $$;

-- A view that is emptied, to be folded again, loses its past with it.
create function platform.forget_past() returns trigger language plpgsql as $$
begin
  execute format('truncate %I.%I', tg_table_schema, tg_table_name || '_past');
  return null;
end $$;

-- What stood before is not known of rows written so far: the worker folds them from the ledger again.
truncate servicing.loan, servicing.loan_number, servicing.loan_record, servicing.loan_standing, servicing.loan_month,
  servicing.alert, lending.position, lending.month_bucket, lending.movement, securities.pool, securities.security,
  securities.position, securities.restatement, partners.stream_party;
update platform.cursor set position = 0;

-- Rows that are only added need no more than since when they stand.
do $$
declare added record;
begin
  for added in select * from (values
    ('servicing.loan_number', 'loan'), ('lending.movement', 'loan'), ('securities.security', 'step'),
    ('securities.restatement', 'index'), ('partners.stream_party', 'stream')
  ) t(place, stamp) loop
    execute format('alter table %s add column since_index bigint not null', added.place);
    execute format('create trigger stamp_since before insert on %s for each row execute function platform.stamp_%s()', added.place, added.stamp);
    execute format('grant select on %s to hearthline_past', added.place);
  end loop;
end $$;

-- Of rows that change, each earlier form is kept beside the table: it stood from `since_index` until `until_index`. The view
-- `…_at` joins the two; row security lets the present show to those who look at the present and one form to those who look back.
do $$
declare
  kept record;
  own text := '(select partners.current_organisation())';
  party text := own || ' in (servicer, owner, securitizer, homeowner)';
  columns text;
  stamp text;
  at text;
begin
  for kept in select * from (values
    ('servicing', 'loan', 'loan_id', party),
    ('servicing', 'loan_standing', 'loan_id', party),
    ('servicing', 'loan_record', 'loan_id, field_group', 'partners.may_see(''loan/'' || loan_id, 9223372036854775807, field_group, field_group)'),
    ('servicing', 'loan_month', 'loan_id, period', 'partners.may_see(''loan/'' || loan_id, 9223372036854775807, ''payment-history'', ''payment-history'')'),
    ('servicing', 'alert', 'loan_id, opened_due_on', 'servicer = ' || own),
    ('lending', 'position', 'loan_id', 'owner = ' || own),
    ('lending', 'month_bucket', 'owner, period, bucket', 'owner = ' || own),
    ('securities', 'pool', 'id', 'securitizer = ' || own),
    ('securities', 'position', 'loan_id', 'securitizer = ' || own)
  ) t(room, name, keys, readers) loop
    select string_agg(quote_ident(attname), ', ' order by attnum) into columns
      from pg_attribute where attrelid = format('%I.%I', kept.room, kept.name)::regclass and attnum > 0 and not attisdropped;
    stamp := case when kept.keys like 'loan_id%' then 'loan' else 'step' end;
    at := case when stamp = 'loan' then 'platform.position_of(''loan/'' || b.loan_id)' else 'current_setting(''app.position'')::bigint' end;
    execute format('alter table %I.%I add column since_index bigint not null', kept.room, kept.name);
    execute format('create table %1$I.%2$I (until_index bigint not null, like %1$I.%3$I, primary key (%4$s, until_index))',
      kept.room, kept.name || '_past', kept.name, kept.keys);
    -- A row that an upsert brings along as it was read has its position, and is stamped as it is updated.
    execute format('create trigger stamp_new before insert on %I.%I for each row when (new.since_index is null) execute function platform.stamp_%s()', kept.room, kept.name, stamp);
    execute format('create trigger stamp_since before update on %I.%I for each row execute function platform.stamp_%s()', kept.room, kept.name, stamp);
    execute format($keep$
      create function %1$I.%2$I() returns trigger language plpgsql as $body$
      begin
        -- What one step of following the ledger writes twice was never to be seen in between.
        insert into %1$I.%3$I select %4$s, b.* from before b where b.since_index <> %4$s;
        return null;
      end $body$ $keep$, kept.room, 'keep_' || kept.name, kept.name || '_past', at);
    execute format('create trigger keep_past after update on %1$I.%2$I referencing old table as before for each statement execute function %1$I.%3$I()',
      kept.room, kept.name, 'keep_' || kept.name);
    execute format('create trigger forget_past after truncate on %I.%I for each statement execute function platform.forget_past()', kept.room, kept.name);
    execute format('alter table %I.%I enable row level security', kept.room, kept.name || '_past');
    execute format('alter table %I.%I force row level security', kept.room, kept.name || '_past');
    execute format('create policy all_rows on %I.%I for all to hearthline_worker using (true) with check (true)', kept.room, kept.name || '_past');
    execute format('create policy past on %I.%I for select to hearthline_past using (since_index < (select partners.as_of()) and %s)',
      kept.room, kept.name, kept.readers);
    execute format('create policy past on %I.%I for select to hearthline_past using (since_index < (select partners.as_of()) and until_index >= (select partners.as_of()) and %s)',
      kept.room, kept.name || '_past', kept.readers);
    execute format('create view %1$I.%2$I with (security_invoker = true) as select %3$s from %1$I.%4$I union all select %3$s from %1$I.%5$I',
      kept.room, kept.name || '_at', columns, kept.name, kept.name || '_past');
    execute format('grant select on %1$I.%2$I, %1$I.%3$I, %1$I.%4$I to hearthline_app, hearthline_past',
      kept.room, kept.name, kept.name || '_past', kept.name || '_at');
    execute format('grant select, insert, update, delete, truncate on %I.%I to hearthline_worker', kept.room, kept.name || '_past');
  end loop;
end $$;

create policy past on servicing.loan_number for select to hearthline_past
  using (since_index < (select partners.as_of()) and partners.may_see('loan/' || loan_id, 9223372036854775807, 'loan-number', 'loan-number'));
create policy past on lending.movement for select to hearthline_past
  using (since_index < (select partners.as_of()) and owner = (select partners.current_organisation()));
create policy past on securities.security for select to hearthline_past
  using (since_index < (select partners.as_of()) and securitizer = (select partners.current_organisation()));
create policy past on securities.restatement for select to hearthline_past
  using (since_index < (select partners.as_of()) and securitizer = (select partners.current_organisation()));
create policy past on partners.stream_party for select to hearthline_past
  using (since_index < (select partners.as_of()) and partners.is_party(stream, from_index));

-- An end that was still to come is not told.
create view partners.stream_party_at with (security_invoker = true) as
  select stream, organisation, role, from_index, case when to_index >= partners.as_of() then null else to_index end as to_index
  from partners.stream_party;
grant select on partners.stream_party_at to hearthline_app, hearthline_past;

-- The questions every policy asks, of the parties at that position. Without one they are what they were.
create or replace function partners.may_see(p_stream text, p_index bigint, p_about text, p_group text) returns boolean
language sql stable security definer set search_path = partners, pg_temp as $$
  select exists (
    select 1 from partners.stream_party p
    join partners.policy a on a.role = p.role and a.field_group = p_about
    join partners.policy g on g.role = p.role and g.field_group = p_group
    where p.stream = p_stream and p.organisation = partners.current_organisation()
      and (p.to_index is null or p_index < p.to_index or p.to_index >= partners.as_of())
      and (partners.as_of() is null or p.since_index < partners.as_of())
  )
$$;
create or replace function partners.is_party(p_stream text, p_index bigint) returns boolean
language sql stable security definer set search_path = partners, pg_temp as $$
  select exists (
    select 1 from partners.stream_party p
    where p.stream = p_stream and p.organisation = partners.current_organisation()
      and (p.to_index is null or p_index < p.to_index or p.to_index >= partners.as_of())
      and (partners.as_of() is null or p.since_index < partners.as_of())
  )
$$;
create or replace function partners.sees_commit(p_first bigint) returns boolean
language sql stable security definer set search_path = partners, pg_temp as $$
  select exists (
    select 1 from ledger.entry e
    join partners.stream_party p on p.stream = e.stream
      and (p.to_index is null or e.index < p.to_index or p.to_index >= partners.as_of())
      and (partners.as_of() is null or p.since_index < partners.as_of())
    where e.commit_first = p_first and p.organisation = partners.current_organisation()
  )
$$;
grant execute on function partners.may_see, partners.is_party, partners.sees_commit to hearthline_past;

create policy past on ledger.entry for select to hearthline_past
  using (index < (select partners.as_of()) and (stream = 'log/heads' or partners.is_party(stream, index)));
create policy past on ledger.disclosure for select to hearthline_past
  using (index < (select partners.as_of()) and (stream = 'log/heads' or partners.may_see(stream, index, about, field_group)));
create policy past on ledger.commit for select to hearthline_past
  using (first_index < (select partners.as_of()) and (organisation = 'hub' or partners.sees_commit(first_index)));
grant select on ledger.entry, ledger.disclosure, ledger.commit, ledger.shape, ledger.log, ledger.checkpoint, ledger.map_leaf, ledger.map_node to hearthline_past;
grant execute on function ledger.commit_digests to hearthline_past;
-- Names and public keys hang on no position: the past's own rows say whose of them are asked for.
grant select on partners.organisation, partners.signing_key to hearthline_past;

-- The position that an instant or another position stands for: commits are whole, so one within a commit is its beginning's.
-- An instant is a millisecond, as it is shown: what was recorded in it is part of it. No row where the ledger has not got so far.
create index commit_recorded on ledger.commit (recorded_at, first_index);
create function ledger.position_at(p_position bigint, p_instant timestamptz) returns table (index bigint, recorded_at timestamptz)
language plpgsql stable security definer set search_path = ledger, pg_temp as $$
declare
  ends bigint := 0;
begin
  if p_instant is not null then
    select c.first_index + c.entry_count into ends from ledger.commit c
      where c.recorded_at < p_instant + interval '1 millisecond' order by c.recorded_at desc, c.first_index desc limit 1;
  elsif p_position > (select h.size from ledger.head h) then
    return;
  else
    select case when c.first_index + c.entry_count <= p_position then p_position else c.first_index end into ends
      from ledger.commit c where c.first_index < p_position order by c.first_index desc limit 1;
  end if;
  ends := coalesce(ends, 0);
  return query select ends, (
    select c.recorded_at from ledger.commit c where c.first_index < greatest(ends, 1) order by c.first_index desc limit 1
  );
end $$;
revoke all on function ledger.position_at from public;
grant execute on function ledger.position_at to hearthline_app, hearthline_worker, hearthline_ledger;
grant create on schema ledger to hearthline_ledger;
alter function ledger.position_at owner to hearthline_ledger;
revoke create on schema ledger from hearthline_ledger;
