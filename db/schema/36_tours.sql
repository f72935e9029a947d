-- How far a person has come in a guided tour of the program. Without a row he has not been offered it yet.

CREATE TABLE tours (
    person_id INTEGER NOT NULL REFERENCES persons (id),
    tour TEXT NOT NULL,
    step TEXT NOT NULL,                      -- the one that comes next
    state TEXT NOT NULL,                     -- on, off, done
    at TEXT NOT NULL,
    PRIMARY KEY (person_id, tour)
) STRICT, WITHOUT ROWID;
