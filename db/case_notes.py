"""What is kept beside cases: whom they concern, remarks, papers, unfinished typing, duties, notices."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from db.case_rows import Comment
from db.convert import from_json, to_json, to_text, to_time
from db.database import Database, Row

_COMMENT = "id, case_id, person_id, at, text"


class CaseNotes:
    """Reads and writes what stands beside cases; writing needs an open `db.write()`."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def concern(self, case_id: int, person: int, role: str) -> None:
        """Note that a case concerns a person: he sees it from now on."""
        self.db.run(
            "INSERT OR IGNORE INTO case_people (person_id, case_id, role) VALUES (?, ?, ?)", (person, case_id, role)
        )

    def concerned(self, case_id: int) -> set[int]:
        """Return the persons a case concerns."""
        return {row[0] for row in self.db.rows("SELECT person_id FROM case_people WHERE case_id = ?", (case_id,))}

    def comment(self, case_id: int, person: int, at: datetime, text: str, key: str) -> int:
        """Add a remark."""
        return self.db.run(
            "INSERT INTO comments (case_id, person_id, at, text, key) VALUES (?, ?, ?, ?, ?)",
            (case_id, person, to_text(at), text, key),
        )

    def comment_by_key(self, key: str) -> Comment | None:
        """Return the remark that was made under an idempotency key."""
        row = self.db.row(f"SELECT {_COMMENT} FROM comments WHERE key = ?", (key,))
        return None if row is None else _as_comment(row)

    def comments(self, case_id: int) -> list[Comment]:
        """Return the remarks on a case, oldest first."""
        rows = self.db.rows(f"SELECT {_COMMENT} FROM comments WHERE case_id = ? ORDER BY id", (case_id,))
        return [_as_comment(row) for row in rows]

    def issue_document(
        self, case_id: int, decision: int, kind: str, number: str, at: datetime, content: Mapping[str, Any]
    ) -> None:
        """Keep a paper as it was issued."""
        self.db.run(
            "INSERT INTO documents (case_id, decision_id, kind, number, at, content) VALUES (?, ?, ?, ?, ?, ?)",
            (case_id, decision, kind, number, to_text(at), to_json(content)),
        )

    def documents(self, case_id: int) -> list[Row]:
        """Return the papers of a case (id, decision_id, kind, number, at, content), in the order of issue."""
        return self.db.rows(
            "SELECT id, decision_id, kind, number, at, content FROM documents WHERE case_id = ? ORDER BY id", (case_id,)
        )

    def keep_draft(self, person: int, place: str, data: Mapping[str, Any], at: datetime) -> None:
        """Keep what a person has typed so far."""
        self.db.run(
            "INSERT INTO drafts (person_id, place, data, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (person_id, place) DO UPDATE SET data = excluded.data, at = excluded.at",
            (person, place, to_json(data), to_text(at)),
        )

    def draft(self, person: int, place: str) -> dict[str, Any] | None:
        """Return what a person had typed there, if anything."""
        text = self.db.value("SELECT data FROM drafts WHERE person_id = ? AND place = ?", (person, place))
        found: dict[str, Any] | None = None if text is None else from_json(text)
        return found

    def drafts(self, person: int) -> list[tuple[str, datetime]]:
        """Return the places where a person has typed something that was not handed in, the last one first."""
        rows = self.db.rows("SELECT place, at FROM drafts WHERE person_id = ? ORDER BY at DESC, place", (person,))
        return [(row["place"], to_time(row["at"])) for row in rows]

    def drop_draft(self, person: int, place: str) -> None:
        """Forget what was typed: it has been handed in, or given up."""
        self.db.run("DELETE FROM drafts WHERE person_id = ? AND place = ?", (person, place))

    def start_duty(self, duty: str, period: str, object_: str, at: datetime) -> bool:
        """Take the opening of one duty, period and object; False when somebody has it already."""
        return bool(
            self.db.value(
                "INSERT INTO duty_runs (duty, period, object, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1",
                (duty, period, object_, to_text(at)),
            )
        )

    def finish_duty(self, duty: str, period: str, object_: str, case_id: int) -> None:
        """Note the case a duty opened."""
        self.db.run(
            "UPDATE duty_runs SET case_id = ? WHERE duty = ? AND period = ? AND object = ?",
            (case_id, duty, period, object_),
        )

    def duty_started(self, duty: str, period: str, object_: str) -> bool:
        """Whether somebody has opened it already (a cheap look before taking the write gate)."""
        return bool(
            self.db.value(
                "SELECT 1 FROM duty_runs WHERE duty = ? AND period = ? AND object = ?", (duty, period, object_)
            )
        )

    def duty_has_run(self, duty: str, period: str) -> bool:
        """Whether a duty has opened anything for a period."""
        return bool(self.db.value("SELECT 1 FROM duty_runs WHERE duty = ? AND period = ? LIMIT 1", (duty, period)))

    def notify(self, person: int, case_id: int | None, message: str, at: datetime) -> None:
        """Leave a notice for a person; `message` is JSON (English id and parameters)."""
        self.db.run(
            "INSERT INTO notifications (person_id, case_id, message, at) VALUES (?, ?, ?, ?)",
            (person, case_id, message, to_text(at)),
        )

    def notices(self, person: int, *, unseen: bool = True) -> list[Row]:
        """Return a person's notices (id, case_id, message, at, seen_at), newest first, at most 200."""
        only = " AND seen_at IS NULL" if unseen else ""
        return self.db.rows(
            f"SELECT id, case_id, message, at, seen_at FROM notifications WHERE person_id = ?{only} ORDER BY id DESC"
            " LIMIT 200",
            (person,),
        )

    def unseen_notices(self, person: int) -> int:
        """Return how many notices a person has not read."""
        found: int = self.db.value(
            "SELECT count(*) FROM notifications WHERE person_id = ? AND seen_at IS NULL", (person,)
        )
        return found

    def see_notices(self, person: int, at: datetime) -> None:
        """Note that a person has read his notices."""
        self.db.run(
            "UPDATE notifications SET seen_at = ? WHERE person_id = ? AND seen_at IS NULL", (to_text(at), person)
        )


def _as_comment(row: Row) -> Comment:
    return Comment(row["id"], row["case_id"], row["person_id"], to_time(row["at"]), row["text"])
