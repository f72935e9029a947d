"""Queues: pages of open tasks by key, so that a list of any length opens as fast as a short one.

A page is found by the sort key of the row before or after it, never by an offset. One rule of visibility is part of
every statement here: what a person may not see is not listed, not counted, not found.

A page is read in one of two ways. Where few tasks come into question (by actor or by step) they are collected and
sorted. Where many do, an index that has the order of the queue is followed until the page is full: most rows on the way
belong to it, so a page costs the same whatever the length. Counting needs no order: it goes through the tasks of the
actors or of the steps, whichever are fewer, and stops at `most`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from db.convert import from_fen, from_json, time_or_none, to_fen, to_json, to_text, to_time
from db.database import Database, Row
from db.errors import NoSuchPlace


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person sees. actors: what he is, himself and for others.

    processes: those whose cases he sees, and kinds of cases that are seen apart (`purchase-order/fee`). parted:
    processes of which some cases are seen otherwise than the rest.
    """

    person_id: int
    processes: frozenset[str]
    actors: frozenset[str]
    parted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a filter. field: "" any, or number, subject, from, step, process; absent: rows without it."""

    text: str
    field: str = ""
    absent: bool = False
    keys: tuple[str, ...] = ()
    """Customers the word finds in the register (by pinyin, code or name)."""
    colleagues: tuple[str, ...] = ()
    """Employees it finds so."""
    processes: tuple[str, ...] = ()
    steps: tuple[tuple[str, str], ...] = ()
    """Processes, and steps of processes, whose titles hold the word."""
    due: tuple[datetime | None, datetime | None] | None = None
    """Instead of a word: due from the first moment on, and before the second."""
    amount: tuple[Decimal | None, Decimal | None] | None = None
    """Instead of a word: of an amount from the first to the second."""
    claimed: tuple[int | None, datetime] | None = None
    """Instead of a word: claimed by this person at this moment; None: by nobody."""


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which open tasks a queue lists. steps: pairs of process and step (`*`: every step but the draft)."""

    sight: Sight
    steps: tuple[tuple[str, str], ...] | None = None
    mine: bool = False
    drafts: bool = False
    deciding: bool = False
    late_at: datetime | None = None
    terms: tuple[Term, ...] = ()
    order: tuple[str, ...] = ("due", "opened")
    among: tuple[int, ...] | None = None
    besides: tuple[int, ...] = ()
    """Only these tasks; none of these."""


class QueueRow(NamedTuple):
    """One open task with what a list shows of its case; a tuple, because a page makes sixty of them."""

    task_id: int
    case_id: int
    seq: int
    number: str | None
    process: str
    step: str
    round: int
    subject: str
    amount: Decimal | None
    requester: str
    requester_id: int
    opened_at: datetime
    due_at: datetime | None
    sent_back: bool
    claimed_by: int | None
    claimed_until: datetime | None
    mine: bool
    place: Sequence[Any]

    @property
    def cursor(self) -> str:
        """Where the row stands in the order of the queue, as text."""
        return to_json(self.place)


_DUE = "coalesce(t.due_at, '9999')"
"""As the indexes have it; what has no deadline comes last."""
_WAITS = "EXISTS (SELECT 1 FROM task_actors a WHERE a.task_id = t.id AND a.actor IN ({}))"
# The sort key of an order, and whether it descends.
_KEYS = {
    "sent-back": ("t.sent_back", True),
    "urgent": ("min(t.rank, 0)", False),
    "rank": ("t.rank", False),
    "due": (_DUE, False),
    "amount": ("coalesce(t.amount, -1)", True),
    "opened": ("t.opened_at", False),
    "number": ("coalesce(c.number, '~')", False),
    "id": ("t.id", False),
}
_ORDERED = {
    ("due",): "open_tasks_by_due",
    ("rank", "due"): "open_tasks_by_rank",
    ("urgent", "due"): "open_tasks_by_urgency",
}
"""The indexes that begin with these keys."""
COLLECTED = 1000
"""Up to so many tasks in question are collected and sorted."""
_TABLES = ("tasks", "task_actors", "task_barred", "cases", "case_people", "persons")
_PERSON = " CROSS JOIN persons p ON p.id = c.requester_id"
_CASE = f" CROSS JOIN cases c ON c.id = t.case_id{_PERSON}"
_DRAFTS = f" FROM cases c INDEXED BY open_cases_of_requester CROSS JOIN tasks t ON t.case_id = c.id{_PERSON}"
_FIELDS = {"number": "c.number", "subject": "c.subject", "from": "p.name", "step": "t.step", "process": "t.process"}


