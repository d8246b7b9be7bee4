-- Servicing: views of loans folded from the ledger, alerts, and the loan tapes on their way in.
create schema servicing;
grant usage on schema servicing to hearthline_app, hearthline_worker;

create table servicing.loan (
  loan_id text primary key,
  book text not null,
  servicer text not null,
  owner text not null,
  securitizer text not null,
  homeowner text,
  version integer not null,
  moved_index bigint not null
);
create index loan_book on servicing.loan (book);

create table servicing.loan_number (
  book text not null,
  agency_loan_id text not null,
  loan_id text not null,
  primary key (book, agency_loan_id)
);
create index loan_number_loan on servicing.loan_number (loan_id);
create index loan_number_agency on servicing.loan_number (agency_loan_id);

-- One row a loan and field group, so that row security covers every field.
create table servicing.loan_record (
  loan_id text not null,
  field_group text not null,
  record jsonb not null,
  primary key (loan_id, field_group)
);

-- Group payment-history, which all four kinds of party may read; columns, because lists sort and filter by them.
create table servicing.loan_standing (
  loan_id text primary key,
  servicer text not null,
  owner text not null,
  securitizer text not null,
  homeowner text,
  upb_cents bigint,
  note_rate text,
  principal_and_interest_cents bigint,
  delinquency_status text,
  earliest_unpaid_due_on text,
  as_of_on text,
  feed text not null,
  months_late integer not null,
  exit_code text
);
create index loan_standing_servicer on servicing.loan_standing (servicer, months_late desc, loan_id);
create index loan_standing_owner on servicing.loan_standing (owner, months_late desc, loan_id);
create index loan_standing_securitizer on servicing.loan_standing (securitizer, months_late desc, loan_id);

-- What each month's report said, kept by month for correction and history.
create table servicing.loan_month (
  loan_id text not null,
  period integer not null,
  upb_cents bigint not null,
  note_rate text,
  delinquency_status text not null,
  assistance_plan text,
  digest text not null,
  primary key (loan_id, period)
);

-- Group servicing-work: the servicer's own triage. `opened_due_on` is the first instalment missed.
create table servicing.alert (
  loan_id text not null,
  opened_due_on text not null,
  servicer text not null,
  state text not null check (state in ('new', 'acknowledged', 'working', 'resolved')),
  assignee text,
  reason text,
  opened_at timestamptz not null,
  opened_index bigint not null,
  touched_at timestamptz not null,
  missed_digest text not null,
  live_contact_on text,
  primary key (loan_id, opened_due_on)
);
create index alert_open on servicing.alert (servicer, opened_due_on, loan_id) where state <> 'resolved';

-- A tape is one import: its two files, what was found in them, and how far it has come.
create table servicing.tape (
  id text primary key,
  organisation text not null,
  book text not null,
  state text not null check (state in ('receiving', 'checking', 'ready', 'committing', 'committed', 'refused', 'duplicate')),
  created_at timestamptz not null default now(),
  control jsonb not null default '{}',
  files jsonb not null default '{}',
  progress jsonb not null default '{}',
  summary jsonb,
  fault jsonb,
  reason text,
  confirmed_at timestamptz,
  committed_at timestamptz
);
create index tape_book on servicing.tape (book, created_at desc);

create table servicing.tape_problem (
  tape text not null references servicing.tape on delete cascade,
  file text not null,
  line integer not null,
  field text not null,
  reason text not null,
  content text not null,
  primary key (tape, file, line, field)
);

-- Staging: only the worker touches it; a crash empties it and the tape is checked again from its files.
create unlogged table servicing.staged_origination (
  tape text not null, line integer not null, agency_loan_id text not null, content jsonb not null
);
create index staged_origination_loan on servicing.staged_origination (tape, agency_loan_id);
create unlogged table servicing.staged_performance (
  tape text not null, line integer not null, agency_loan_id text not null, period integer not null,
  upb_cents bigint not null, delinquency_status text not null, content text not null
);
create index staged_performance_loan on servicing.staged_performance (tape, agency_loan_id, period);

create table servicing.tape_difference (
  tape text not null references servicing.tape on delete cascade,
  loan_id text not null,
  agency_loan_id text not null,
  period integer not null,
  line integer not null,
  before jsonb not null,
  after jsonb not null,
  primary key (tape, loan_id, period)
);

grant select on all tables in schema servicing to hearthline_app;
revoke select on servicing.staged_origination, servicing.staged_performance from hearthline_app;
grant insert, update on servicing.tape to hearthline_app;
grant select, insert, update, delete, truncate on all tables in schema servicing to hearthline_worker;

do $$
declare name text;
begin
  foreach name in array array['loan', 'loan_number', 'loan_record', 'loan_standing', 'loan_month', 'alert', 'tape', 'tape_problem', 'tape_difference'] loop
    execute format('alter table servicing.%I enable row level security', name);
    execute format('alter table servicing.%I force row level security', name);
    execute format('create policy all_rows on servicing.%I for all to hearthline_worker using (true) with check (true)', name);
  end loop;
end $$;

create policy party on servicing.loan for select to hearthline_app
  using ((select partners.current_organisation()) in (servicer, owner, securitizer, homeowner));
create policy party on servicing.loan_standing for select to hearthline_app
  using ((select partners.current_organisation()) in (servicer, owner, securitizer, homeowner));
create policy group_policy on servicing.loan_number for select to hearthline_app
  using (partners.may_see('loan/' || loan_id, 9223372036854775807, 'loan-number', 'loan-number'));
create policy group_policy on servicing.loan_record for select to hearthline_app
  using (partners.may_see('loan/' || loan_id, 9223372036854775807, field_group, field_group));
create policy group_policy on servicing.loan_month for select to hearthline_app
  using (partners.may_see('loan/' || loan_id, 9223372036854775807, 'payment-history', 'payment-history'));
create policy servicer on servicing.alert for select to hearthline_app
  using (servicer = (select partners.current_organisation()));
create policy sender on servicing.tape for all to hearthline_app
  using (organisation = (select partners.current_organisation()))
  with check (organisation = (select partners.current_organisation()));
create policy sender on servicing.tape_problem for select to hearthline_app
  using (exists (select 1 from servicing.tape t where t.id = tape));
create policy sender on servicing.tape_difference for select to hearthline_app
  using (exists (select 1 from servicing.tape t where t.id = tape));
