-- When the early-intervention letter was sent (12 CFR 1024.39(b)): with live contact it ends an alert's deadlines.
alter table servicing.alert add column written_notice_on text;
