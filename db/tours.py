"""Guided tours: how far each person has come."""

from datetime import datetime

from db.convert import to_text
from db.database import Database


class Tours:
    """Reads and writes where persons are in a tour; writing needs an open `db.write()`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def at(self, person_id: int, tour: str) -> tuple[str, str] | None:
        """Return the step that comes next and the state; None where the person has not been offered the tour."""
        row = self._db.row("SELECT step, state FROM tours WHERE person_id = ? AND tour = ?", (person_id, tour))
        return None if row is None else (row["step"], row["state"])

    def keep(self, person_id: int, tour: str, step: str, state: str, at: datetime) -> None:
        """Keep where a person is."""
        self._db.run(
            "INSERT INTO tours (person_id, tour, step, state, at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (person_id, tour) DO UPDATE SET step = excluded.step, state = excluded.state, at = excluded.at",
            (person_id, tour, step, state, to_text(at)),
        )
