-- An organisation may hold its own signing key. What is to be said in its name is then laid out here until its own signer has
-- looked at it and signed (docs/decisions/0024). Unlogged: what was proposed stays out of the WAL and of every backup, and after
-- a crash there is nothing to sign that nobody waits for.
create unlogged table ledger.proposal (
  id text primary key,
  organisation text not null,
  key_id text not null,
  statement text not null,
  -- JSON: each entry's header, and its fields with group, salt and value.
  entries text not null,
  proposed_at timestamptz not null default clock_timestamp(),
  signature bytea,
  refusal text
);
create index proposal_open on ledger.proposal (organisation, proposed_at) where signature is null and refusal is null;
alter table ledger.proposal enable row level security;
alter table ledger.proposal force row level security;
-- An organisation reads what it is to sign, and answers it; nothing else of it changes.
create policy own on ledger.proposal for select to hearthline_app using (organisation = (select partners.current_organisation()));
create policy own_answer on ledger.proposal for update to hearthline_app using (organisation = (select partners.current_organisation()));
create policy propose on ledger.proposal for all to hearthline_ledger using (true) with check (true);
grant select, update (signature, refusal) on ledger.proposal to hearthline_app;
grant select, insert, delete on ledger.proposal to hearthline_ledger;

create function ledger.propose(p_id text, p_organisation text, p_key_id text, p_statement text, p_entries text) returns void
language plpgsql security definer set search_path = ledger, pg_temp as $$
begin
  -- Whoever waited for these is gone.
  delete from ledger.proposal where proposed_at < clock_timestamp() - interval '10 minutes';
  insert into ledger.proposal values (p_id, p_organisation, p_key_id, p_statement, p_entries);
  perform pg_notify('hearthline_proposal', p_organisation);
end $$;
-- Only who proposed knows the id.
create function ledger.proposal_answer(p_id text, out signature bytea, out refusal text) returns setof record
language sql stable security definer set search_path = ledger, pg_temp as $$
  select p.signature, p.refusal from ledger.proposal p where p.id = p_id
$$;
create function ledger.withdraw(p_id text) returns void
language sql security definer set search_path = ledger, pg_temp as $$
  delete from ledger.proposal where id = p_id
$$;
revoke all on function ledger.propose, ledger.proposal_answer, ledger.withdraw from public;
grant execute on function ledger.propose, ledger.proposal_answer, ledger.withdraw to hearthline_app, hearthline_worker, hearthline_ledger;
grant create on schema ledger to hearthline_ledger;
alter function ledger.propose owner to hearthline_ledger;
alter function ledger.proposal_answer owner to hearthline_ledger;
alter function ledger.withdraw owner to hearthline_ledger;
revoke create on schema ledger from hearthline_ledger;

-- An API key alone must not be able to put a key of a thief's in the hub's place: the hub's operator gives the organisation a
-- code for that, once. Only its hash is kept, and which key it was used for.
create table partners.custody_code (
  code_hash bytea primary key,
  organisation text not null references partners.organisation,
  expires_at timestamptz not null,
  used_for text
);
alter table partners.custody_code enable row level security;
alter table partners.custody_code force row level security;
create policy own on partners.custody_code for all to hearthline_app using (organisation = (select partners.current_organisation()));
do $$ begin
  execute format('create policy operator on partners.custody_code for all to %I using (true) with check (true)', current_user);
end $$;
grant select, update (used_for) on partners.custody_code to hearthline_app;
