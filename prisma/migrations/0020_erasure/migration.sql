-- Values and salts of what is kept of a person are sealed under a key of that person's, which is kept outside Postgres
-- (ledger-format §0, Field commitment; docs/decisions/0023). A row is open (salts and field_values, for streams of organisations),
-- sealed (nonce, ciphertext and tag), or has lost what `erased` names; a row that has lost all holds nothing.
alter table ledger.disclosure alter column salts drop not null;
alter table ledger.disclosure alter column field_values drop not null;
alter table ledger.disclosure add column sealed bytea;
alter table ledger.disclosure add column erased text[] not null default '{}';
alter table ledger.disclosure add constraint open_or_sealed
  check ((salts is null) = (field_values is null) and (sealed is null or salts is null) and (salts is not null or sealed is not null or erased <> '{}'));

-- As before, with sealed rows among the open ones.
drop function ledger.append;
create function ledger.append(
  organisations text[], idempotency_keys text[], request_hashes bytea, statements text[], signatures bytea,
  entry_commits integer[], streams text[], versions integer[], previous bytea, shape_ids integer[], digests bytea,
  headers text[], commitments bytea, commitment_ends integer[],
  disclosure_entries integer[], disclosure_groups text[], disclosure_values text[], salts bytea, salt_ends integer[],
  sealed bytea, sealed_ends integer[]
) returns table (place integer, outcome text, first_index bigint, recorded_at timestamptz, stale_stream text)
language plpgsql security definer set search_path = ledger, pg_temp
-- Every join is a few look-ups by key. Left to itself, Postgres keeps the plan it made while the tables were small, which
-- reads them whole.
set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  base bigint;
  nodes bytea[];
  moment timestamptz;
  outcomes text[];
  firsts bigint[];
  moments timestamptz[];
  stale text[];
  counts integer[] := array_fill(0, array[cardinality(organisations)]);
  proofs bytea[] := array_fill(null::bytea, array[cardinality(organisations)]);
  places bigint[] := array_fill(null::bigint, array[cardinality(entry_commits)]);
  next_place bigint;
  own integer;
  leaves bytea[];
  sound boolean;
begin
  select h.size, h.frontier, greatest(h.recorded_at, clock_timestamp()) into base, nodes, moment from ledger.head h for update;

  select array_agg(o.outcome order by o.at), array_agg(o.first_index order by o.at),
    array_agg(o.recorded_at order by o.at), array_agg(o.stream order by o.at)
  into outcomes, firsts, moments, stale
  from (
    select c.at, k.first_index, coalesce(k.recorded_at, moment) as recorded_at, s.stream, case
        when k.request_hash = substring(request_hashes from (c.at::integer - 1) * 32 + 1 for 32) then 'replayed'
        when k.first_index is not null then 'key-reused'
        when s.stream is not null then 'stale'
        else 'appended' end as outcome
    from unnest(organisations, idempotency_keys) with ordinality c(organisation, key, at)
    left join ledger.commit k on k.organisation = c.organisation and k.idempotency_key = c.key
    left join (
      -- The first entry of each stream in a commit must follow that stream's head exactly.
      select distinct on (e.commit) e.commit, e.stream
      from (
        select distinct on (x.commit, x.stream) x.commit, x.stream, x.version, x.at
        from unnest(entry_commits, streams, versions) with ordinality x(commit, stream, version, at)
        order by x.commit, x.stream, x.version
      ) e
      left join ledger.stream_head h on h.stream = e.stream
      where e.version <> coalesce(h.version, 0) + 1
         or substring(previous from (e.at::integer - 1) * 32 + 1 for 32) <> coalesce(h.digest, decode(repeat('00', 32), 'hex'))
    ) s on s.commit = c.at
  ) o;

  -- A place for each entry of an accepted commit; refused ones have none.
  next_place := base;
  for at in 1 .. cardinality(entry_commits) loop
    own := entry_commits[at];
    if outcomes[own] = 'appended' then
      if counts[own] = 0 then
        firsts[own] := next_place;
        proofs[own] := sha256(convert_to(statements[own], 'utf8') || substring(signatures from (own - 1) * 64 + 1 for 64));
      end if;
      counts[own] := counts[own] + 1;
      places[at] := next_place;
      next_place := next_place + 1;
    end if;
  end loop;

  if next_place > base then
    insert into ledger.commit
    select c.first_index, c.entries, c.organisation, c.key, substring(request_hashes from (c.at::integer - 1) * 32 + 1 for 32),
      convert_to(c.statement, 'utf8'), substring(signatures from (c.at::integer - 1) * 64 + 1 for 64), moment
    from unnest(firsts, counts, organisations, idempotency_keys, statements)
      with ordinality c(first_index, entries, organisation, key, statement, at)
    where c.entries > 0;

    with stored as (
      insert into ledger.entry as t
      select e.place, e.stream, e.version, firsts[e.commit], e.shape, e.digest,
        sha256('\x6865617274686c696e652f6c6561662f76310a'::bytea || e.digest || proofs[e.commit]),
        convert_to(e.header, 'utf8'),
        substring(commitments from coalesce(commitment_ends[e.at - 1], 0) + 1 for e.ends - coalesce(commitment_ends[e.at - 1], 0))
      from (
        select u.*, substring(digests from (u.at::integer - 1) * 32 + 1 for 32) as digest
        from unnest(entry_commits, places, streams, versions, shape_ids, headers, commitment_ends)
          with ordinality u(commit, place, stream, version, shape, header, ends, at)
      ) e where e.place is not null
      returning t.index, t.stream, t.version, t.digest, t.header, t.leaf
    ), heads as (
      insert into ledger.stream_head as h
      select distinct on (s.stream) s.stream, s.version, s.digest, s.index from stored s order by s.stream, s.version desc
      on conflict (stream) do update set version = excluded.version, digest = excluded.digest, index = excluded.index
    )
    -- The caller's digest is not believed: it must be the digest of the stored header bytes.
    select array_agg(s.leaf order by s.index),
      bool_and(s.digest = sha256('\x6865617274686c696e652f656e7472792f76310a'::bytea || s.header))
    into leaves, sound from stored s;
    if not sound then
      raise exception 'An entry digest does not match its header; nothing was appended' using errcode = 'data_exception';
    end if;

    -- What a row does not hold comes with no bytes.
    insert into ledger.disclosure (index, field_group, about, stream, salts, field_values, sealed)
    select places[d.entry], d.field_group, s.about, streams[d.entry],
      nullif(substring(salts from coalesce(salt_ends[d.at - 1], 0) + 1 for d.salts_end - coalesce(salt_ends[d.at - 1], 0)), ''),
      nullif(d.content, ''),
      nullif(substring(sealed from coalesce(sealed_ends[d.at - 1], 0) + 1 for d.sealed_end - coalesce(sealed_ends[d.at - 1], 0)), '')
    from unnest(disclosure_entries, disclosure_groups, disclosure_values, salt_ends, sealed_ends)
      with ordinality d(entry, field_group, content, salts_end, sealed_end, at)
    join ledger.shape s on s.id = shape_ids[d.entry]
    where places[d.entry] is not null;

    update ledger.head h set size = next_place, frontier = ledger.grow(nodes, base, leaves), recorded_at = moment;
    perform pg_notify('hearthline_ledger', next_place::text);
  end if;
  return query
    select u.at::integer, u.outcome, u.first_index, u.moment, u.stream
    from unnest(outcomes, firsts, moments, stale) with ordinality u(outcome, first_index, moment, stream, at);
