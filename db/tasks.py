"""Tasks as they are kept: open steps, who may act on them, who has claimed them, when they are due."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from db.case_rows import TASK, Case, Task, as_task
from db.convert import to_fen, to_json, to_text
from db.database import Database


class TaskStore:
    """Reads and writes tasks; writing needs an open `db.write()`."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def add_task(
        self,
        case: Case,
        step: str,
        *,
        round: int,
        deciding: bool,
        draft: bool,
        slots: Sequence[Iterable[str]],
        waits_for: Sequence[Sequence[int]],
        needed: int,
        at: datetime,
        due_at: datetime | None,
        sent_back: bool,
        rank: int,
        return_to: str | None,
        opened_by: int | None,
    ) -> Task:
        """Open a task; actors and the barred are set apart, by `set_actors` and `set_barred`."""
        new = self.db.run(
            "INSERT INTO tasks (case_id, process, step, round, deciding, draft, slots, waits_for, needed, opened_at, due_at,"
            " sent_back, rank, amount, return_to, opened_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                case.id, case.process, step, round, deciding, draft, to_json([sorted(slot) for slot in slots]),
                to_json(waits_for),
                needed, to_text(at), due_at and to_text(due_at), sent_back, rank,
                None if case.amount is None else to_fen(case.amount), return_to, opened_by,
            ),
        )  # fmt: skip
        return self.task(new)

    def task(self, task_id: int) -> Task:
        """Return the task; KeyError when there is none."""
        for row in self.db.known(("tasks",), f"SELECT {TASK} FROM tasks WHERE id = ?", (task_id,)):
            return as_task(row)
        raise KeyError(task_id)

    def open_tasks(self, case_id: int) -> list[Task]:
        """Return the open tasks of a case, in the order they opened."""
        sql = f"SELECT {TASK} FROM tasks WHERE case_id = ? AND closed_at IS NULL ORDER BY id"
        rows = self.db.known(("tasks",), sql, (case_id,))
        return [as_task(row) for row in rows]

    def tasks(self, case_id: int) -> list[Task]:
        """Return every task a case ever had, in the order they opened."""
        return [
            as_task(row) for row in self.db.rows(f"SELECT {TASK} FROM tasks WHERE case_id = ? ORDER BY id", (case_id,))
        ]

    def last_round(self, case_id: int, step: str) -> int:
        """Return how often the step has been entered."""
        found = self.db.value("SELECT max(round) FROM tasks WHERE case_id = ? AND step = ?", (case_id, step))
        return found or 0

    def close_task(self, task_id: int, decision: int, at: datetime) -> None:
        """Close an open task: its actors leave the queues."""
        self.db.run(
            "UPDATE tasks SET closed_at = ?, closed_by = ?, claimed_by = NULL, claimed_until = NULL WHERE id = ?",
            (to_text(at), decision, task_id),
        )
        self.db.run("DELETE FROM task_actors WHERE task_id = ?", (task_id,))

    def reopen_task(self, task_id: int) -> None:
        """Open a task again that was closed by a decision now taken back."""
        self.db.run("UPDATE tasks SET closed_at = NULL, closed_by = NULL WHERE id = ?", (task_id,))

    def set_actors(self, task_id: int, actors: Iterable[str]) -> None:
        """Say who may act on the task now."""
        self.db.run("DELETE FROM task_actors WHERE task_id = ?", (task_id,))
        for actor in actors:
            self.db.run("INSERT OR IGNORE INTO task_actors (actor, task_id) VALUES (?, ?)", (actor, task_id))

    def actors(self, task_id: int) -> set[str]:
        """Who may act on the task now."""
        return {
            row[0]
            for row in self.db.known(("task_actors",), "SELECT actor FROM task_actors WHERE task_id = ?", (task_id,))
        }

    def set_barred(self, task_id: int, persons: Iterable[int]) -> None:
        """Say who may not act on the task, whatever post he holds."""
        self.db.run("DELETE FROM task_barred WHERE task_id = ?", (task_id,))
        for person in persons:
            self.db.run("INSERT OR IGNORE INTO task_barred (task_id, person_id) VALUES (?, ?)", (task_id, person))

    def barred(self, task_id: int) -> set[int]:
        """Who may not act on the task, whatever post he holds."""
        return {
            row[0]
            for row in self.db.known(
                ("task_barred",), "SELECT person_id FROM task_barred WHERE task_id = ?", (task_id,)
            )
        }

    def claim(self, task_id: int, person: int | None, until: datetime | None, session: int | None = None) -> None:
        """Give the lease of a task to a person, or take it away (None)."""
        self.db.run(
            "UPDATE tasks SET claimed_by = ?, claimed_until = ?, claim_session = ? WHERE id = ?",
            (person, until and to_text(until), session, task_id),
        )

    def end_claims(self, session: int) -> None:
        """End every lease of a session."""
        self.db.run(
            "UPDATE tasks SET claimed_by = NULL, claimed_until = NULL, claim_session = NULL WHERE claim_session = ?",
            (session,),
        )

    def set_due(self, task_id: int, due_at: datetime | None) -> None:
        """Move the deadline of an open task."""
        self.db.run("UPDATE tasks SET due_at = ? WHERE id = ?", (due_at and to_text(due_at), task_id))

    def save_slots(self, task: Task) -> None:
        """Write back whose votes a task wants, in which order, and how many."""
        self.db.run(
            "UPDATE tasks SET slots = ?, waits_for = ?, needed = ? WHERE id = ?",
            (to_json([sorted(slot) for slot in task.slots]), to_json(task.waits_for), task.needed, task.id),
        )

    def save_task(self, task: Task) -> None:
        """Write back the deadline, its reminders and the mark of order."""
        self.db.run(
            "UPDATE tasks SET due_at = ?, reminded_at = ?, escalated_at = ?, rank = ? WHERE id = ?",
            (
                task.due_at and to_text(task.due_at), task.reminded_at and to_text(task.reminded_at),
                task.escalated_at and to_text(task.escalated_at), task.rank, task.id,
            ),
        )  # fmt: skip

    def mirror_amount(self, case: Case) -> None:
        """Carry a changed sum to the open tasks, for the order of queues."""
        self.db.run(
            "UPDATE tasks SET amount = ? WHERE case_id = ? AND closed_at IS NULL",
            (None if case.amount is None else to_fen(case.amount), case.id),
        )

    def overdue(self, at: datetime) -> list[Task]:
        """Return the open tasks whose deadline has passed and that have not escalated, oldest deadline first."""
        rows = self.db.rows(
            f"SELECT {TASK} FROM tasks WHERE closed_at IS NULL AND coalesce(due_at, '9999') < ? AND escalated_at IS NULL"
            " ORDER BY coalesce(due_at, '9999'), id",
            (to_text(at),),
        )
        return [as_task(row) for row in rows]

    def due_after(self, at: datetime) -> list[Task]:
        """Return the open tasks whose deadline is still to come."""
        rows = self.db.rows(
            f"SELECT {TASK} FROM tasks WHERE closed_at IS NULL AND due_at > ? ORDER BY id", (to_text(at),)
        )
        return [as_task(row) for row in rows]
