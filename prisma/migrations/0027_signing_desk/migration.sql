-- A proposal names until when somebody waits for its answer, and the streams it is about: what nobody waits for goes by itself,
-- and an erasure takes what waits of a person's values (docs/decisions/0024).
alter table ledger.proposal add column answer_by timestamptz not null default clock_timestamp();
alter table ledger.proposal add column streams text[] not null default '{}';

drop function ledger.propose;
create function ledger.propose(
  p_id text, p_organisation text, p_key_id text, p_statement text, p_entries text, p_streams text[], p_patience interval
) returns void language plpgsql security definer set search_path = ledger, pg_temp as $$
begin
  insert into ledger.proposal (id, organisation, key_id, statement, entries, streams, answer_by)
  values (p_id, p_organisation, p_key_id, p_statement, p_entries, p_streams, clock_timestamp() + p_patience);
  perform pg_notify('hearthline_proposal', p_organisation);
end $$;
create or replace function ledger.withdraw(p_id text) returns void
language plpgsql security definer set search_path = ledger, pg_temp as $$
begin
  delete from ledger.proposal where id = p_id;
  perform pg_notify('hearthline_proposal', '');
end $$;
-- Whoever waited for these was killed: they would stand here in clear.
create function ledger.sweep_proposals() returns void
language sql security definer set search_path = ledger, pg_temp as $$
  delete from ledger.proposal where answer_by < clock_timestamp() - interval '5 seconds'
$$;
create function ledger.withdraw_about(p_streams text[]) returns void
language sql security definer set search_path = ledger, pg_temp as $$
  delete from ledger.proposal where streams && p_streams
$$;
revoke all on function ledger.propose, ledger.sweep_proposals, ledger.withdraw_about from public;
grant execute on function ledger.propose to hearthline_app, hearthline_worker, hearthline_ledger;
grant execute on function ledger.sweep_proposals, ledger.withdraw_about to hearthline_worker;
do $$ begin
  execute format('grant execute on function ledger.sweep_proposals, ledger.withdraw_about to %I', current_user);
end $$;
grant create on schema ledger to hearthline_ledger;
alter function ledger.propose owner to hearthline_ledger;
alter function ledger.sweep_proposals owner to hearthline_ledger;
alter function ledger.withdraw_about owner to hearthline_ledger;
revoke create on schema ledger from hearthline_ledger;