end $$;

revoke all on function ledger.append from public;
grant execute on function ledger.append to hearthline_app, hearthline_worker, hearthline_ledger;
grant create on schema ledger to hearthline_ledger;
alter function ledger.append owner to hearthline_ledger;
revoke create on schema ledger from hearthline_ledger;

-- A row of values changes in two ways only, both at this role's hand: an open one is sealed, and one loses fields for good.
do $$
begin
  create role hearthline_eraser nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
grant usage on schema ledger to hearthline_eraser;
grant select, update on ledger.disclosure to hearthline_eraser;
create policy eraser_reads on ledger.disclosure for select to hearthline_eraser using (stream like 'loan/%' or stream like 'access/%');
create policy eraser_writes on ledger.disclosure for update to hearthline_eraser
  using (stream like 'loan/%' or stream like 'access/%') with check (true);

create function ledger.guard_values() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and current_user = 'hearthline_eraser'
    and (new.index, new.field_group, new.about, new.stream) = (old.index, old.field_group, old.about, old.stream)
    and new.field_values is null and new.erased @> old.erased
    and (old.field_values is not null and new.sealed is not null or cardinality(new.erased) > cardinality(old.erased))
  then
    return new;
  end if;
  raise exception 'The ledger is append-only: % on %.% is refused', tg_op, tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;
drop trigger append_only on ledger.disclosure;
create trigger append_only before update or delete on ledger.disclosure for each row execute function ledger.guard_values();
alter table ledger.disclosure enable always trigger append_only;

-- Rewrites rows: `p_erased` has the names of each row's lost fields with a space between; a row without sealed bytes is emptied.
create function ledger.rewrite_values(p_indexes bigint[], p_groups text[], p_erased text[], p_sealed bytea, p_sealed_ends integer[])
returns void language sql security definer set search_path = ledger, pg_temp as $$
  update ledger.disclosure d set salts = null, field_values = null, erased = string_to_array(r.erased, ' '),
    sealed = nullif(substring(p_sealed from coalesce(p_sealed_ends[r.at - 1], 0) + 1 for r.sealed_end - coalesce(p_sealed_ends[r.at - 1], 0)), '')
  from unnest(p_indexes, p_groups, p_erased, p_sealed_ends) with ordinality r(index, field_group, erased, sealed_end, at)
  where d.index = r.index and d.field_group = r.field_group
$$;
revoke all on function ledger.rewrite_values from public;
grant execute on function ledger.rewrite_values to hearthline_worker;
grant create on schema ledger to hearthline_eraser;
alter function ledger.rewrite_values owner to hearthline_eraser;
revoke create on schema ledger from hearthline_eraser;
do $$
begin
  execute format('grant execute on function ledger.rewrite_values to %I', current_user);
end $$;
