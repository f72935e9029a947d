"""Cases, tasks and decisions as rows: what the stores read and write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from db.convert import from_fen, from_json, time_or_none, to_time
from db.database import Row


@dataclass(slots=True)
class Case:
    """One running instance of a process. form: JSON values; amount: yuan."""

    id: int
    process: str
    version: int
    number: str | None
    form: Mapping[str, Any]
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
    sight: str | None = None
    """What one must see to see it, where that is not its process."""

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
    slots: Sequence[Sequence[str]]
    waits_for: Sequence[Sequence[int]]
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
    changes: Sequence[Sequence[Any]] = ()
    seq: int = 0
    via_id: int | None = None
    irreversible: bool = False
    undo: Mapping[str, Any] = field(default_factory=dict)
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


@lru_cache(maxsize=1024)
def _slots(text: str) -> Any:
    """Read the votes a task wants; they are few texts, read again and again, so their lists are shared."""
    return from_json(text)


CASE = (
    "id, process, version, number, form, seq, opener_id, requester_id, opened_at, submitted_at, subject, amount,"
    " customer, department, parent_id, duty, ended, ended_at, sight"
)
TASK = (
    "id, case_id, process, step, round, deciding, draft, slots, waits_for, needed, opened_at, due_at, reminded_at,"
    " escalated_at, sent_back, rank, claimed_by, claimed_until, claim_session, return_to, opened_by, closed_by,"
    " closed_at"
)
DECISION = (
    "case_id, action, kind, person_id, at, key, task_id, step, round, slot, target, on_behalf_of, reason, note,"
    " changes, seq, via_id, irreversible, undo, undone_by, id"
)


def as_case(row: Row) -> Case:
    values = list(row)
    values[4] = from_json(values[4])
    values[8] = to_time(values[8])
    values[9] = time_or_none(values[9])
    values[11] = None if values[11] is None else from_fen(values[11])
    values[17] = time_or_none(values[17])
    return Case(*values)


def as_task(row: Row) -> Task:
    values = list(row)
    for flag in (5, 6, 14):
        values[flag] = bool(values[flag])
    values[7], values[8] = _slots(values[7]), _slots(values[8])
    values[10] = to_time(values[10])
    for moment in (11, 12, 13, 17, 22):
        values[moment] = time_or_none(values[moment])
    return Task(*values)


def as_decision(row: Row) -> Decision:
    values = list(row)
    values[4] = to_time(values[4])
    values[14] = from_json(values[14])
    values[17] = bool(values[17])
    values[18] = from_json(values[18])
    return Decision(*values)
