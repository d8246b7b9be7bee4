-- A signing key has a holder and an end: what it signed before stays good, what it signs from `until_index` on does not count.
alter table partners.signing_key add column custody text not null default 'hub' check (custody in ('hub', 'organisation'));
alter table partners.signing_key add column until_index bigint;
alter table partners.signing_key add column retired_reason text check (retired_reason in ('rotated', 'compromised'));
