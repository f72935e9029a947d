-- Stock: moves are the book, everything else but the reservations is a cache of them. Quantities are thousandths
-- of the product's unit, values fen. The caches can be made again from the moves.

CREATE TABLE lots (
    product TEXT NOT NULL,
    lot TEXT NOT NULL CHECK (lot <> ''),
    owner TEXT,                              -- customer who supplied it; NULL: ours
    PRIMARY KEY (product, lot)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_moves (
    id INTEGER PRIMARY KEY,                  -- the position in the ledger
    decision_id INTEGER NOT NULL REFERENCES decisions (id),
    case_id INTEGER REFERENCES cases (id),
    product TEXT NOT NULL,
    lot TEXT NOT NULL,                       -- '': none
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    own INTEGER NOT NULL,                    -- how much own stock grew by it: quantity, -quantity or 0
    value INTEGER NOT NULL,                  -- by how much the value of own stock grew
    at TEXT NOT NULL,
    reverses INTEGER UNIQUE REFERENCES stock_moves (id),
    CHECK (source <> target)
) STRICT;
CREATE INDEX moves_out ON stock_moves (product, lot, source);
CREATE INDEX moves_in ON stock_moves (product, lot, target);
CREATE INDEX moves_by_decision ON stock_moves (decision_id);
CREATE INDEX moves_of_case ON stock_moves (case_id) WHERE case_id IS NOT NULL;
CREATE TRIGGER stock_moves_stay BEFORE UPDATE ON stock_moves
    BEGIN SELECT RAISE(ABORT, 'stock moves are never changed'); END;
CREATE TRIGGER stock_moves_remain BEFORE DELETE ON stock_moves
    BEGIN SELECT RAISE(ABORT, 'stock moves are never deleted'); END;

CREATE TABLE stock_balances (
    product TEXT NOT NULL,
    lot TEXT NOT NULL,
    location TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (product, lot, location)
) STRICT, WITHOUT ROWID;
CREATE INDEX balances_by_place ON stock_balances (location);

CREATE TABLE stock_values (
    product TEXT PRIMARY KEY,
    quantity INTEGER NOT NULL,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A claim of a case on goods at a place. A claim partly used is released as a whole and the rest claimed anew.
CREATE TABLE reservations (
    id INTEGER PRIMARY KEY,
    decision_id INTEGER NOT NULL REFERENCES decisions (id),
    case_id INTEGER NOT NULL REFERENCES cases (id),
    product TEXT NOT NULL,
    lot TEXT NOT NULL,
    location TEXT NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    promise_date TEXT,
    remainder_of INTEGER UNIQUE REFERENCES reservations (id),   -- the claim this is what was left of
    restores INTEGER UNIQUE REFERENCES reservations (id),       -- the claim an undo made this one for
    released_by INTEGER REFERENCES decisions (id)
) STRICT;
CREATE INDEX open_reservations ON reservations (product, lot, location) WHERE released_by IS NULL;
CREATE INDEX open_reservations_of_case ON reservations (case_id) WHERE released_by IS NULL;
CREATE INDEX reservations_by_decision ON reservations (decision_id);
CREATE INDEX reservations_released_by ON reservations (released_by) WHERE released_by IS NOT NULL;
CREATE TRIGGER reservations_stay BEFORE UPDATE OF
        id, decision_id, case_id, product, lot, location, quantity, promise_date, remainder_of, restores
        ON reservations
    BEGIN SELECT RAISE(ABORT, 'reservations are released, never changed'); END;
CREATE TRIGGER reservations_released_once BEFORE UPDATE OF released_by ON reservations
    WHEN OLD.released_by IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a reservation is released once'); END;
CREATE TRIGGER reservations_remain BEFORE DELETE ON reservations
    BEGIN SELECT RAISE(ABORT, 'reservations are never deleted'); END;
