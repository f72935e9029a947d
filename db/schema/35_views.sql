-- Saved views: a queue with a filter, kept under a name as a tab.

CREATE TABLE views (
    id INTEGER PRIMARY KEY,
    for_whom TEXT NOT NULL,                  -- person:12, post:storekeeper, team:warehouse-supervisor (all he leads)
    desk TEXT NOT NULL,
    queue TEXT NOT NULL,                     -- key of the queue it looks into
    name TEXT NOT NULL,
    filter TEXT NOT NULL,                    -- as it is typed over a list
    made_by INTEGER NOT NULL REFERENCES persons (id),
    made_at TEXT NOT NULL,
    UNIQUE (for_whom, desk, name)
) STRICT;
