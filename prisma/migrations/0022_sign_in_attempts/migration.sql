-- Who guesses passwords waits longer each time (security T3). One row a name that was tried, whether or not anybody has it.
create table partners.sign_in_attempt (
  name_hash bytea primary key,
  attempts integer not null,
  free_at timestamptz not null
);
-- The first five attempts are free; after that each makes the next one wait, fifteen seconds at first and twice as long each time,
-- a quarter of an hour at most. An hour without one, and it begins anew. Counted before the password is looked at, so that many
-- attempts at once are no way around it. Answers when the next is free: in the future where this one is not let through.
create function partners.try_sign_in(p_name_hash bytea, p_now timestamptz, out let_through boolean, out free_at timestamptz)
language plpgsql security definer set search_path = partners, pg_temp as $$
begin
  delete from partners.sign_in_attempt a where a.free_at < p_now - interval '1 hour';
  insert into partners.sign_in_attempt as a values (p_name_hash, 1, p_now)
  on conflict (name_hash) do update set attempts = a.attempts + 1,
    free_at = p_now + case when a.attempts < 5 then interval '0' else least(interval '15 seconds' * 2 ^ least(a.attempts - 5, 10), interval '15 minutes') end
  where a.free_at <= p_now
  returning true, a.free_at into let_through, free_at;
  if let_through then return; end if;
  let_through := false;
  select a.free_at into free_at from partners.sign_in_attempt a where a.name_hash = p_name_hash;
end $$;
-- Whoever knows the password was no guesser.
create function partners.signed_in(p_name_hash bytea) returns void
language sql security definer set search_path = partners, pg_temp as $$
  delete from partners.sign_in_attempt where name_hash = p_name_hash
$$;
revoke all on function partners.try_sign_in, partners.signed_in from public;
grant execute on function partners.try_sign_in, partners.signed_in to hearthline_app, hearthline_ledger;
grant select, insert, update, delete on partners.sign_in_attempt to hearthline_ledger;
grant create on schema partners to hearthline_ledger;
alter function partners.try_sign_in owner to hearthline_ledger;
alter function partners.signed_in owner to hearthline_ledger;
revoke create on schema partners from hearthline_ledger;