@dataclass(slots=True)
class _Where:
    parts: list[str] = field(default_factory=lambda: ["t.closed_at IS NULL"])
    params: list[Any] = field(default_factory=list)

    def add(self, sql: str, *params: Any) -> None:
        self.parts.append(sql)
        self.params.extend(params)

    @property
    def condition(self) -> str:
        return " AND ".join(f"({part})" for part in self.parts)

    def __str__(self) -> str:
        return f" WHERE {self.condition}"


@dataclass(frozen=True, slots=True)
class _Source:
    """Where rows are read from. ordered: they come by the first keys of the queue, and are not to be sorted by them.
    own: all of them wait for the person."""

    sql: str
    params: Sequence[Any] = ()
    ordered: bool = False
    own: bool = False

    @property
    def sort(self) -> str:
        """What goes before the first sort key: a plus keeps SQLite from following an index for it."""
        return "" if self.ordered else "+"


@dataclass(frozen=True, slots=True)
class _Way:
    """Some of the tasks, among which are all that a queue lists: what reads one row for each, and how to read them."""

    each: str
    params: Sequence[Any]
    source: _Source


class Queues:
    """Reads queues."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def count(self, wanted: TaskFilter, most: int) -> int:
        """Return how many tasks the filter finds; no further than `most` is counted."""
        # Only words look at the case and who asked; to read these of every task counted is most of the work.
        beside = _CASE if wanted.terms else ""
        source = self._source(wanted, beside, sorted_=False)
        where = _where(wanted, own=source.own)
        sql = f"SELECT count(*) FROM (SELECT 1{source.sql}{where} LIMIT ?)"
        ((found,),) = self.db.known(_TABLES, sql, [*source.params, *where.params, most])
        return int(found)

    def count_among(self, wanted: TaskFilter, examined: int, most: int) -> tuple[int, bool]:
        """Return how many of the first `examined` tasks its terms find, up to `most`, and whether there may be more."""
        source = self._source(wanted, _CASE, sorted_=False)
        where = _where(replace(wanted, terms=()), own=source.own)
        matching = _Where(["1"])
        for term in wanted.terms:
            _add_term(matching, term)
        sql = f"SELECT count(*), sum(found) FROM (SELECT {matching.condition} AS found{source.sql}{where} LIMIT ?)"
        params = [*matching.params, *source.params, *where.params, examined]
        ((looked_at, found),) = self.db.known(_TABLES, sql, params)
        return min(found or 0, most), looked_at == examined or (found or 0) >= most

    def _source(self, wanted: TaskFilter, beside: str, *, sorted_: bool) -> "_Source":
        """Return the way to read: from the fewest tasks that come into question, or along the order of the queue.

        beside: the tables that are joined to the tasks.
        """
        if wanted.drafts:
            return _Source(_DRAFTS)
        ways = _ways(wanted, beside)
        if not sorted_ and len(ways) == 1:
            return ways[0].source
        index = next((name for keys, name in _ORDERED.items() if wanted.order[: len(keys)] == keys), None)
        everything = (COLLECTED + 1, _Source(f" FROM tasks t{beside}"))
        fewest, source = min(
            ((self._upto(way), way.source) for way in ways), key=lambda way: way[0], default=everything
        )
        if fewest <= COLLECTED or (index is None if sorted_ else ways):
            return source
        return _Source(f" FROM tasks t INDEXED BY {index or 'open_tasks_by_due'}{beside}", ordered=sorted_)

    def _upto(self, way: _Way) -> int:
        sql = f"SELECT count(*) FROM ({way.each} LIMIT ?)"
        ((found,),) = self.db.known(_TABLES, sql, [*way.params, COLLECTED + 1])
        return int(found)

    def page(
        self, wanted: TaskFilter, *, after: str | None = None, before: str | None = None, limit: int
    ) -> list[QueueRow]:
        """Return up to `limit` rows after or before a cursor, or the first ones, in the order of the queue.

        An empty cursor is the edge of the queue: `before=""` returns the last rows.
        """
        keys = [_KEYS[name] for name in (*wanted.order, "id")]
        source = self._source(wanted, _CASE, sorted_=True)
        where = _where(wanted, own=source.own)
        backwards = before is not None
        cursor = before if backwards else after
        if cursor:
            _beyond(where, keys, _read_cursor(cursor, len(keys)), backwards)
        ordering = source.sort + ", ".join(f"{sql} {'DESC' if down != backwards else 'ASC'}" for sql, down in keys)
        mine, among = _mine(wanted)
        rows = self.db.rows(
            "SELECT t.id, t.case_id, c.seq, c.number, t.process, t.step, t.round, c.subject, c.amount, p.name,"
            " c.requester_id, t.opened_at, t.due_at, t.sent_back, t.claimed_by, t.claimed_until,"
            f" {mine}, {', '.join(sql for sql, _down in keys)}{source.sql}{where} ORDER BY {ordering} LIMIT ?",
            [*among, *source.params, *where.params, limit],
        )
        found = [_row(row) for row in rows]
        return found[::-1] if backwards else found

    def at_steps(self, steps: Sequence[tuple[str, str]], most: int) -> list[tuple[int, int]]:
        """Return the open tasks at some steps, whoever sees them, each with its case; the first of them up to `most`."""
        where = _Where()
        _add_steps(where, steps, drafts=False)
        sql = f"SELECT t.id, t.case_id FROM tasks t INDEXED BY open_tasks_of_step{where} ORDER BY t.id LIMIT ?"
        return [(task, case) for task, case in self.db.rows(sql, [*where.params, most])]

    def cursor_of(self, wanted: TaskFilter, task_id: int) -> str | None:
        """Return the cursor of a task in the order of the queue; None when the filter does not find it."""
        keys = [_KEYS[name] for name in (*wanted.order, "id")]
        where = _where(wanted)
        where.add("t.id = ?", task_id)
        row = self.db.row(f"SELECT {', '.join(sql for sql, _down in keys)} FROM tasks t{_CASE}{where}", where.params)
        return None if row is None else to_json(list(row))


def _ways(wanted: TaskFilter, beside: str) -> list[_Way]:
    """Return the tasks of the actors and those at the steps, as far as the queue is for these."""
    ways = []
    if wanted.mine or wanted.deciding:
        actors = list(wanted.sight.actors)
        among = f"FROM task_actors WHERE actor IN ({_marks(actors)})"
        source = f" FROM (SELECT DISTINCT task_id {among}) m CROSS JOIN tasks t ON t.id = m.task_id{beside}"
        ways.append(_Way(f"SELECT 1 {among}", actors, _Source(source, actors, own=True)))
    if wanted.steps:
        at_steps = _Where()
        _add_steps(at_steps, wanted.steps, drafts=True)
        source = " FROM tasks t INDEXED BY open_tasks_of_step"
        ways.append(_Way(f"SELECT 1{source}{at_steps}", at_steps.params, _Source(source + beside)))
    return ways


def _mine(wanted: TaskFilter) -> tuple[str, list[Any]]:
    """Return what says whether the person may act on a task, with its parameters."""
    if wanted.mine or wanted.deciding:
        return "1", []  # there is nothing else in the queue
    barred = "SELECT 1 FROM task_barred b WHERE b.task_id = t.id AND b.person_id = ?"
    return f"{_WAITS.format(_marks(wanted.sight.actors))} AND NOT EXISTS ({barred})", [
        *wanted.sight.actors,
        wanted.sight.person_id,
    ]


def _row(row: Row) -> QueueRow:
    (
        task, case, seq, number, process, step, entered, subject, amount, requester, requester_id,
        opened_at, due_at, sent_back, claimed_by, claimed_until, mine, *place,
    ) = row  # fmt: skip
    return QueueRow(
        task, case, seq, number, process, step, entered, subject, None if amount is None else from_fen(amount),
        requester, requester_id, to_time(opened_at), time_or_none(due_at), bool(sent_back), claimed_by,
        time_or_none(claimed_until), bool(mine), place,
    )  # fmt: skip


def _read_cursor(cursor: str, length: int) -> list[Any]:
    """Return the key values of the row a cursor names. Raises NoSuchPlace."""
    try:
        values = from_json(cursor)
    except ValueError:
        raise NoSuchPlace(cursor) from None
    if not isinstance(values, list) or len(values) != length or not all(_sorts(value) for value in values):
        raise NoSuchPlace(cursor)
    return values


def _sorts(value: Any) -> bool:
    return value is None or isinstance(value, str | float) or (isinstance(value, int) and abs(value) < 2**63)


def _beyond(where: _Where, keys: Sequence[tuple[str, bool]], values: Sequence[Any], backwards: bool) -> None:
    """Add: sorts after (before) the row with these key values.

    The first key alone bounds it too, so that reading begins there.
    """
    (first, down), *_rest = keys
    where.add(f"{first} {'<=' if down != backwards else '>='} ?", values[0])
    ways, params = [], []
    for index, (sql, down) in enumerate(keys):
        same = [f"{earlier} = ?" for earlier, _down in keys[:index]]
        ways.append(" AND ".join([*same, f"{sql} {'<' if down != backwards else '>'} ?"]))
        params.extend([*values[:index], values[index]])
    where.add(" OR ".join(f"({way})" for way in ways), *params)


def _where(wanted: TaskFilter, *, own: bool = False) -> _Where:
    """Return the conditions of a queue. own: that a task waits for the person need not be asked any more."""
    where = _Where()
    sight = wanted.sight
    if wanted.drafts:
        where.add("t.draft = 1 AND c.ended IS NULL AND c.requester_id = ?", sight.person_id)
    if wanted.steps is not None:
        _add_steps(where, wanted.steps, drafts=wanted.drafts)
    if wanted.deciding:
        where.add("t.deciding = 1")
    if (wanted.mine or wanted.deciding or wanted.drafts) and not own:
        where.add(_WAITS.format(_marks(sight.actors)), *sight.actors)
    if wanted.mine or wanted.deciding:
        where.add(
            "NOT EXISTS (SELECT 1 FROM task_barred b WHERE b.task_id = t.id AND b.person_id = ?)", sight.person_id
        )
    elif not wanted.drafts:
        _add_sight(where, sight)
    if wanted.among is not None:
        where.add("t.id IN (SELECT value FROM json_each(?))", to_json(wanted.among))
    if wanted.besides:
        where.add("t.id NOT IN (SELECT value FROM json_each(?))", to_json(wanted.besides))
    if wanted.late_at is not None:
        where.add(f"{_DUE} < ?", to_text(wanted.late_at))
    for term in wanted.terms:
        _add_term(where, term)
    return where


def _add_steps(where: _Where, steps: Sequence[tuple[str, str]], *, drafts: bool) -> None:
    whole = [process for process, step in steps if step == "*"]
    single = [pair for pair in steps if pair[1] != "*"]
    ways, params = [], []
    if whole:
        kept = "" if drafts else " AND t.draft = 0"
        ways.append(f"t.process IN ({_marks(whole)}){kept}")
        params.extend(whole)
    for process, step in single:
        ways.append("t.process = ? AND t.step = ?")
        params.extend([process, step])
    where.add(" OR ".join(f"({way})" for way in ways) or "0", *params)
    among = sorted({process for process, _step in steps})
    where.add(f"t.process IN ({_marks(among)})", *among)  # said once more, plainly: an index is read by it


def _marks(values: Collection[Any]) -> str:
    return ", ".join("?" * len(values))


def _add_sight(where: _Where, sight: Sight) -> None:
    """The one rule of visibility, as `workflows.engine.authority.sees_case` has it; before a case is handed in, it
    stands at its draft."""
    whole, parted = sorted(sight.processes - sight.parted), sorted(sight.parted)
    apart = (
        f" OR t.process IN ({_marks(parted)}) AND"
        f" (SELECT coalesce(s.sight, s.process) FROM cases s WHERE s.id = t.case_id) IN ({_marks(sight.processes)})"
    )
    where.add(
        "(t.draft = 0 OR EXISTS (SELECT 1 FROM cases o WHERE o.id = t.case_id AND"
        " (o.submitted_at IS NOT NULL OR o.parent_id IS NOT NULL OR o.duty IS NOT NULL OR o.opener_id = ?)))"
        f" AND (t.process IN ({_marks(whole)}){apart}"
        " OR EXISTS (SELECT 1 FROM case_people q WHERE q.person_id = ? AND q.case_id = t.case_id)"
        f" OR EXISTS (SELECT 1 FROM task_actors a WHERE a.task_id = t.id AND a.actor IN ({_marks(sight.actors)})))",
        sight.person_id, *whole, *parted, *sight.processes, sight.person_id, *sight.actors,
    )  # fmt: skip


def sees(sight: Sight) -> tuple[str, list[Any]]:
    """Return the same rule as a condition on a case `c`, its open tasks taken together, with its parameters."""
    processes, actors = _marks(sight.processes), _marks(sight.actors)
    condition = (
        "(c.submitted_at IS NOT NULL OR c.parent_id IS NOT NULL OR c.duty IS NOT NULL OR c.opener_id = ?)"
        f" AND (coalesce(c.sight, c.process) IN ({processes})"
        " OR EXISTS (SELECT 1 FROM case_people q WHERE q.person_id = ? AND q.case_id = c.id)"
        " OR EXISTS (SELECT 1 FROM tasks w JOIN task_actors a ON a.task_id = w.id"
        f"  WHERE w.case_id = c.id AND w.closed_at IS NULL AND a.actor IN ({actors})))"
    )
    return condition, [sight.person_id, *sight.processes, sight.person_id, *sight.actors]


def _add_term(where: _Where, term: Term) -> None:
    ways, params = _bounds(term) if term.due or term.amount or term.claimed else _words(term)
    found = " OR ".join(ways)
    where.add(f"NOT ({found})" if term.absent else found, *params)


def _bounds(term: Term) -> tuple[list[str], list[Any]]:
    if term.claimed is not None:
        person, now = term.claimed
        held = "coalesce(t.claimed_until, '') > ?"
        if person is None:
            return [f"NOT {held}"], [to_text(now)]
        return [f"coalesce(t.claimed_by, 0) = ? AND {held}"], [person, to_text(now)]
    if term.amount is not None:
        parts = ["coalesce(c.amount >= ?, 0)", "coalesce(c.amount <= ?, 0)"]
        ends: list[Any] = [None if end is None else to_fen(end) for end in term.amount]
    else:
        parts = ["coalesce(t.due_at >= ?, 0)", "coalesce(t.due_at < ?, 0)"]
        ends = [None if end is None else to_text(end) for end in term.due or ()]
    bounded = [(part, end) for part, end in zip(parts, ends, strict=True) if end is not None]
    return [" AND ".join(part for part, _end in bounded)], [end for _part, end in bounded]


def _words(term: Term) -> tuple[list[str], list[Any]]:
    like = "%" + term.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    columns = [_FIELDS[term.field]] if term.field else ["c.number", "c.subject", "p.name"]
    ways = [f"coalesce({column}, '') LIKE ? ESCAPE '\\'" for column in columns]
    params: list[Any] = [like] * len(columns)
    if term.keys and term.field in ("", "subject"):
        ways.append(f"coalesce(c.customer, '') IN ({_marks(term.keys)})")
        params.extend(term.keys)
    if term.colleagues and term.field in ("", "from"):
        ways.append(f"coalesce(p.employee, '') IN ({_marks(term.colleagues)})")
        params.extend(term.colleagues)
    if term.processes and term.field in ("", "process"):
        ways.append(f"t.process IN ({', '.join('?' * len(term.processes))})")
        params.extend(term.processes)
    if term.steps and term.field in ("", "step"):
        ways.append(f"(t.process, t.step) IN (VALUES {', '.join(['(?, ?)'] * len(term.steps))})")
        params.extend(part for step in term.steps for part in step)
    return ways, params
