-- What makes the log provable to anyone: roots of its full tiles, a map of where every stream ends, signed checkpoints.

-- The root of each full tile: subtree (level, index) has 256^level leaves (C2SP tlog-tiles). All else is computed from these.
create table ledger.subtree (
  level integer not null,
  index bigint not null,
  hash bytea not null,
  primary key (level, index)
);

-- RFC 6962 over a stack of perfect subtrees, as before; roots of full tiles are kept on the way.
create or replace function ledger.grow(frontier bytea[], size bigint, leaves bytea[]) returns bytea[]
language plpgsql volatile set search_path = ledger, pg_temp as $$
declare
  stack bytea[] := frontier;
  top integer := cardinality(frontier);
  at bigint := size;
  bits bigint;
  height integer;
  node bytea;
  leaf bytea;
begin
  foreach leaf in array leaves loop
    node := sha256('\x00'::bytea || leaf);
    bits := at;
    height := 0;
    while bits & 1 = 1 loop
      node := sha256('\x01'::bytea || stack[top] || node);
      top := top - 1;
      bits := bits >> 1;
      height := height + 1;
      if height % 8 = 0 then insert into ledger.subtree values (height / 8, bits, node); end if;
    end loop;
    top := top + 1;
    stack[top] := node;
    at := at + 1;
  end loop;
  return stack[1:top];
end $$;

-- The migrating operator reads what it verifies, also where it is no superuser and row security binds it.
do $$
declare name text;
begin
  foreach name in array array['entry', 'commit', 'disclosure', 'stream_head'] loop
    execute format('create policy operator on ledger.%I for select to %I using (true)', name, current_user);
  end loop;
end $$;

do $$
declare
  nodes bytea[] := '{}';
  done bigint := 0;
  leaves bytea[];
begin
  loop
    select array_agg(e.leaf order by e.index) into leaves from ledger.entry e where e.index >= done and e.index < done + 20000;
    exit when leaves is null;
    nodes := ledger.grow(nodes, done, leaves);
    done := done + cardinality(leaves);
  end loop;
end $$;

-- The sparse Merkle map of stream heads (ledger format, Stream heads): leaves by key, and the nodes of its top sixteen
-- levels by their number in a heap (1 is the root, 2n and 2n + 1 are the children of n). `size` is the log's size it covers.
create table ledger.map_leaf (
  key bytea primary key,
  version integer not null,
  digest bytea not null
);
create table ledger.map_node (
  node integer primary key,
  kind text not null check (kind in ('leaf', 'branch')),
  hash bytea not null
);
create table ledger.map_state (
  singleton boolean primary key default true check (singleton),
  size bigint not null,
  root bytea not null
);
insert into ledger.map_state values (true, 0, decode(repeat('00', 32), 'hex'));

-- Signed notes (C2SP tlog-checkpoint). `note` gains cosignatures; what was signed never changes.
create table ledger.checkpoint (
  size bigint primary key,
  root bytea not null,
  note text not null,
  published_at timestamptz not null default clock_timestamp()
);

-- Keys that sign checkpoints, as C2SP verifier keys: for everyone to know, and to pin.
create table ledger.verifier_key (
  vkey text primary key,
  since timestamptz not null default clock_timestamp()
);

-- What a checker found against the record. Rows are only added.
create table ledger.alarm (
  id bigint generated always as identity primary key,
  kind text not null,
  evidence jsonb not null,
  raised_at timestamptz not null default clock_timestamp()
);

do $$
declare name text;
begin
  foreach name in array array['subtree', 'alarm', 'verifier_key'] loop
    execute format('create trigger append_only before update or delete on ledger.%I for each row execute function ledger.refuse_change()', name);
    execute format('create trigger no_truncate before truncate on ledger.%I for each statement execute function ledger.refuse_change()', name);
    execute format('alter table ledger.%I enable always trigger append_only', name);
    execute format('alter table ledger.%I enable always trigger no_truncate', name);
  end loop;
end $$;

create function ledger.refuse_resigning() returns trigger language plpgsql as $$
begin
  if old.size <> new.size or old.root <> new.root or split_part(old.note, E'\n\n', 1) <> split_part(new.note, E'\n\n', 1) then
    raise exception 'A published checkpoint never changes' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger only_cosigned before update on ledger.checkpoint for each row execute function ledger.refuse_resigning();
alter table ledger.checkpoint enable always trigger only_cosigned;
create trigger append_only before delete on ledger.checkpoint for each row execute function ledger.refuse_change();
alter table ledger.checkpoint enable always trigger append_only;

-- The signer reads stored bytes, publishes checkpoints and raises alarms; it writes nothing else.
do $$
begin
  create role hearthline_signer nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
grant usage on schema ledger to hearthline_signer;
grant select on ledger.log, ledger.head, ledger.shape, ledger.entry, ledger.commit, ledger.stream_head, ledger.disclosure, ledger.subtree to hearthline_signer;
grant select, insert, update on ledger.checkpoint to hearthline_signer;
grant select, insert on ledger.alarm, ledger.verifier_key to hearthline_signer;
create policy signer_reads on ledger.entry for select to hearthline_signer using (true);
create policy signer_reads on ledger.commit for select to hearthline_signer using (true);
create policy signer_reads on ledger.stream_head for select to hearthline_signer using (true);
-- Of values it sees only those of the log's own stream.
create policy signer_reads on ledger.disclosure for select to hearthline_signer using (stream = 'log/heads');
grant usage on schema partners to hearthline_signer;
grant select on partners.signing_key to hearthline_signer;
grant usage on schema platform to hearthline_signer;
grant select on platform.cursor to hearthline_signer;

grant select, insert on ledger.subtree to hearthline_ledger;
grant execute on function ledger.grow to hearthline_ledger;
revoke all on function ledger.grow from public;
grant select on ledger.subtree, ledger.map_leaf, ledger.map_node, ledger.map_state, ledger.checkpoint, ledger.alarm, ledger.verifier_key to hearthline_app, hearthline_worker;
grant insert, update on ledger.map_leaf, ledger.map_node, ledger.map_state to hearthline_worker;
grant insert on ledger.alarm to hearthline_worker;

-- The log's own stream is for everyone: it tells size and map root, nothing of any loan.
create policy public_heads on ledger.entry for select to hearthline_app using (stream = 'log/heads');
create policy public_heads on ledger.disclosure for select to hearthline_app using (stream = 'log/heads');
create policy public_heads on ledger.commit for select to hearthline_app using (organisation = 'hub');

-- The opaque leaves of public tiles, whatever stream they belong to.
create function ledger.leaves(p_from bigint, p_count integer) returns bytea
language sql stable security definer set search_path = ledger, pg_temp as $$
  select string_agg(e.leaf, ''::bytea order by e.index) from ledger.entry e where e.index >= p_from and e.index < p_from + p_count
$$;
revoke all on function ledger.leaves from public;
grant execute on function ledger.leaves to hearthline_app, hearthline_worker, hearthline_ledger, hearthline_signer;
grant create on schema ledger to hearthline_ledger;
alter function ledger.leaves owner to hearthline_ledger;
revoke create on schema ledger from hearthline_ledger;
