-- What witnesses sign about changed terms of the witness policy (ledger format, A changed policy). A signature is not taken back.
create table ledger.policy_agreement (
  id text primary key check (length(id) = 64),
  text text not null check (length(text) <= 262144),
  line text not null check (length(line) <= 16384),
  agreed_at timestamptz not null default clock_timestamp()
);
comment on column ledger.policy_agreement.id is 'Hex of the SHA-256 of the text and the verifier key, joined by a line end: one signature of a key for a text';
create trigger append_only before update or delete on ledger.policy_agreement for each row execute function ledger.refuse_change();
create trigger no_truncate before truncate on ledger.policy_agreement for each statement execute function ledger.refuse_change();
alter table ledger.policy_agreement enable always trigger append_only;
alter table ledger.policy_agreement enable always trigger no_truncate;
grant select, insert on ledger.policy_agreement to hearthline_app;
grant select on ledger.policy_agreement to hearthline_signer, hearthline_worker;
