-- The ledger: entries are appended by one function and never changed (ledger-format §2, rules 1, 9, 17, 18, 19).

-- Roles belong to the cluster, so another database of it may have made them already.
do $$
declare name text;
begin
  foreach name in array array['hearthline_ledger', 'hearthline_app', 'hearthline_worker'] loop
    begin
      execute format('create role %I nologin nosuperuser nobypassrls', name);
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;

create schema ledger;
grant usage on schema ledger to hearthline_app, hearthline_worker, hearthline_ledger;

create table ledger.log (
  singleton boolean primary key default true check (singleton),
  origin text not null
);

-- `frontier` holds the roots of the tree's perfect subtrees, largest first (one for each 1 bit of `size`).
create table ledger.head (
  singleton boolean primary key default true check (singleton),
  size bigint not null,
  frontier bytea[] not null,
  recorded_at timestamptz not null
);
insert into ledger.head values (true, 0, '{}', clock_timestamp());

-- The names of a fact version's fields, ascending by bytes, each with its field group.
create table ledger.shape (
  id integer generated always as identity primary key,
  about text not null,
  names text[] not null,
  groups text[] not null,
  unique (about, names, groups)
);

create table ledger.commit (
  first_index bigint primary key,
  entry_count integer not null check (entry_count > 0),
  organisation text not null,
  idempotency_key text not null,
  request_hash bytea not null,
  statement bytea not null,
  signature bytea not null,
  recorded_at timestamptz not null,
  unique (organisation, idempotency_key)
);

create table ledger.entry (
  index bigint primary key,
  stream text not null,
  version integer not null,
  commit_first bigint not null,
  shape_id integer not null,
  digest bytea not null,
  leaf bytea not null,
  header bytea not null,
  commitments bytea not null,
  unique (stream, version)
);

-- Values and salts live beside the entry, one row a field group, so that row security can decide by group and an
-- erasure can destroy them without touching what was hashed. `field_values` is a JSON array in the order of the names.
create table ledger.disclosure (
  index bigint not null,
  field_group text not null,
  about text not null,
  stream text not null,
  salts bytea not null,
  field_values text not null,
  primary key (index, field_group)
);

create table ledger.stream_head (
  stream text primary key,
  version integer not null,
  digest bytea not null,
  index bigint not null
);

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The ledger is append-only: % on %.% is refused', tg_op, tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

do $$
declare name text;
begin
  foreach name in array array['entry', 'commit', 'disclosure', 'shape', 'log'] loop
    execute format('create trigger append_only before update or delete on ledger.%I for each row execute function ledger.refuse_change()', name);
    execute format('create trigger no_truncate before truncate on ledger.%I for each statement execute function ledger.refuse_change()', name);
    execute format('alter table ledger.%I enable always trigger append_only', name);
    execute format('alter table ledger.%I enable always trigger no_truncate', name);
  end loop;
end $$;

-- RFC 6962 over a stack of perfect subtrees.
create function ledger.grow(frontier bytea[], size bigint, leaves bytea[]) returns bytea[]
language plpgsql immutable set search_path = ledger, pg_temp as $$
declare
  stack bytea[] := frontier;
  top integer := cardinality(frontier);
  at bigint := size;
  bits bigint;
  node bytea;
  leaf bytea;
begin
  foreach leaf in array leaves loop
    node := sha256('\x00'::bytea || leaf);
    bits := at;
    while bits & 1 = 1 loop
      node := sha256('\x01'::bytea || stack[top] || node);
      top := top - 1;
      bits := bits >> 1;
    end loop;
    top := top + 1;
    stack[top] := node;
    at := at + 1;
  end loop;
  return stack[1:top];
end $$;

create function ledger.root(frontier bytea[]) returns bytea
language plpgsql immutable set search_path = ledger, pg_temp as $$
declare
  node bytea := frontier[cardinality(frontier)];
begin
  if node is null then return sha256(''::bytea); end if;
  for at in reverse cardinality(frontier) - 1 .. 1 loop
    node := sha256('\x01'::bytea || frontier[at] || node);
  end loop;
  return node;
end $$;

