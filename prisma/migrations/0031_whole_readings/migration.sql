-- What a row says besides balance and status: a month that reads differently in any of it is a difference. Null in rows that
-- were staged before: they are compared by balance and status.
alter table servicing.staged_performance add column note_rate text, add column assistance_plan text, add column reset boolean,
  add column zero_balance_code text;
