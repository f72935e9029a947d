-- The audit chain: one link a decision, each sealed with the hash of the one before.

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    decision_id INTEGER NOT NULL UNIQUE REFERENCES decisions (id),
    at TEXT NOT NULL,
    person_id INTEGER NOT NULL,
    body TEXT NOT NULL,                      -- canonical JSON
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit chain is never changed'); END;
CREATE TRIGGER audit_remains BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit chain is never shortened'); END;
