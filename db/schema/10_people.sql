-- People: who may sign in, which posts they hold and when, who acts for whom, who is signed in.
-- A day is inclusive at both ends; a delegation runs from its start to just before its end.

CREATE TABLE persons (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,              -- lower case
    name TEXT NOT NULL,
    employee TEXT UNIQUE,                    -- number in the employee register; NULL: no employee
    language TEXT NOT NULL DEFAULT '',       -- the one chosen; '': what the terminal asks for
    look TEXT NOT NULL DEFAULT '',           -- the colours chosen; '': what fits the terminal
    password_hash TEXT,                      -- NULL: cannot sign in with a password
    created_at TEXT NOT NULL,
    disabled_at TEXT,
    failed_attempts INTEGER NOT NULL DEFAULT 0,
    last_failed_at TEXT
) STRICT;

CREATE TABLE post_holdings (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES persons (id),
    post TEXT NOT NULL,
    department TEXT NOT NULL DEFAULT '',     -- '': the post is not tied to one department
    since TEXT NOT NULL,                     -- first day
    until TEXT,                              -- last day; NULL: open
    CHECK (until IS NULL OR until >= since)
) STRICT;
CREATE INDEX holdings_of_post ON post_holdings (post, department);
CREATE INDEX holdings_of_person ON post_holdings (person_id);

CREATE TABLE delegations (
    id INTEGER PRIMARY KEY,
    principal_id INTEGER NOT NULL REFERENCES persons (id),
    delegate_id INTEGER NOT NULL REFERENCES persons (id),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    posts TEXT,                              -- JSON list of posts; NULL: all of the principal's
    case_id INTEGER REFERENCES cases (id),   -- the leave that made it
    decision_id INTEGER REFERENCES decisions (id),
    ended_at TEXT,                           -- ended before its time
    ended_by INTEGER REFERENCES decisions (id),
    CHECK (principal_id <> delegate_id),
    CHECK (ends_at > starts_at)
) STRICT;
CREATE INDEX delegations_to ON delegations (delegate_id, ends_at);
CREATE INDEX delegations_from ON delegations (principal_id, ends_at);
CREATE INDEX delegations_by_decision ON delegations (decision_id) WHERE decision_id IS NOT NULL;
CREATE INDEX delegations_ended_by ON delegations (ended_by) WHERE ended_by IS NOT NULL;

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES persons (id),
    door TEXT NOT NULL,                      -- terminal, ssh, browser, line
    started_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ended_at TEXT,
    ended_why TEXT,
    looking_at INTEGER REFERENCES cases (id),-- the case that is open on the screen, for colleagues to see
    looking_until TEXT
) STRICT;
CREATE INDEX sessions_looking ON sessions (looking_at) WHERE looking_at IS NOT NULL;
CREATE INDEX open_sessions ON sessions (person_id) WHERE ended_at IS NULL;
