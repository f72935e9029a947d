"""Rows that other stores refer to, written directly: what made them is not the point of those tests."""

from datetime import datetime
from itertools import count

from db.database import Database

_keys = count(1)


def decision(db: Database, person_id: int, at: datetime) -> int:
    """Write a decision outside any case, inside `db.write()`; return its id."""
    return db.run(
        "INSERT INTO decisions (action, kind, person_id, at, key) VALUES ('change', 'change', ?, ?, ?)",
        (person_id, at.isoformat(sep=" "), f"test-{next(_keys)}"),
    )


def case(db: Database, person_id: int, at: datetime) -> int:
    """Write a case, inside `db.write()`; return its id."""
    return db.run(
        "INSERT INTO cases (process, version, form, opener_id, requester_id, opened_at)"
        " VALUES ('leave', 1, '{}', ?, ?, ?)",
        (person_id, person_id, at.isoformat(sep=" ")),
    )
