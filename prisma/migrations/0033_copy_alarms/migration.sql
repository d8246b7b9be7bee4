-- A copy’s follower keeps what its hub says against itself, and asks first what stands: that depends on what a succession settled.
grant select on ledger.succession to hearthline_follower;
