-- Row security on the ledger: a party of the stream sees headers; a field group shows only where the policy says so.
alter table ledger.entry enable row level security;
alter table ledger.entry force row level security;
alter table ledger.disclosure enable row level security;
alter table ledger.disclosure force row level security;
alter table ledger.commit enable row level security;
alter table ledger.commit force row level security;
alter table ledger.stream_head enable row level security;
alter table ledger.stream_head force row level security;

create policy party on ledger.entry for select to hearthline_app using (partners.is_party(stream, index));
create policy group_policy on ledger.disclosure for select to hearthline_app using (partners.may_see(stream, index, about, field_group));
create policy party on ledger.stream_head for select to hearthline_app using (partners.is_party(stream, index));
create policy party on ledger.commit for select to hearthline_app using (
  exists (select 1 from ledger.entry e where e.commit_first = first_index)
);

create policy all_rows on ledger.entry for select to hearthline_worker using (true);
create policy all_rows on ledger.disclosure for select to hearthline_worker using (true);
create policy all_rows on ledger.commit for select to hearthline_worker using (true);
create policy all_rows on ledger.stream_head for select to hearthline_worker using (true);

-- The append function's owner reads what it must compare and inserts; nobody else writes.
create policy append_reads on ledger.entry for select to hearthline_ledger using (true);
create policy append_writes on ledger.entry for insert to hearthline_ledger with check (true);
create policy append_reads on ledger.disclosure for select to hearthline_ledger using (true);
create policy append_writes on ledger.disclosure for insert to hearthline_ledger with check (true);
create policy append_reads on ledger.commit for select to hearthline_ledger using (true);
create policy append_writes on ledger.commit for insert to hearthline_ledger with check (true);
create policy append_all on ledger.stream_head for all to hearthline_ledger using (true) with check (true);

-- An organisation reads its own parties and the books it is named in.
alter table partners.stream_party enable row level security;
alter table partners.stream_party force row level security;
create policy own on partners.stream_party for select to hearthline_app using (partners.is_party(stream, from_index));
create policy all_rows on partners.stream_party for all to hearthline_worker using (true) with check (true);
alter table partners.book enable row level security;
alter table partners.book force row level security;
create policy named on partners.book for select to hearthline_app
  using ((select partners.current_organisation()) in (servicer, owner, securitizer));
create policy all_rows on partners.book for all to hearthline_worker using (true) with check (true);

-- The two questions every policy asks are answered by a role that may read the parties and nothing else is granted to.
grant select on partners.stream_party, partners.policy to hearthline_ledger;
create policy answers on partners.stream_party for select to hearthline_ledger using (true);
grant create on schema partners to hearthline_ledger;
alter function partners.may_see owner to hearthline_ledger;
alter function partners.is_party owner to hearthline_ledger;
revoke create on schema partners from hearthline_ledger;

-- Which loans moved between two positions, for each organisation that may know of at least one fact of the move
-- (its `about` group is one it may read). At most `most` loans an organisation: more are told as "many".
create function partners.moved_loans(p_from bigint, p_to bigint, most integer)
returns table (organisation text, loan_id text, version integer)
language sql stable security definer set search_path = partners, pg_temp as $$
  select m.organisation, m.loan_id, m.version from (
    select p.organisation, substring(e.stream from 6) as loan_id, max(e.version) as version,
      row_number() over (partition by p.organisation) as place
    from (
      -- A tape's parts take effect with its manifest, so they are told of then and not before.
      select part.first_index from ledger.commit c
      join ledger.commit part on part.organisation = c.organisation
        and part.idempotency_key like replace(c.idempotency_key, '/manifest', '/part/%')
      where c.first_index >= p_from and c.first_index < p_to and c.idempotency_key like 'tape/%/manifest'
      union
      select c.first_index from ledger.commit c
      where c.first_index >= p_from and c.first_index < p_to and c.idempotency_key not like 'tape/%/part/%'
    ) effective
    join ledger.entry e on e.commit_first = effective.first_index
    join ledger.shape s on s.id = e.shape_id
    join partners.stream_party p on p.stream = e.stream and (p.to_index is null or e.index < p.to_index)
    join partners.policy y on y.role = p.role and y.field_group = s.about
    where e.stream like 'loan/%'
    group by p.organisation, e.stream
  ) m where m.place <= most
$$;
revoke all on function partners.moved_loans from public;
grant execute on function partners.moved_loans to hearthline_app, hearthline_ledger;
grant create on schema partners to hearthline_ledger;
alter function partners.moved_loans owner to hearthline_ledger;
revoke create on schema partners from hearthline_ledger;
