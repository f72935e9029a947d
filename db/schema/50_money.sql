-- Money: entries of postings that sum to zero. Fen, debit positive, credit negative. Balances are a cache.

CREATE TABLE money_entries (
    id INTEGER PRIMARY KEY,
    decision_id INTEGER NOT NULL REFERENCES decisions (id),
    case_id INTEGER REFERENCES cases (id),
    at TEXT NOT NULL,
    note TEXT NOT NULL,                      -- what was booked, an English message id
    reverses INTEGER UNIQUE REFERENCES money_entries (id)
) STRICT;
CREATE INDEX entries_by_decision ON money_entries (decision_id);
CREATE INDEX entries_of_case ON money_entries (case_id) WHERE case_id IS NOT NULL;
CREATE TRIGGER money_entries_stay BEFORE UPDATE ON money_entries
    BEGIN SELECT RAISE(ABORT, 'money entries are never changed'); END;
CREATE TRIGGER money_entries_remain BEFORE DELETE ON money_entries
    BEGIN SELECT RAISE(ABORT, 'money entries are never deleted'); END;

CREATE TABLE postings (
    id INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL REFERENCES money_entries (id),
    account TEXT NOT NULL,
    dimension TEXT NOT NULL,                 -- '': the account has one balance
    amount INTEGER NOT NULL CHECK (amount <> 0)
) STRICT;
CREATE INDEX postings_of_entry ON postings (entry_id);
CREATE INDEX postings_to_account ON postings (account, dimension, entry_id);
CREATE TRIGGER postings_stay BEFORE UPDATE ON postings
    BEGIN SELECT RAISE(ABORT, 'postings are never changed'); END;
CREATE TRIGGER postings_remain BEFORE DELETE ON postings
    BEGIN SELECT RAISE(ABORT, 'postings are never deleted'); END;

CREATE TABLE account_balances (
    account TEXT NOT NULL,
    dimension TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (account, dimension)
) STRICT, WITHOUT ROWID;
