-- Whose keys sign and cosign checkpoints, and until when, is told on a stream of the log's own that everyone may read.
create policy public_keys on ledger.entry for select to hearthline_app using (stream = 'log/keys');
create policy public_keys on ledger.disclosure for select to hearthline_app using (stream = 'log/keys');
create policy public_keys on ledger.commit for select to hearthline_app
  using (organisation = 'hub' and idempotency_key like 'verifier-key%');
