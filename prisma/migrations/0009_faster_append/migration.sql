-- Appending as before, with less work for Postgres: what a batch writes is not read back by a range of the table, whose
-- plan would follow the table's size, and a batch is laid out in one pass instead of a statement for each column of it.
create or replace function ledger.append(
  organisations text[], idempotency_keys text[], request_hashes bytea, statements text[], signatures bytea,
  entry_commits integer[], streams text[], versions integer[], previous bytea, shape_ids integer[], digests bytea,
  headers text[], commitments bytea, commitment_ends integer[],
  disclosure_entries integer[], disclosure_groups text[], disclosure_values text[], salts bytea, salt_ends integer[]
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

    insert into ledger.disclosure
    select places[d.entry], d.field_group, s.about, streams[d.entry],
      substring(salts from coalesce(salt_ends[d.at - 1], 0) + 1 for d.ends - coalesce(salt_ends[d.at - 1], 0)), d.content
    from unnest(disclosure_entries, disclosure_groups, disclosure_values, salt_ends)
      with ordinality d(entry, field_group, content, ends, at)
    join ledger.shape s on s.id = shape_ids[d.entry]
    where places[d.entry] is not null;

    update ledger.head h set size = next_place, frontier = ledger.grow(nodes, base, leaves), recorded_at = moment;
    perform pg_notify('hearthline_ledger', next_place::text);
  end if;
  return query
    select u.at::integer, u.outcome, u.first_index, u.moment, u.stream
    from unnest(outcomes, firsts, moments, stale) with ordinality u(outcome, first_index, moment, stream, at);
end $$;

drop function ledger.insert_sealed;
