-- A follower is a partner's own copy of what its organisation may see (docs/decisions/0019). It holds every leaf of the log, which
-- tells nothing, and of entries and values those that it was sent and found sound.

-- Whoever takes in what a hub sends. On a hub nobody can sign in as this role: only what starts a follower gives it a password.
do $$
begin
  create role hearthline_follower nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
grant usage on schema ledger, partners, platform to hearthline_follower;

-- Whom this copy follows, and how far it got: `cursor` is the hub's token for what comes next, `network` the hash of the keys it told
-- of, `reached_at` when it last answered, `lost_at` since when it does not, `fault` why what it sends is refused, and `refold` that what
-- came belongs before what the views have folded already. No row on a hub.
create table ledger.intake (
  singleton boolean primary key default true check (singleton),
  hub text not null,
  organisation text not null,
  cursor text,
  network text,
  refold boolean not null default false,
  reached_at timestamptz,
  lost_at timestamptz,
  lost_why text,
  fault jsonb
);
grant select, update on ledger.intake to hearthline_follower;
grant select, update (refold) on ledger.intake to hearthline_worker;
grant select on ledger.intake to hearthline_app;

-- The log's leaves as a hub gave them and a checkpoint proved them, of entries that are held here and of all others.
create table ledger.mirrored_leaf (
  index bigint primary key,
  leaf bytea not null
);
-- The digests of all entries of a commit of which not all are held here.
alter table ledger.commit add column digests bytea;

-- Where a stream ends by a checkpoint's map, with what the hub signed of it: the newest of each stream, to be shown to readers.
create table ledger.stream_end (
  stream text primary key,
  checkpoint_size bigint not null,
  shown_end jsonb not null,
  statement text not null,
  signature text not null
);
grant select, insert, update on ledger.stream_end to hearthline_follower;
grant select on ledger.stream_end to hearthline_app;

create trigger append_only before update or delete on ledger.mirrored_leaf for each row execute function ledger.refuse_change();
create trigger no_truncate before truncate on ledger.mirrored_leaf for each statement execute function ledger.refuse_change();
alter table ledger.mirrored_leaf enable always trigger append_only;
alter table ledger.mirrored_leaf enable always trigger no_truncate;

-- It adds to the same tables, which stay append-only.
grant select, insert on ledger.log, ledger.entry, ledger.commit, ledger.disclosure, ledger.shape, ledger.mirrored_leaf, ledger.subtree,
  ledger.alarm, ledger.verifier_key, ledger.witness_policy to hearthline_follower;
grant select, insert, update on ledger.stream_head, ledger.checkpoint to hearthline_follower;
grant select, update on ledger.head to hearthline_follower;
grant execute on function ledger.grow, ledger.root, ledger.leaves to hearthline_follower;
grant select, insert, update on partners.organisation, partners.signing_key, partners.book to hearthline_follower;
grant select, insert, delete on partners.policy to hearthline_follower;
grant select on platform.cursor to hearthline_follower;
do $$
declare name text;
begin
  foreach name in array array['entry', 'commit', 'disclosure', 'stream_head'] loop
    execute format('create policy intake on ledger.%I for all to hearthline_follower using (true) with check (true)', name);
  end loop;
end $$;
create policy intake on partners.book for all to hearthline_follower using (true) with check (true);

create or replace function ledger.leaves(p_from bigint, p_count integer) returns bytea
language sql stable security definer set search_path = ledger, pg_temp as $$
  select string_agg(l.leaf, ''::bytea order by l.index) from (
    select m.index, m.leaf from ledger.mirrored_leaf m where m.index >= p_from and m.index < p_from + p_count
    union all
    select e.index, e.leaf from ledger.entry e where e.index >= p_from and e.index < p_from + p_count
      and not exists (select 1 from ledger.mirrored_leaf m where m.index = e.index)
  ) l
$$;
create or replace function ledger.commit_digests(at bigint) returns bytea
language sql stable security definer set search_path = ledger, pg_temp as $$
  select coalesce(
    (select c.digests from ledger.commit c where c.first_index = at),
    (select string_agg(e.digest, ''::bytea order by e.index) from ledger.entry e where e.commit_first = at)
  )
$$;
grant select on ledger.mirrored_leaf to hearthline_ledger;

-- What a hub asks itself to answer a follower. Where the last commit ends that begins among some positions: a step has commits whole.
create function ledger.end_of_commits(p_from bigint, p_to bigint) returns bigint
language sql stable security definer set search_path = ledger, pg_temp as $$
  select c.first_index + c.entry_count from ledger.commit c
  where c.first_index >= p_from and c.first_index < p_to order by c.first_index desc limit 1
$$;
-- Who becomes party to a stream at a position may from then on see what went before.
create index stream_party_since on partners.stream_party (organisation, since_index);
create function ledger.late_commits(p_from bigint, p_to bigint, p_after bigint, p_most integer) returns setof bigint
language sql stable security definer set search_path = ledger, pg_temp as $$
  select distinct late.commit_first from (
    select e.commit_first from ledger.entry e
    where e.index > p_after and e.commit_first > p_after and e.index < p_from and partners.party_stream(e.stream) in (
      select p.stream from partners.stream_party p where p.organisation = partners.current_organisation()
        and p.since_index >= p_from and p.since_index < p_to)
    order by e.index limit p_most
  ) late order by 1
$$;
-- A tape's facts take effect where its manifest stands. Who sees one of them is told where that is, also without being party to
-- the book: the statements of the manifests among some positions, and of those of some of a tape's parts.
create function ledger.manifests_between(p_from bigint, p_to bigint)
returns table (first_index bigint, statement bytea, signature bytea, recorded_at timestamptz)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select c.first_index, c.statement, c.signature, c.recorded_at from ledger.commit c
  where c.first_index >= p_from and c.first_index < p_to and c.idempotency_key like 'tape/%/manifest' and exists (
    select 1 from ledger.commit part
    join ledger.entry e on e.commit_first = part.first_index
    join partners.stream_party p on p.stream = partners.party_stream(e.stream)
    where p.organisation = partners.current_organisation() and p.since_index < p_to
      and (p.to_index is null or e.index < p.to_index or p.to_index >= p_to)
      and part.organisation = c.organisation and part.idempotency_key like replace(c.idempotency_key, '/manifest', '/part/%'))
$$;
create function ledger.manifests_of(p_parts bigint[], p_before bigint)
returns table (first_index bigint, statement bytea, signature bytea, recorded_at timestamptz)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select distinct m.first_index, m.statement, m.signature, m.recorded_at from ledger.commit part
  join ledger.commit m on m.organisation = part.organisation
    and m.idempotency_key = regexp_replace(part.idempotency_key, '/part/.*$', '/manifest')
  where part.first_index = any (p_parts) and part.idempotency_key like 'tape/%/part/%' and m.first_index < p_before
    and partners.sees_commit(part.first_index)
$$;
revoke all on function ledger.end_of_commits, ledger.late_commits, ledger.manifests_between, ledger.manifests_of from public;
grant execute on function ledger.end_of_commits, ledger.late_commits, ledger.manifests_between, ledger.manifests_of to hearthline_app, hearthline_past, hearthline_ledger;
grant create on schema ledger to hearthline_ledger;
alter function ledger.end_of_commits owner to hearthline_ledger;
alter function ledger.late_commits owner to hearthline_ledger;
alter function ledger.manifests_between owner to hearthline_ledger;
alter function ledger.manifests_of owner to hearthline_ledger;
revoke create on schema ledger from hearthline_ledger;
