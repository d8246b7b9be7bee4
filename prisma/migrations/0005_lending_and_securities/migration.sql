-- Lending: the owner's portfolio. Securities: pools and exposure. Each room folds its own copy from the ledger.
create schema lending;
create schema securities;
grant usage on schema lending, securities to hearthline_app, hearthline_worker;

create table lending.position (
  loan_id text primary key,
  owner text not null,
  servicer text not null,
  bucket text not null,
  upb_cents bigint not null,
  as_of_on text not null
);
create index position_owner on lending.position (owner, bucket) include (upb_cents);

create table lending.month_bucket (
  owner text not null,
  period integer not null,
  bucket text not null,
  loan_count integer not null,
  upb_cents bigint not null,
  primary key (owner, period, bucket)
);

create table lending.movement (
  owner text not null,
  index bigint not null,
  loan_id text not null,
  from_bucket text not null,
  to_bucket text not null,
  upb_cents bigint not null,
  as_of_on text not null,
  recorded_at timestamptz not null,
  primary key (owner, index, loan_id)
);

create table securities.pool (
  id text primary key,
  name text not null,
  securitizer text not null,
  original_cents bigint not null default 0
);
create table securities.security (
  id text primary key,
  pool text not null,
  name text not null,
  original_cents bigint not null,
  securitizer text not null
);
create table securities.position (
  loan_id text primary key,
  pool text not null,
  securitizer text not null,
  bucket text not null,
  upb_cents bigint not null,
  property_state text,
  credit_score_band text,
  as_of_on text not null
);
create index position_pool on securities.position (pool, bucket) include (upb_cents);

-- Each restatement of a pool's exposure, with the position in the ledger that caused it.
create table securities.restatement (
  pool text not null,
  index bigint not null,
  securitizer text not null,
  recorded_at timestamptz not null,
  as_of_on text not null,
  before jsonb not null,
  after jsonb not null,
  loan_count integer not null,
  cause text not null,
  primary key (pool, index)
);

grant select on all tables in schema lending, securities to hearthline_app;
grant select, insert, update, delete, truncate on all tables in schema lending, securities to hearthline_worker;

do $$
declare place text;
begin
  foreach place in array array['lending.position', 'lending.month_bucket', 'lending.movement', 'securities.pool', 'securities.security', 'securities.position', 'securities.restatement'] loop
    execute format('alter table %s enable row level security', place);
    execute format('alter table %s force row level security', place);
    execute format('create policy all_rows on %s for all to hearthline_worker using (true) with check (true)', place);
    execute format('create policy own on %s for select to hearthline_app using (%I = (select partners.current_organisation()))',
      place, case when place like 'lending.%' then 'owner' else 'securitizer' end);
  end loop;
end $$;
