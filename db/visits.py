"""Where persons went lately: the last few places of each, the newest first, every place once."""

from db.database import Database

KEPT = 8
"""Places kept of a person; those before are forgotten."""

Place = tuple[str, str, str]
"""Its kind, its key, and the desk it belongs to ("" none)."""


class Visits:
    """Reads and writes where persons went; writing needs an open `db.write()`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, person_id: int) -> list[Place]:
        """Return where a person went, the newest first."""
        found = self._db.rows(
            "SELECT kind, key, desk FROM visits WHERE person_id = ? ORDER BY id DESC LIMIT ?", (person_id, KEPT)
        )
        return [(row["kind"], row["key"], row["desk"]) for row in found]

    def add(self, person_id: int, place: Place) -> None:
        """Note that a person went somewhere."""
        self._db.run(
            "DELETE FROM visits WHERE person_id = ? AND kind = ? AND key = ? AND desk = ?", (person_id, *place)
        )
        self._db.run("INSERT INTO visits (person_id, kind, key, desk) VALUES (?, ?, ?, ?)", (person_id, *place))
        self._db.run(
            "DELETE FROM visits WHERE person_id = ? AND id NOT IN"
            " (SELECT id FROM visits WHERE person_id = ? ORDER BY id DESC LIMIT ?)",
            (person_id, person_id, KEPT),
        )
