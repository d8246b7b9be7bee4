-- Whose cosignatures a checkpoint needs (C2SP tlog-policy), as published: the newest row counts, older ones stay to be read.
create table ledger.witness_policy (
  id bigint generated always as identity primary key,
  policy text not null,
  since timestamptz not null default clock_timestamp()
);
create trigger append_only before update or delete on ledger.witness_policy for each row execute function ledger.refuse_change();
create trigger no_truncate before truncate on ledger.witness_policy for each statement execute function ledger.refuse_change();
alter table ledger.witness_policy enable always trigger append_only;
alter table ledger.witness_policy enable always trigger no_truncate;
grant select, insert on ledger.witness_policy to hearthline_signer;
grant select on ledger.witness_policy to hearthline_app, hearthline_worker;
