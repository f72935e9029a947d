-- Registers: one table for the records of all, their history, and two indexes made from them:
-- facts for exact look-ups, words for search. Facts and words can always be made again from the records.

CREATE TABLE records (
    id INTEGER PRIMARY KEY,                  -- names the record in the search index
    register TEXT NOT NULL,
    key TEXT NOT NULL,                       -- as people write it: C-0012, MAIN/A-03
    name TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1,       -- 0: kept for the past, offered no more
    data TEXT NOT NULL,                      -- JSON, checked by the register's model
    version INTEGER NOT NULL DEFAULT 1,      -- grows with every change
    UNIQUE (register, key)
) STRICT;

-- `register, key, fact, value`: what a record is looked up by besides its key (phone, tax number, kind …).
CREATE TABLE record_facts (
    register TEXT NOT NULL,
    key TEXT NOT NULL,
    fact TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (register, key, fact, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX facts_by_value ON record_facts (register, fact, value, key);

CREATE TABLE record_changes (
    id INTEGER PRIMARY KEY,
    register TEXT NOT NULL,
    key TEXT NOT NULL,
    decision_id INTEGER REFERENCES decisions (id),  -- NULL: set up with the installation
    at TEXT NOT NULL,
    before TEXT,                             -- JSON; NULL: the record was new
    after TEXT,                              -- JSON; NULL: the record was removed
    reverses INTEGER UNIQUE REFERENCES record_changes (id)
) STRICT;
CREATE INDEX changes_of_record ON record_changes (register, key, id);
CREATE INDEX changes_by_decision ON record_changes (decision_id) WHERE decision_id IS NOT NULL;

CREATE VIRTUAL TABLE record_words USING fts5 (
    register, starts, words,
    content = '', contentless_delete = 1, detail = column, prefix = '1 2 3',
    tokenize = "unicode61 remove_diacritics 0"
);

-- The last number given in a register whose keys are numbered (C-0012).
CREATE TABLE register_numbers (
    register TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
