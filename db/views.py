"""Saved views: a queue with a filter, kept under a name for a person, a post or a team.

For whom is a text, as actors are: `person:12`, `post:storekeeper`, `team:warehouse-supervisor` (who holds the post,
and everybody under it). What a view shows is decided where queues are read, not here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from db.convert import to_text
from db.database import Database
from db.sqlite import Row

_COLUMNS = "id, for_whom, desk, queue, name, filter"


@dataclass(frozen=True, slots=True)
class View:
    """One saved view; `filter` is text as it is typed over a list."""

    id: int
    for_whom: str
    desk: str
    queue: str
    name: str
    filter: str


class Views:
    """The saved views of one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, for_whom: Collection[str], desk: str) -> list[View]:
        """Return the views of a desk for any of these, those of teams and posts first, in the order they were made."""
        found = self._db.rows(
            f"SELECT {_COLUMNS} FROM views WHERE desk = ? AND for_whom IN ({', '.join('?' * len(for_whom))})"
            " ORDER BY for_whom LIKE 'person:%', id",
            [desk, *for_whom],
        )
        return [_view(row) for row in found]

    def get(self, view_id: int) -> View | None:
        """Return a view; None when there is none (any more)."""
        found = self._db.row(f"SELECT {_COLUMNS} FROM views WHERE id = ?", (view_id,))
        return None if found is None else _view(found)

    def named(self, for_whom: str, desk: str, name: str) -> View | None:
        """Return the view that already has a name."""
        found = self._db.row(
            f"SELECT {_COLUMNS} FROM views WHERE for_whom = ? AND desk = ? AND name = ?", (for_whom, desk, name)
        )
        return None if found is None else _view(found)

    def add(self, for_whom: str, desk: str, queue: str, name: str, text: str, made_by: int, at: datetime) -> int:
        """Keep a new view; return its id. Whether the name is free is for the caller to see to."""
        return self._db.run(
            "INSERT INTO views (for_whom, desk, queue, name, filter, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (for_whom, desk, queue, name, text, made_by, to_text(at)),
        )

    def change(self, view_id: int, name: str, queue: str, text: str) -> None:
        """Give a view another name, queue or filter."""
        self._db.run("UPDATE views SET name = ?, queue = ?, filter = ? WHERE id = ?", (name, queue, text, view_id))

    def remove(self, view_id: int) -> None:
        """Forget a view."""
        self._db.run("DELETE FROM views WHERE id = ?", (view_id,))


def _view(row: Row) -> View:
    return View(*row)
