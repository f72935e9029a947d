-- Where persons went lately by typing it; `:` offers each the last few again.

CREATE TABLE visits (
    id INTEGER PRIMARY KEY,                  -- grows: the last one is the newest
    person_id INTEGER NOT NULL REFERENCES persons (id),
    kind TEXT NOT NULL,                      -- queue, case, record, register, ledger, manual, board
    key TEXT NOT NULL,
    desk TEXT NOT NULL,
    UNIQUE (person_id, kind, key, desk)
) STRICT;
