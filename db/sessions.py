"""Sessions: who is signed in, through which door, since when and last seen when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from db.convert import time_or_none, to_text, to_time
from db.database import Database
from db.sqlite import Row

_COLUMNS = "id, person_id, door, started_at, seen_at, ended_at, ended_why"


class NoSuchSession(LookupError):
    """No session has this id."""


@dataclass(frozen=True, slots=True)
class Session:
    """One person at one door: `terminal`, `ssh`, `browser` or `line`. `ended_at` None: still signed in."""

    id: int
    person_id: int
    door: str
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    ended_why: str | None


class Sessions:
    """The sessions of one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def open(self, person_id: int, door: str, at: datetime) -> int:
        """Open a session; return its id."""
        stamp = to_text(at)
        return self._db.run(
            "INSERT INTO sessions (person_id, door, started_at, seen_at) VALUES (?, ?, ?, ?)",
            (person_id, door, stamp, stamp),
        )

    def seen(self, session_id: int, at: datetime) -> bool:
        """Note that the person is still there; False: the session has ended, and nothing was noted."""
        return (
            self._db.run("UPDATE sessions SET seen_at = ? WHERE id = ? AND ended_at IS NULL", (to_text(at), session_id))
            == 1
        )

    def look_at(self, session_id: int, case_id: int | None, until: datetime) -> None:
        """Note which case is open on the screen of a session, and until when it counts as that; None: none."""
        self._db.run(
            "UPDATE sessions SET looking_at = ?, looking_until = ? WHERE id = ?",
            (case_id, None if case_id is None else to_text(until), session_id),
        )

    def lookers(self, case_ids: Collection[int], but: int, at: datetime) -> dict[int, list[str]]:
        """Return who has which of these cases open, by name; leaving one person out."""
        found = self._db.rows(
            "SELECT DISTINCT s.looking_at, p.name FROM sessions s JOIN persons p ON p.id = s.person_id"
            f" WHERE s.looking_at IN ({', '.join('?' * len(case_ids))}) AND s.ended_at IS NULL"
            " AND s.looking_until > ? AND s.person_id <> ? ORDER BY p.name",
            [*case_ids, to_text(at), but],
        )
        by_case: dict[int, list[str]] = {}
        for case_id, name in found:
            by_case.setdefault(case_id, []).append(name)
        return by_case

    def close(self, session_id: int, at: datetime, why: str) -> None:
        """End a session (`signed out`, `idle`, `disabled` …); one that has ended keeps its end."""
        self._db.run(
            "UPDATE sessions SET ended_at = ?, ended_why = ? WHERE id = ? AND ended_at IS NULL",
            (to_text(at), why, session_id),
        )

    def close_unseen(self, since: datetime, at: datetime, why: str) -> int:
        """End the sessions nobody was seen in since a moment; return how many there were."""
        return self._db.run(
            "UPDATE sessions SET ended_at = ?, ended_why = ? WHERE ended_at IS NULL AND seen_at < ?",
            (to_text(at), why, to_text(since)),
        )

    def get(self, session_id: int) -> Session:
        """Return a session, ended or not. Raises NoSuchSession."""
        found = self._db.row(f"SELECT {_COLUMNS} FROM sessions WHERE id = ?", (session_id,))
        if found is None:
            raise NoSuchSession(session_id)
        return _session(found)

    def opened(self, person_id: int | None = None) -> tuple[Session, ...]:
        """Return the sessions that have not ended, of everybody or of one person, oldest first."""
        found = self._db.rows(
            f"SELECT {_COLUMNS} FROM sessions"
            " WHERE ended_at IS NULL AND (:person IS NULL OR person_id = :person) ORDER BY id",
            {"person": person_id},
        )
        return tuple(_session(row) for row in found)


def _session(row: Row) -> Session:
    return Session(
        row["id"],
        row["person_id"],
        row["door"],
        to_time(row["started_at"]),
        to_time(row["seen_at"]),
        time_or_none(row["ended_at"]),
        row["ended_why"],
    )
