-- A commit shows to whoever may see one of its entries. Asked as one join, not as row security on each of a part’s thousand
-- entries in turn.
create function partners.sees_commit(p_first bigint) returns boolean
language sql stable security definer set search_path = partners, pg_temp as $$
  select exists (
    select 1 from ledger.entry e
    join partners.stream_party p on p.stream = e.stream and (p.to_index is null or e.index < p.to_index)
    where e.commit_first = p_first and p.organisation = partners.current_organisation()
  )
$$;
revoke all on function partners.sees_commit from public;
grant execute on function partners.sees_commit to hearthline_app, hearthline_ledger;
grant create on schema partners to hearthline_ledger;
alter function partners.sees_commit owner to hearthline_ledger;
revoke create on schema partners from hearthline_ledger;

drop policy party on ledger.commit;
create policy party on ledger.commit for select to hearthline_app using (partners.sees_commit(first_index));
