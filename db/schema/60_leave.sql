-- Leave: days granted, reserved and taken, in thousandths of a day. Balances are a cache.

CREATE TABLE leave_moves (
    id INTEGER PRIMARY KEY,
    decision_id INTEGER NOT NULL REFERENCES decisions (id),
    case_id INTEGER REFERENCES cases (id),
    employee TEXT NOT NULL,                  -- number in the employee register
    type TEXT NOT NULL,
    year INTEGER NOT NULL,
    bucket TEXT NOT NULL CHECK (bucket IN ('granted', 'reserved', 'taken')),
    days INTEGER NOT NULL CHECK (days <> 0),
    at TEXT NOT NULL,
    reverses INTEGER UNIQUE REFERENCES leave_moves (id)
) STRICT;
CREATE INDEX leave_of_employee ON leave_moves (employee, type, year);
CREATE INDEX leave_by_decision ON leave_moves (decision_id);
CREATE INDEX leave_of_case ON leave_moves (case_id) WHERE case_id IS NOT NULL;
CREATE TRIGGER leave_moves_stay BEFORE UPDATE ON leave_moves
    BEGIN SELECT RAISE(ABORT, 'leave moves are never changed'); END;
CREATE TRIGGER leave_moves_remain BEFORE DELETE ON leave_moves
    BEGIN SELECT RAISE(ABORT, 'leave moves are never deleted'); END;

CREATE TABLE leave_balances (
    employee TEXT NOT NULL,
    type TEXT NOT NULL,
    year INTEGER NOT NULL,
    bucket TEXT NOT NULL,
    days INTEGER NOT NULL,
    PRIMARY KEY (employee, type, year, bucket)
) STRICT, WITHOUT ROWID;
