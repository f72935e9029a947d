"""Cases, tasks and decisions as they are kept.

A *case* holds the form of one running procedure; a *task* is one open step of it, waiting for somebody; a *decision*
is an action that was taken. Tasks are closed, never deleted; a decision that is taken back stays, with the decision
that undid it. A case's status is derived: the end it reached, or the steps of its open tasks.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from db.convert import from_fen, time_or_none, to_fen, to_text, to_time
from db.database import Database, Row


@dataclass(slots=True)
class Case:
    """One running instance of a process. form: JSON values; amount: yuan."""

    id: int
    process: str
    version: int
    number: str | None
    form: dict[str, Any]
    seq: int
    opener_id: int
    requester_id: int
    opened_at: datetime
    submitted_at: datetime | None
    subject: str
    amount: Decimal | None
    customer: str | None
    department: str
    parent_id: int | None
    duty: str | None
    ended: str | None
    ended_at: datetime | None

    @property
    def name(self) -> str:
        """The number, or until it has one `#` and its id."""
        return self.number or f"#{self.id}"


@dataclass(slots=True)
class Task:
    """One step of one case, waiting for somebody (open), or that was done (closed_at set)."""

    id: int
    case_id: int
    process: str
    step: str
    round: int
    deciding: bool
    draft: bool
    slots: list[list[str]]
    in_order: bool
    needed: int
    opened_at: datetime
    due_at: datetime | None
    reminded_at: datetime | None
    escalated_at: datetime | None
    sent_back: bool
    rank: int
    claimed_by: int | None
    claimed_until: datetime | None
    claim_session: int | None
    return_to: str | None
    opened_by: int | None
    closed_by: int | None
    closed_at: datetime | None


@dataclass(slots=True)
class Decision:
    """An action that was taken: who, on whose behalf, when, why, at which version of the case."""

    case_id: int | None
    action: str
    kind: str
    person_id: int
    at: datetime
    key: str
    task_id: int | None = None
    step: str = ""
    round: int = 0
    slot: int | None = None
    target: str = ""
    on_behalf_of: int | None = None
    reason: int | None = None
    note: str = ""
    changes: list[list[Any]] = field(default_factory=list)
    seq: int = 0
    via_id: int | None = None
    irreversible: bool = False
    undo: dict[str, Any] = field(default_factory=dict)
    undone_by: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a case."""

    id: int
    case_id: int
    person_id: int
    at: datetime
    text: str


