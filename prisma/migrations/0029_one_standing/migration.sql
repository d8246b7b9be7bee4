-- Every room folds how a loan stands by one rule (docs/decisions/0029), and keeps what the rule needs to go on from.
alter table servicing.loan_standing add column unpaid_as_of_on text, add column reported_on text, add column posted jsonb not null default '[]';
alter table servicing.loan_standing_past add column unpaid_as_of_on text, add column reported_on text, add column posted jsonb not null default '[]';
alter table lending.position add column standing jsonb;
alter table lending.position_past add column standing jsonb;
alter table securities.position add column standing jsonb;
alter table securities.position_past add column standing jsonb;

-- What was folded so far followed other rules: the worker folds it from the ledger again.
truncate servicing.loan, servicing.loan_number, servicing.loan_record, servicing.loan_standing, servicing.loan_month,
  servicing.alert, lending.position, lending.month_bucket, lending.movement, securities.pool, securities.security,
  securities.position, securities.restatement;
update platform.cursor set position = 0 where room in ('servicing', 'lending', 'securities');
