-- Policies: what management may change at run time. The value in force at a moment is the one that became valid
-- last up to then; nothing is ever overwritten.

CREATE TABLE policy_values (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL,                    -- `write-off.large`
    value TEXT NOT NULL,                     -- JSON
    valid_from TEXT NOT NULL,
    set_at TEXT NOT NULL,
    decision_id INTEGER REFERENCES decisions (id),  -- NULL: the default it was installed with
    undone_by INTEGER REFERENCES decisions (id)
) STRICT;
CREATE INDEX values_of_policy ON policy_values (policy, valid_from, id) WHERE undone_by IS NULL;
CREATE INDEX policy_values_by_decision ON policy_values (decision_id) WHERE decision_id IS NOT NULL;