def dumps(value: Any) -> str:
    """Return JSON as this store keeps it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_CASE = (
    "id, process, version, number, form, seq, opener_id, requester_id, opened_at, submitted_at, subject, amount,"
    " customer, department, parent_id, duty, ended, ended_at"
)
_TASK = (
    "id, case_id, process, step, round, deciding, draft, slots, in_order, needed, opened_at, due_at, reminded_at,"
    " escalated_at, sent_back, rank, claimed_by, claimed_until, claim_session, return_to, opened_by, closed_by,"
    " closed_at"
)
_DECISION = (
    "case_id, action, kind, person_id, at, key, task_id, step, round, slot, target, on_behalf_of, reason, note,"
    " changes, seq, via_id, irreversible, undo, undone_by, id"
)


def _case(row: Row) -> Case:
    values = list(row)
    values[4] = json.loads(values[4])
    values[8] = to_time(values[8])
    values[9] = time_or_none(values[9])
    values[11] = None if values[11] is None else from_fen(values[11])
    values[17] = time_or_none(values[17])
    return Case(*values)


def _task(row: Row) -> Task:
    values = list(row)
    for flag in (5, 6, 8, 14):
        values[flag] = bool(values[flag])
    values[7] = json.loads(values[7])
    values[10] = to_time(values[10])
    for moment in (11, 12, 13, 17, 22):
        values[moment] = time_or_none(values[moment])
    return Task(*values)


def _decision(row: Row) -> Decision:
    values = list(row)
    values[4] = to_time(values[4])
    values[14] = json.loads(values[14])
    values[17] = bool(values[17])
    values[18] = json.loads(values[18])
    return Decision(*values)


class CaseStore:
    """Reads and writes cases, tasks and decisions; writing needs an open `db.write()`."""

    def __init__(self, db: Database) -> None:
        self.db = db

    # --- cases ---

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
        new = self.db.run(
            "INSERT INTO cases (process, version, form, opener_id, requester_id, opened_at, parent_id, duty)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (process, version, dumps(form), opener, requester, to_text(at), parent, duty),
        )
        return self.case(new)

    def case(self, case_id: int) -> Case:
        """Return the case; KeyError when there is none."""
        row = self.db.row(f"SELECT {_CASE} FROM cases WHERE id = ?", (case_id,))
        if row is None:
            raise KeyError(case_id)
        return _case(row)

    def find(self, name: str) -> Case | None:
        """Return the case with this number (any case of letters), or `#` and id."""
        if name.startswith("#"):
            row = (
                self.db.row(f"SELECT {_CASE} FROM cases WHERE id = ?", (name[1:],))
                if name[1:].isdigit()
                else None
            )
        else:
            row = self.db.row(f"SELECT {_CASE} FROM cases WHERE number = ?", (name.upper(),))
        return None if row is None else _case(row)

    def save(self, case: Case) -> None:
        """Write back everything about a case that changes."""
        self.db.run(
            "UPDATE cases SET number = ?, form = ?, seq = ?, requester_id = ?, submitted_at = ?, subject = ?, amount = ?,"
            " customer = ?, department = ?, ended = ?, ended_at = ?, version = ? WHERE id = ?",
            (
                case.number, dumps(case.form), case.seq, case.requester_id,
                case.submitted_at and to_text(case.submitted_at), case.subject,
                None if case.amount is None else to_fen(case.amount), case.customer, case.department, case.ended,
                case.ended_at and to_text(case.ended_at), case.version, case.id,
            ),
        )  # fmt: skip

    def children(self, case_id: int, process: str = "") -> list[Case]:
        """Return the cases this one opened, oldest first."""
        rows = self.db.rows(
            f"SELECT {_CASE} FROM cases WHERE parent_id = ? AND (? = '' OR process = ?) ORDER BY id",
            (case_id, process, process),
        )
        return [_case(row) for row in rows]

    def of_process(self, process: str, *, open_only: bool = False, customer: str | None = None) -> list[Case]:
        """Return the cases of a process, oldest first; those of one customer where one is named."""
        where, params = ["process = ?"], [process]
        if customer is not None:
            where.append("customer = ?")
            params.append(customer)
        if open_only:
            where.append("ended IS NULL")
        rows = self.db.rows(f"SELECT {_CASE} FROM cases WHERE {' AND '.join(where)} ORDER BY id", params)
        return [_case(row) for row in rows]

    def numbered_like(self, typed: str, *, limit: int) -> list[Case]:
        """Return the cases whose number begins or ends with what was typed, newest first."""
        bare = typed.upper().replace("%", "").replace("_", "")
        rows = self.db.rows(
            f"SELECT {_CASE} FROM cases WHERE number LIKE ? OR number LIKE ? ORDER BY id DESC LIMIT ?",
            (f"{bare}%", f"%{bare}", limit),
        )
        return [_case(row) for row in rows]

    def next_number(self, prefix: str, year: int) -> str:
        """Take the next number of a series: `WO-2026-000123`."""
        last = self.db.value(
            "INSERT INTO number_series (prefix, year, last) VALUES (?, ?, 1)"
            " ON CONFLICT (prefix, year) DO UPDATE SET last = last + 1 RETURNING last",
            (prefix, year),
        )
        return f"{prefix}-{year}-{last:06d}"

    # --- tasks ---

    def add_task(
        self,
        case: Case,
        step: str,
        *,
        round: int,
        deciding: bool,
        draft: bool,
        slots: Sequence[Iterable[str]],
        in_order: bool,
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
            "INSERT INTO tasks (case_id, process, step, round, deciding, draft, slots, in_order, needed, opened_at, due_at,"
            " sent_back, rank, amount, return_to, opened_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                case.id, case.process, step, round, deciding, draft, dumps([sorted(slot) for slot in slots]), in_order,
                needed, to_text(at), due_at and to_text(due_at), sent_back, rank,
                None if case.amount is None else to_fen(case.amount), return_to, opened_by,
            ),
        )  # fmt: skip
        return self.task(new)

    def task(self, task_id: int) -> Task:
        """Return the task; KeyError when there is none."""
        row = self.db.row(f"SELECT {_TASK} FROM tasks WHERE id = ?", (task_id,))
        if row is None:
            raise KeyError(task_id)
        return _task(row)

    def open_tasks(self, case_id: int) -> list[Task]:
        """Return the open tasks of a case, in the order they opened."""
        rows = self.db.rows(
            f"SELECT {_TASK} FROM tasks WHERE case_id = ? AND closed_at IS NULL ORDER BY id", (case_id,)
        )
        return [_task(row) for row in rows]

    def tasks(self, case_id: int) -> list[Task]:
        """Return every task a case ever had, in the order they opened."""
        return [
            _task(row)
            for row in self.db.rows(f"SELECT {_TASK} FROM tasks WHERE case_id = ? ORDER BY id", (case_id,))
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
        return {row[0] for row in self.db.rows("SELECT actor FROM task_actors WHERE task_id = ?", (task_id,))}

    def set_barred(self, task_id: int, persons: Iterable[int]) -> None:
        """Say who may not act on the task, whatever post he holds."""
        self.db.run("DELETE FROM task_barred WHERE task_id = ?", (task_id,))
        for person in persons:
            self.db.run(
                "INSERT OR IGNORE INTO task_barred (task_id, person_id) VALUES (?, ?)", (task_id, person)
            )

    def barred(self, task_id: int) -> set[int]:
        """Who may not act on the task, whatever post he holds."""
        return {
            row[0] for row in self.db.rows("SELECT person_id FROM task_barred WHERE task_id = ?", (task_id,))
        }

    def claim(
        self, task_id: int, person: int | None, until: datetime | None, session: int | None = None
    ) -> None:
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
            f"SELECT {_TASK} FROM tasks WHERE closed_at IS NULL AND due_at < ? AND escalated_at IS NULL ORDER BY due_at, id",
            (to_text(at),),
        )
        return [_task(row) for row in rows]

    # --- decisions ---

    def decide(self, decision: Decision) -> Decision:
        """Insert a decision; sets its id. A second vote of the person or slot raises IntegrityError."""
        decision.id = self.db.run(
            f"INSERT INTO decisions ({_DECISION.removesuffix(', id')})"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                decision.case_id, decision.action, decision.kind, decision.person_id, to_text(decision.at), decision.key,
                decision.task_id, decision.step, decision.round, decision.slot, decision.target, decision.on_behalf_of,
                decision.reason, decision.note, dumps(decision.changes), decision.seq, decision.via_id,
                decision.irreversible, dumps(decision.undo), decision.undone_by,
            ),
        )  # fmt: skip
        return decision

    def complete_decision(self, decision: Decision) -> None:
        """Write what is known of a decision only after it was carried out."""
        self.db.run(
            "UPDATE decisions SET target = ?, seq = ?, undo = ?, changes = ?, irreversible = ? WHERE id = ?",
            (
                decision.target, decision.seq, dumps(decision.undo), dumps(decision.changes), decision.irreversible,
                decision.id,
            ),
        )  # fmt: skip

    def decision(self, decision_id: int) -> Decision:
        """Return the decision; KeyError when there is none."""
        row = self.db.row(f"SELECT {_DECISION} FROM decisions WHERE id = ?", (decision_id,))
        if row is None:
            raise KeyError(decision_id)
        return _decision(row)

    def decision_by_key(self, key: str) -> Decision | None:
        """Return the decision that was taken under an idempotency key."""
        row = self.db.row(f"SELECT {_DECISION} FROM decisions WHERE key = ?", (key,))
        return None if row is None else _decision(row)

    def decisions(self, case_id: int, *, standing: bool = False) -> list[Decision]:
        """Return the decisions of a case, oldest first; `standing`: without those taken back."""
        only = " AND undone_by IS NULL" if standing else ""
        rows = self.db.rows(
            f"SELECT {_DECISION} FROM decisions WHERE case_id = ?{only} ORDER BY id", (case_id,)
        )
        return [_decision(row) for row in rows]

    def decisions_via(self, decision_id: int) -> list[Decision]:
        """Return the decisions on other cases that this one took, newest first."""
        rows = self.db.rows(
            f"SELECT {_DECISION} FROM decisions WHERE via_id = ? ORDER BY id DESC", (decision_id,)
        )
        return [_decision(row) for row in rows]

    def votes(self, task_id: int) -> list[Decision]:
        """Return the standing votes of a task, in the order they were given."""
        rows = self.db.rows(
            f"SELECT {_DECISION} FROM decisions WHERE task_id = ? AND slot IS NOT NULL AND undone_by IS NULL ORDER BY id",
            (task_id,),
        )
        return [_decision(row) for row in rows]

    def mark_undone(self, decision_id: int, by: int) -> None:
        """Note that a decision was taken back by a later one."""
        self.db.run("UPDATE decisions SET undone_by = ? WHERE id = ?", (by, decision_id))

    def last_by(self, person: int) -> Decision | None:
        """Return the last standing action a person took on a case, taking-back aside."""
        row = self.db.row(
            f"SELECT {_DECISION} FROM decisions WHERE person_id = ? AND case_id IS NOT NULL AND undone_by IS NULL"
            " AND via_id IS NULL AND kind != 'take-back' ORDER BY id DESC LIMIT 1",
            (person,),
        )
        return None if row is None else _decision(row)

    # --- persons, comments, papers, drafts, duties, notifications ---

    def concern(self, case_id: int, person: int, role: str) -> None:
        """Note that a case concerns a person: he sees it from now on."""
        self.db.run(
            "INSERT OR IGNORE INTO case_people (person_id, case_id, role) VALUES (?, ?, ?)",
            (person, case_id, role),
        )

    def concerned(self, case_id: int) -> set[int]:
        """Return the persons a case concerns."""
        return {
            row[0] for row in self.db.rows("SELECT person_id FROM case_people WHERE case_id = ?", (case_id,))
        }

    def comment(self, case_id: int, person: int, at: datetime, text: str, key: str) -> int:
        """Add a remark."""
        return self.db.run(
            "INSERT INTO comments (case_id, person_id, at, text, key) VALUES (?, ?, ?, ?, ?)",
            (case_id, person, to_text(at), text, key),
        )

    def comment_by_key(self, key: str) -> int | None:
        """Return the remark that was made under an idempotency key."""
        found: int | None = self.db.value("SELECT id FROM comments WHERE key = ?", (key,))
        return found

    def comments(self, case_id: int) -> list[Comment]:
        """Return the remarks on a case, oldest first."""
        rows = self.db.rows(
            "SELECT id, case_id, person_id, at, text FROM comments WHERE case_id = ? ORDER BY id", (case_id,)
        )
        return [Comment(row[0], row[1], row[2], to_time(row[3]), row[4]) for row in rows]

    def issue_document(
        self, case_id: int, decision: int, kind: str, number: str, at: datetime, content: Mapping[str, Any]
    ) -> None:
        """Keep a paper as it was issued."""
        self.db.run(
            "INSERT INTO documents (case_id, decision_id, kind, number, at, content) VALUES (?, ?, ?, ?, ?, ?)",
            (case_id, decision, kind, number, to_text(at), dumps(content)),
        )

    def documents(self, case_id: int) -> list[Row]:
        """Return the papers of a case (id, decision_id, kind, number, at, content), in the order of issue."""
        return self.db.rows(
            "SELECT id, decision_id, kind, number, at, content FROM documents WHERE case_id = ? ORDER BY id",
            (case_id,),
        )

    def keep_draft(self, person: int, place: str, data: Mapping[str, Any], at: datetime) -> None:
        """Keep what a person has typed so far."""
        self.db.run(
            "INSERT INTO drafts (person_id, place, data, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (person_id, place) DO UPDATE SET data = excluded.data, at = excluded.at",
            (person, place, dumps(data), to_text(at)),
        )

    def draft(self, person: int, place: str) -> dict[str, Any] | None:
        """Return what a person had typed there, if anything."""
        text = self.db.value("SELECT data FROM drafts WHERE person_id = ? AND place = ?", (person, place))
        found: dict[str, Any] | None = None if text is None else json.loads(text)
        return found

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
                "SELECT 1 FROM duty_runs WHERE duty = ? AND period = ? AND object = ?",
                (duty, period, object_),
            )
        )

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

    def see_notices(self, person: int, at: datetime) -> None:
        """Note that a person has read his notices."""
        self.db.run(
            "UPDATE notifications SET seen_at = ? WHERE person_id = ? AND seen_at IS NULL",
            (to_text(at), person),
        )
