"""Cases, tasks and decisions as they are kept.

A *case* holds the form of one running procedure; a *task* is one open step of it, waiting for somebody; a *decision*
is an action that was taken. Tasks are closed, never deleted; a decision that is taken back stays, with the decision
that undid it. A case's status is derived: the end it reached, or the steps of its open tasks.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from db.case_notes import CaseNotes
from db.case_rows import CASE, Case, Comment, Decision, Task, as_case
from db.convert import to_fen, to_json, to_text
from db.decisions import DecisionStore
from db.tasks import TaskStore

__all__ = ["Case", "CaseStore", "Comment", "Decision", "Task"]

_NUMBER = re.compile(r'"([A-Z]{2}-\d{4}-\d{6,})"')
"""The number of a case where it is a whole value of a form, as JSON writes it."""


class CaseStore(TaskStore, DecisionStore, CaseNotes):
    """Reads and writes cases and everything about them; writing needs an open `db.write()`."""

    def add(
        self,
        process: str,
        version: int,
        form: Mapping[str, Any],
        opener: int,
        requester: int,
        at: datetime,
        *,
        parent: int | None = None,
        duty: str | None = None,
    ) -> Case:
        """Insert a case that stands nowhere yet."""
        written = to_json(form)
        new = self.db.run(
            "INSERT INTO cases (process, version, form, opener_id, requester_id, opened_at, parent_id, duty)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (process, version, written, opener, requester, to_text(at), parent, duty),
        )
        self._note_names(new, written)
        return self.case(new)

    def case(self, case_id: int) -> Case:
        """Return the case; KeyError when there is none."""
        for row in self.db.known(("cases",), f"SELECT {CASE} FROM cases WHERE id = ?", (case_id,)):
            return as_case(row)
        raise KeyError(case_id)

    def find(self, name: str) -> Case | None:
        """Return the case with this number (any case of letters), or `#` and id."""
        if name.startswith("#"):
            row = self.db.row(f"SELECT {CASE} FROM cases WHERE id = ?", (name[1:],)) if name[1:].isdigit() else None
        else:
            row = self.db.row(f"SELECT {CASE} FROM cases WHERE number = ?", (name.upper(),))
        return None if row is None else as_case(row)

    def save(self, case: Case) -> None:
        """Write back everything about a case that changes."""
        written = to_json(case.form)
        self.db.run(
            "UPDATE cases SET number = ?, form = ?, seq = ?, requester_id = ?, submitted_at = ?, subject = ?, amount = ?,"
            " customer = ?, department = ?, ended = ?, ended_at = ?, version = ?, sight = ? WHERE id = ?",
            (
                case.number, written, case.seq, case.requester_id,
                case.submitted_at and to_text(case.submitted_at), case.subject,
                None if case.amount is None else to_fen(case.amount), case.customer, case.department, case.ended,
                case.ended_at and to_text(case.ended_at), case.version, case.sight, case.id,
            ),
        )  # fmt: skip
        self._note_names(case.id, written)

    def _note_names(self, case_id: int, written: str) -> None:
        """Keep which cases a form names, as it stands now."""
        names = set(_NUMBER.findall(written))
        kept = {row[0] for row in self.db.rows("SELECT number FROM case_names WHERE case_id = ?", (case_id,))}
        for number in kept - names:
            self.db.run("DELETE FROM case_names WHERE number = ? AND case_id = ?", (number, case_id))
        for number in names - kept:
            self.db.run("INSERT INTO case_names (number, case_id) VALUES (?, ?)", (number, case_id))

    def children(self, case_id: int, process: str = "") -> list[Case]:
        """Return the cases this one opened, oldest first."""
        rows = self.db.known(
            ("cases",),
            f"SELECT {CASE} FROM cases WHERE parent_id = ? AND (? = '' OR process = ?) ORDER BY id",
            (case_id, process, process),
        )
        return [as_case(row) for row in rows]

    def naming(self, case: Case) -> list[Case]:
        """Return the other cases in whose form the number of this one stands, oldest first."""
        rows = self.db.known(
            ("cases", "case_names"),
            f"SELECT {CASE} FROM cases WHERE id <> ? AND id IN (SELECT case_id FROM case_names WHERE number = ?)"
            " ORDER BY id",
            (case.id, case.number or ""),
        )
        return [as_case(row) for row in rows]

    def of_process(
        self,
        process: str,
        *,
        open_only: bool = False,
        customer: str | None = None,
        opened_from: datetime | None = None,
        ended_from: datetime | None = None,
        ended_before: datetime | None = None,
    ) -> list[Case]:
        """Return the cases of a process, oldest first.

        customer: only of this customer. opened_from, ended_from: then or later. ended_before: earlier than that.
        """
        where = ["process = ?"]
        params: list[Any] = [process]
        for condition, value in (
            ("customer = ?", customer),
            ("opened_at >= ?", opened_from and to_text(opened_from)),
            ("ended_at >= ?", ended_from and to_text(ended_from)),
            ("ended_at < ?", ended_before and to_text(ended_before)),
        ):
            if value is not None:
                where.append(condition)
                params.append(value)
        if open_only:
            where.append("ended IS NULL")
        sql = f"SELECT {CASE} FROM cases WHERE {' AND '.join(where)} ORDER BY id"
        rows = self.db.known(("cases",), sql, params)
        return [as_case(row) for row in rows]

    def numbered_like(self, typed: str, *, limit: int) -> list[Case]:
        """Return the cases whose number begins or ends with what was typed, newest first."""
        bare = typed.upper().replace("%", "").replace("_", "")
        rows = self.db.rows(
            f"SELECT {CASE} FROM cases WHERE number LIKE ? OR number LIKE ? ORDER BY id DESC LIMIT ?",
            (f"{bare}%", f"%{bare}", limit),
        )
        return [as_case(row) for row in rows]

    def next_number(self, prefix: str, year: int) -> str:
        """Take the next number of a series: `WO-2026-000123`."""
        last = self.db.value(
            "INSERT INTO number_series (prefix, year, last) VALUES (?, ?, 1)"
            " ON CONFLICT (prefix, year) DO UPDATE SET last = last + 1 RETURNING last",
            (prefix, year),
        )
        return f"{prefix}-{year}-{last:06d}"
