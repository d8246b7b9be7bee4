-- The map of stream heads is asked about as it was at a checkpoint, while it has already moved on: each leaf and node is kept
-- with the size of the log since which it stands. What no reader can ask about any more is removed as the map moves.
alter table ledger.map_leaf add column since bigint not null default 0;
alter table ledger.map_leaf drop constraint map_leaf_pkey, add primary key (key, since);
alter table ledger.map_leaf alter column since drop default;
alter table ledger.map_node add column since bigint not null default 0;
alter table ledger.map_node drop constraint map_node_pkey, add primary key (node, since);
alter table ledger.map_node alter column since drop default;
grant delete on ledger.map_leaf, ledger.map_node to hearthline_worker;
