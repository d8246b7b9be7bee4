-- Who takes part: organisations, people, how they sign in, and who is party to which stream.
create schema partners;
grant usage on schema partners to hearthline_app, hearthline_worker, hearthline_ledger;

create table partners.organisation (
  id text primary key,
  kind text not null check (kind in ('servicer', 'owner', 'securitizer', 'homeowner')),
  name text not null
);

-- People and credentials are accounts, not facts: personal data stays out of the ledger's headers and can be removed.
create table partners.person (
  id text primary key,
  organisation text not null references partners.organisation,
  email text not null unique check (email = lower(email)),
  display_name text not null,
  password_hash text not null
);

-- Only hashes of tokens are kept (security T3, T4).
create table partners.session (
  token_hash bytea primary key,
  person text not null references partners.person on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);

create table partners.api_key (
  key_hash bytea primary key,
  organisation text not null references partners.organisation,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);

create table partners.signing_key (
  key_id text primary key,
  organisation text not null,
  public_key bytea not null,
  from_index bigint not null
);

-- The access policy as data; `lib/partners/domain/policy.ts` is its only source and start-up writes it here.
create table partners.policy (
  role text not null,
  field_group text not null,
  primary key (role, field_group)
);

-- Party to a stream from one ledger position up to another: a projection of facts, so access can be replayed.
create table partners.stream_party (
  stream text not null,
  organisation text not null,
  role text not null,
  from_index bigint not null,
  to_index bigint,
  primary key (stream, organisation, role, from_index)
);
create index stream_party_organisation on partners.stream_party (organisation, stream);

create table partners.book (
  id text primary key,
  name text not null,
  servicer text not null,
  owner text not null,
  securitizer text not null,
  pool text not null
);

create schema platform;
grant usage on schema platform to hearthline_app, hearthline_worker;
-- How far each room's projection has followed the ledger; committed with the rows it wrote.
create table platform.cursor (
  room text primary key,
  position bigint not null
);
grant select on platform.cursor to hearthline_app;
grant select, insert, update on platform.cursor to hearthline_worker;

create function partners.current_organisation() returns text language sql stable as $$
  select nullif(current_setting('app.organisation', true), '')
$$;

-- Definer: the tables it reads are themselves under row security.
create function partners.may_see(p_stream text, p_index bigint, p_about text, p_group text) returns boolean
language sql stable security definer set search_path = partners, pg_temp as $$
  select exists (
    select 1 from partners.stream_party p
    join partners.policy a on a.role = p.role and a.field_group = p_about
    join partners.policy g on g.role = p.role and g.field_group = p_group
    where p.stream = p_stream and p.organisation = partners.current_organisation()
      and (p.to_index is null or p_index < p.to_index)
  )
$$;
create function partners.is_party(p_stream text, p_index bigint) returns boolean
language sql stable security definer set search_path = partners, pg_temp as $$
  select exists (
    select 1 from partners.stream_party p
    where p.stream = p_stream and p.organisation = partners.current_organisation()
      and (p.to_index is null or p_index < p.to_index)
  )
$$;
revoke all on all functions in schema partners from public;
grant execute on all functions in schema partners to hearthline_app, hearthline_worker, hearthline_ledger;

grant select on partners.organisation, partners.policy, partners.book, partners.signing_key, partners.stream_party to hearthline_app;
grant select on partners.person, partners.api_key to hearthline_app;
grant select, insert, update on partners.session to hearthline_app;
grant select, insert, update, delete on all tables in schema partners to hearthline_worker;
