-- A receipt names the commit it promises for, also when the request is sent again and the first answer was lost.
drop function ledger.find_commit;
create function ledger.find_commit(p_organisation text, p_key text)
returns table (first_index bigint, entry_count integer, request_hash bytea, recorded_at timestamptz, commit_hash bytea)
language sql stable security definer set search_path = ledger, pg_temp as $$
  select c.first_index, c.entry_count, c.request_hash, c.recorded_at, sha256(c.statement || c.signature) from ledger.commit c
  where c.organisation = p_organisation and c.idempotency_key = p_key
$$;
revoke all on function ledger.find_commit from public;
grant execute on function ledger.find_commit to hearthline_app, hearthline_worker, hearthline_ledger;
grant create on schema ledger to hearthline_ledger;
alter function ledger.find_commit owner to hearthline_ledger;
revoke create on schema ledger from hearthline_ledger;