-- Appends a batch of sealed commits under the head lock. A commit is appended whole or refused whole; the others go on.
-- Packed arguments hold fixed-width values one after another (digests and previous digests 32 bytes, signatures 64).
create function ledger.append(
  organisations text[], idempotency_keys text[], request_hashes bytea, statements text[], signatures bytea,
  entry_commits integer[], streams text[], versions integer[], previous bytea, shape_ids integer[], digests bytea,
  headers text[], commitments bytea, commitment_ends integer[],
  disclosure_entries integer[], disclosure_groups text[], disclosure_values text[], salts bytea, salt_ends integer[]
) returns table (place integer, outcome text, first_index bigint, recorded_at timestamptz, stale_stream text)
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare
  base bigint;
  nodes bytea[];
  moment timestamptz;
  outcomes text[];
  firsts bigint[];
  moments timestamptz[];
  stale text[];
  leaves bytea[];
begin
  select h.size, h.frontier, greatest(h.recorded_at, clock_timestamp()) into base, nodes, moment from ledger.head h for update;

  select array_agg(o.outcome order by o.at), array_agg(o.first_index order by o.at),
    array_agg(o.recorded_at order by o.at), array_agg(o.stream order by o.at)
  into outcomes, firsts, moments, stale
  from (
    select c.at, k.first_index, k.recorded_at, s.stream, case
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

  if 'appended' = any (outcomes) then
    perform ledger.insert_sealed(base, moment, outcomes, organisations, idempotency_keys, request_hashes, statements, signatures,
      entry_commits, streams, versions, shape_ids, digests, headers, commitments, commitment_ends,
      disclosure_entries, disclosure_groups, disclosure_values, salts, salt_ends);
    select array_agg(e.leaf order by e.index) into leaves from ledger.entry e where e.index >= base;
    update ledger.head h set size = base + cardinality(leaves), frontier = ledger.grow(nodes, base, leaves), recorded_at = moment;
    perform pg_notify('hearthline_ledger', (base + cardinality(leaves))::text);
  end if;
  return query
    select u.at::integer, u.outcome, coalesce(u.known, c.first_index), coalesce(u.moment, c.recorded_at), u.stream
    from unnest(outcomes, firsts, moments, stale) with ordinality u(outcome, known, moment, stream, at)
    left join ledger.commit c on u.outcome = 'appended'
      and c.organisation = organisations[u.at] and c.idempotency_key = idempotency_keys[u.at]
    order by u.at;
end $$;

create function ledger.insert_sealed(
  base bigint, moment timestamptz, outcomes text[], organisations text[], idempotency_keys text[], request_hashes bytea,
  statements text[], signatures bytea,
  entry_commits integer[], streams text[], versions integer[], shape_ids integer[], digests bytea,
  headers text[], commitments bytea, commitment_ends integer[],
  disclosure_entries integer[], disclosure_groups text[], disclosure_values text[], salts bytea, salt_ends integer[]
) returns void language plpgsql security definer set search_path = ledger, pg_temp as $$
declare
  places bigint[];
  proofs bytea[];
begin
  -- A place for each entry of an accepted commit; refused ones have none.
  select array_agg(p.place order by p.at) into places from (
    select e.at, case when (outcomes[e.commit] = 'appended') then base - 1 + count(*) filter (where (outcomes[e.commit] = 'appended')) over (order by e.at) end as place
    from unnest(entry_commits) with ordinality e(commit, at)
  ) p;
  select array_agg(sha256(convert_to(s.statement, 'utf8') || substring(signatures from (s.at::integer - 1) * 64 + 1 for 64)) order by s.at)
    into proofs from unnest(statements) with ordinality s(statement, at);

  insert into ledger.commit
  select min(e.place), count(*), organisations[e.commit], idempotency_keys[e.commit],
    substring(request_hashes from (e.commit - 1) * 32 + 1 for 32), convert_to(statements[e.commit], 'utf8'),
    substring(signatures from (e.commit - 1) * 64 + 1 for 64), moment
  from unnest(entry_commits, places) e(commit, place) where e.place is not null group by e.commit;

  insert into ledger.entry
  select e.place, e.stream, e.version, min(e.place) over (partition by e.commit), e.shape, e.digest,
    sha256('\x6865617274686c696e652f6c6561662f76310a'::bytea || e.digest || proofs[e.commit]),
    convert_to(e.header, 'utf8'),
    substring(commitments from coalesce(commitment_ends[e.at - 1], 0) + 1 for e.ends - coalesce(commitment_ends[e.at - 1], 0))
  from (
    select u.*, substring(digests from (u.at::integer - 1) * 32 + 1 for 32) as digest
    from unnest(entry_commits, places, streams, versions, shape_ids, headers, commitment_ends)
      with ordinality u(commit, place, stream, version, shape, header, ends, at)
  ) e where e.place is not null;

  -- The caller's digest is not believed: it must be the digest of the stored header bytes.
  perform 1 from ledger.entry e
    where e.index >= base and e.digest <> sha256('\x6865617274686c696e652f656e7472792f76310a'::bytea || e.header);
  if found then
    raise exception 'An entry digest does not match its header; nothing was appended' using errcode = 'data_exception';
  end if;

  insert into ledger.disclosure
  select places[d.entry], d.field_group, s.about, streams[d.entry],
    substring(salts from coalesce(salt_ends[d.at - 1], 0) + 1 for d.ends - coalesce(salt_ends[d.at - 1], 0)), d.content
  from unnest(disclosure_entries, disclosure_groups, disclosure_values, salt_ends)
    with ordinality d(entry, field_group, content, ends, at)
  join ledger.shape s on s.id = shape_ids[d.entry]
  where places[d.entry] is not null;

  insert into ledger.stream_head as h
  select distinct on (e.stream) e.stream, e.version, e.digest, e.index
  from ledger.entry e where e.index >= base order by e.stream, e.version desc
  on conflict (stream) do update set version = excluded.version, digest = excluded.digest, index = excluded.index;
end $$;

-- The digests of one commit: opaque, and needed by any of its readers to show that an entry is in the signed root.
create function ledger.commit_digests(at bigint) returns bytea
language sql stable security definer set search_path = ledger, pg_temp as $$
  select string_agg(e.digest, ''::bytea order by e.index) from ledger.entry e where e.commit_first = at
$$;
create index entry_commit on ledger.entry (commit_first);

create function ledger.register_shape(p_about text, p_names text[], p_groups text[]) returns integer
language plpgsql security definer set search_path = ledger, pg_temp as $$
declare found_id integer;
begin
  insert into ledger.shape (about, names, groups) values (p_about, p_names, p_groups) on conflict do nothing;
  select id into found_id from ledger.shape where about = p_about and names = p_names and groups = p_groups;
  return found_id;
end $$;

create function ledger.current_root(out size bigint, out root bytea, out recorded_at timestamptz)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select h.size, ledger.root(h.frontier), h.recorded_at from ledger.head h
$$;

-- What a writer must know before it seals: the heads of the streams it writes to.
create function ledger.heads(p_streams text[]) returns table (stream text, version integer, digest bytea)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select h.stream, h.version, h.digest from ledger.stream_head h where h.stream = any (p_streams)
$$;

-- Whether an organisation has used an idempotency key, and for which request.
create function ledger.find_commit(p_organisation text, p_key text)
returns table (first_index bigint, entry_count integer, request_hash bytea, recorded_at timestamptz)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select c.first_index, c.entry_count, c.request_hash, c.recorded_at from ledger.commit c
  where c.organisation = p_organisation and c.idempotency_key = p_key
$$;

revoke all on all functions in schema ledger from public;
revoke all on all tables in schema ledger from public;
grant select, insert, update on ledger.head, ledger.stream_head to hearthline_ledger;
grant select, insert on ledger.entry, ledger.commit, ledger.disclosure, ledger.shape, ledger.log to hearthline_ledger;
grant execute on all functions in schema ledger to hearthline_ledger;
grant create on schema ledger to hearthline_ledger;
alter function ledger.append owner to hearthline_ledger;
alter function ledger.insert_sealed owner to hearthline_ledger;
alter function ledger.commit_digests owner to hearthline_ledger;
alter function ledger.register_shape owner to hearthline_ledger;
alter function ledger.heads owner to hearthline_ledger;
alter function ledger.find_commit owner to hearthline_ledger;
alter function ledger.current_root owner to hearthline_ledger;
revoke create on schema ledger from hearthline_ledger;
grant execute on function ledger.append, ledger.commit_digests, ledger.register_shape, ledger.current_root, ledger.root,
  ledger.heads, ledger.find_commit to hearthline_app, hearthline_worker;
grant select on ledger.log, ledger.shape to hearthline_app, hearthline_worker;
grant select on ledger.entry, ledger.commit, ledger.disclosure, ledger.stream_head to hearthline_app, hearthline_worker;
grant select on ledger.head to hearthline_worker;
