-- Whether a month reset what is unpaid (a modification or deferral): a month told late must not take that for payments.
alter table servicing.loan_month add column reset boolean not null default false;
alter table servicing.loan_month_past add column reset boolean not null default false;

-- What was folded so far does not say: the worker folds the rooms from the ledger again.
truncate servicing.loan, servicing.loan_number, servicing.loan_record, servicing.loan_standing, servicing.loan_month,
  servicing.alert;
update platform.cursor set position = 0 where room = 'servicing';
