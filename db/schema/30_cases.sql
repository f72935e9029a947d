-- Cases, their tasks and decisions. A case's status is where it stands: `ended`, or the steps of its open tasks;
-- there is no second status column.

CREATE TABLE cases (
    id INTEGER PRIMARY KEY,
    process TEXT NOT NULL,
    version INTEGER NOT NULL,
    number TEXT UNIQUE,                      -- given when the process says so; NULL before
    form TEXT NOT NULL,                      -- JSON; a draft's may be incomplete
    seq INTEGER NOT NULL DEFAULT 0,          -- grows with every change; what a person saw is compared with it
    opener_id INTEGER NOT NULL REFERENCES persons (id),
    requester_id INTEGER NOT NULL REFERENCES persons (id),
    opened_at TEXT NOT NULL,
    submitted_at TEXT,
    subject TEXT NOT NULL DEFAULT '',        -- whom or what it is about, from the data, for lists and search
    amount INTEGER,                          -- fen
    customer TEXT,
    department TEXT NOT NULL DEFAULT '',     -- of the person or matter the case is about
    parent_id INTEGER REFERENCES cases (id),
    duty TEXT,
    ended TEXT,                              -- the end it reached
    ended_at TEXT,
    sight TEXT                               -- what one must see to see it, where that is not its process
) STRICT;
CREATE INDEX open_cases_of_requester ON cases (requester_id) WHERE ended IS NULL;
CREATE INDEX cases_of_process ON cases (process, id);
CREATE INDEX cases_of_parent ON cases (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX cases_of_customer ON cases (customer, process) WHERE customer IS NOT NULL;
-- What dashboards ask for: what was opened, what ended, in a time.
CREATE INDEX cases_by_opening ON cases (process, opened_at);
CREATE INDEX cases_by_end ON cases (process, ended_at) WHERE ended IS NOT NULL;
CREATE INDEX open_cases ON cases (process) WHERE ended IS NULL;

-- Which numbers of cases stand in which forms, so that a case finds those that name it without reading every form.
CREATE TABLE case_names (
    number TEXT NOT NULL,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    PRIMARY KEY (number, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX names_in_case ON case_names (case_id);

CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    case_id INTEGER REFERENCES cases (id),   -- NULL: a change of a register or an account, outside any case
    task_id INTEGER REFERENCES tasks (id),
    step TEXT NOT NULL DEFAULT '',
    round INTEGER NOT NULL DEFAULT 0,
    slot INTEGER,                            -- which of the task's votes this is; NULL: not a vote
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL DEFAULT '',         -- where it moved the case; '' where it did not
    person_id INTEGER NOT NULL REFERENCES persons (id),
    on_behalf_of INTEGER REFERENCES persons (id),
    at TEXT NOT NULL,
    reason INTEGER,                          -- number in the process's list of reasons
    note TEXT NOT NULL DEFAULT '',
    changes TEXT NOT NULL DEFAULT '[]',      -- JSON: [[field, before, after], …]
    seq INTEGER NOT NULL DEFAULT 0,          -- of the case after it
    key TEXT NOT NULL UNIQUE,                -- idempotency key, minted by the caller
    via_id INTEGER REFERENCES decisions (id),-- the decision of another case that took this one
    irreversible INTEGER NOT NULL DEFAULT 0,
    undo TEXT NOT NULL DEFAULT '{}',         -- JSON: what taking it back restores
    undone_by INTEGER REFERENCES decisions (id)
) STRICT;
CREATE INDEX decisions_of_case ON decisions (case_id, id);
CREATE INDEX decisions_via ON decisions (via_id) WHERE via_id IS NOT NULL;
CREATE UNIQUE INDEX one_vote_a_person ON decisions (task_id, person_id) WHERE slot IS NOT NULL AND undone_by IS NULL;
CREATE UNIQUE INDEX one_vote_a_slot ON decisions (task_id, slot) WHERE slot IS NOT NULL AND undone_by IS NULL;

CREATE TABLE tasks (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    process TEXT NOT NULL,
    step TEXT NOT NULL,
    round INTEGER NOT NULL,
    deciding INTEGER NOT NULL,               -- 1: decides (four eyes), 0: work
    draft INTEGER NOT NULL DEFAULT 0,
    slots TEXT NOT NULL,                     -- JSON: [[actor, …], …], one list a vote
    waits_for TEXT NOT NULL DEFAULT '[]',    -- JSON: for each vote, which others must have been given before it
    needed INTEGER NOT NULL DEFAULT 1,       -- votes that move it
    opened_at TEXT NOT NULL,
    due_at TEXT,
    reminded_at TEXT,
    escalated_at TEXT,
    sent_back INTEGER NOT NULL DEFAULT 0,
    rank INTEGER NOT NULL DEFAULT 0,         -- smaller stands first among its peers (major, red-flagged …)
    amount INTEGER,                          -- mirrored from the case, for the order of queues
    claimed_by INTEGER REFERENCES persons (id),
    claimed_until TEXT,
    claim_session INTEGER,
    return_to TEXT,                          -- step that sent it back and wants it straight back
    opened_by INTEGER REFERENCES decisions (id),
    closed_by INTEGER REFERENCES decisions (id),
    closed_at TEXT
) STRICT;
CREATE INDEX open_tasks_of_case ON tasks (case_id) WHERE closed_at IS NULL;
CREATE INDEX tasks_of_case ON tasks (case_id, step);
CREATE INDEX tasks_by_close ON tasks (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX open_tasks_of_step ON tasks (process, step) WHERE closed_at IS NULL;
-- In the order of the queues, as `db.queues` sorts them: the first page of a queue of any length is the first rows here.
CREATE INDEX open_tasks_by_due ON tasks (coalesce(due_at, '9999')) WHERE closed_at IS NULL;
CREATE INDEX open_tasks_by_rank ON tasks (rank, coalesce(due_at, '9999')) WHERE closed_at IS NULL;
CREATE INDEX open_tasks_by_urgency ON tasks (min(rank, 0), coalesce(due_at, '9999')) WHERE closed_at IS NULL;

-- Who may act on an open task. `post:storekeeper`, `head:service`, `person:12`, `anyone`.
CREATE TABLE task_actors (
    actor TEXT NOT NULL,
    task_id INTEGER NOT NULL REFERENCES tasks (id),
    PRIMARY KEY (actor, task_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX actors_of_task ON task_actors (task_id);

-- Who may not decide it, whatever post he holds (four eyes).
CREATE TABLE task_barred (
    task_id INTEGER NOT NULL REFERENCES tasks (id),
    person_id INTEGER NOT NULL REFERENCES persons (id),
    PRIMARY KEY (task_id, person_id)
) STRICT, WITHOUT ROWID;

-- Persons a case concerns: they see it whatever their posts.
CREATE TABLE case_people (
    person_id INTEGER NOT NULL REFERENCES persons (id),
    case_id INTEGER NOT NULL REFERENCES cases (id),
    role TEXT NOT NULL,                      -- requester, decider, named, watcher
    PRIMARY KEY (person_id, case_id, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX people_of_case ON case_people (case_id);

CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    person_id INTEGER NOT NULL REFERENCES persons (id),
    at TEXT NOT NULL,
    text TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX comments_of_case ON comments (case_id, id);

CREATE TABLE number_series (
    prefix TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (prefix, year)
) STRICT, WITHOUT ROWID;

-- One case a duty, period and object.
CREATE TABLE duty_runs (
    duty TEXT NOT NULL,
    period TEXT NOT NULL,
    object TEXT NOT NULL,
    case_id INTEGER REFERENCES cases (id),
    at TEXT NOT NULL,
    PRIMARY KEY (duty, period, object)
) STRICT, WITHOUT ROWID;

-- Documents printed from a case, in the order of their issue.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    decision_id INTEGER NOT NULL REFERENCES decisions (id),
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    at TEXT NOT NULL,
    content TEXT NOT NULL                    -- JSON: the form as it was
) STRICT;
CREATE INDEX documents_of_case ON documents (case_id, id);

-- What a person was typing, kept until it is handed in: `new:<process>` or `<case id>:<step>`.
CREATE TABLE drafts (
    person_id INTEGER NOT NULL REFERENCES persons (id),
    place TEXT NOT NULL,
    data TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (person_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE notifications (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES persons (id),
    case_id INTEGER REFERENCES cases (id),
    message TEXT NOT NULL,                   -- JSON: English id and parameters
    at TEXT NOT NULL,
    seen_at TEXT
) STRICT;
CREATE INDEX unseen_notifications ON notifications (person_id, id) WHERE seen_at IS NULL;
