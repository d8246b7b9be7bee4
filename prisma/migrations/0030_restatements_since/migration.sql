-- What a pool's exposure was when somebody last looked is found without reading what came before.
create index restatement_since on securities.restatement (pool, recorded_at, index);
