"""What dashboards are counted from: narrow rows of many cases, tasks and entries at a time.

Every method is one statement over a stretch of time, or over what is open; nobody asks case by case. Forms are not
read whole: `fields` names what of them is wanted. Sums come back on the side an account grows on (see `db.money`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from db.convert import from_fen, from_json, time_or_none, to_date, to_json, to_text, to_time
from db.database import Database
from db.money import ACCOUNTS
from db.queues import Sight, sees


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case without its form. fields: the wanted fields of the form as JSON values, None where not filled."""

    id: int
    process: str
    number: str | None
    opened_at: datetime
    submitted_at: datetime | None
    ended: str | None
    ended_at: datetime | None
    amount: Decimal | None
    customer: str | None
    fields: dict[str, Any]
    steps: tuple[str, ...]
    """The steps of its open tasks, where open cases were asked for."""


@dataclass(frozen=True, slots=True)
class Round:
    """A task that waited at a step, drafts left out: from when to when (None: still), and how it ended.

    action, kind, reason: of the decision that closed it, "" and None where it is open or was closed otherwise.
    """

    case_id: int
    task_id: int
    process: str
    step: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    action: str = ""
    kind: str = ""
    reason: int | None = None
    person_id: int | None = None

    @property
    def in_time(self) -> bool:
        """Whether it was closed by its deadline, where it had one."""
        return self.due_at is None or (self.closed_at is not None and self.closed_at <= self.due_at)


@dataclass(frozen=True, slots=True)
class Posted:
    """What a case posted to one balance of an account in all, yuan, on the side the account grows on."""

    dimension: str
    case_id: int | None
    process: str
    number: str
    """Of the order it was posted for; of the case itself where that names none."""
    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """What is still owed on one bill: the order (or, without one, the case) it was posted for.

    case_id: of the order; None where it is none. day: when it was first posted. due: as the order has it.
    """

    customer: str
    number: str
    case_id: int | None
    day: date
    due: date | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as a list behind a figure shows it. late: an open task of it is past its deadline."""

    id: int
    number: str | None
    process: str
    version: int
    subject: str
    amount: Decimal | None
    opened_at: datetime
    ended: str | None
    steps: tuple[str, ...]
    late: bool


_CASE = "c.id, c.process, c.number, c.opened_at, c.submitted_at, c.ended, c.ended_at, c.amount, c.customer"
_STEPS = "(SELECT group_concat(t.step) FROM tasks t WHERE t.case_id = c.id AND t.closed_at IS NULL)"
_AMONG = {"process": "t.process", "step": "t.step", "action": "d.action", "kind": "d.kind", "person": "d.person_id"}
_ROUND = "t.case_id, t.id, t.process, t.step, t.opened_at, t.due_at, t.closed_at"


class FigureStore:
    """Reads what figures are counted from."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- cases ----------------------------------------------------------------------------------------------

    def cases(
        self,
        process: str,
        *,
        fields: Sequence[str] = (),
        opened_from: datetime | None = None,
        ended_from: datetime | None = None,
        open_only: bool = False,
    ) -> list[CaseRow]:
        """Return the submitted cases of a process, oldest first: opened or ended from a moment on, or open."""
        where, params = ["c.process = ?", "c.submitted_at IS NOT NULL"], [process]
        for condition, since in (("c.opened_at >= ?", opened_from), ("c.ended_at >= ?", ended_from)):
            if since is not None:
                where.append(condition)
                params.append(to_text(since))
        if ended_from is not None:
            where.append("c.ended IS NOT NULL")
        if open_only:
            where.append("c.ended IS NULL")
        wanted = "".join(f", c.form -> '$.{name}'" for name in fields)
        steps = _STEPS if open_only else "NULL"
        rows = self._db.rows(
            f"SELECT {_CASE}, {steps}{wanted} FROM cases c WHERE {' AND '.join(where)} ORDER BY c.id", params
        )
        return [
            CaseRow(
                row[0], row[1], row[2], to_time(row[3]), time_or_none(row[4]), row[5], time_or_none(row[6]),
                None if row[7] is None else from_fen(row[7]), row[8],
                {name: None if value is None else from_json(value) for name, value in zip(fields, row[10:], strict=True)},
                tuple(row[9].split(",")) if row[9] else (),
            )
            for row in map(tuple, rows)
        ]  # fmt: skip

    def fields(self, ids: Iterable[int], field: str) -> dict[int, Any]:
        """Return one field of the forms of these cases, for what is too long to read of all."""
        rows = self._db.rows(
            f"SELECT c.id, c.form -> '$.{field}' FROM json_each(?) j CROSS JOIN cases c ON c.id = j.value",
            (to_json(sorted(ids)),),
        )
        return {row[0]: from_json(row[1]) if row[1] else None for row in rows}

    def times(self, since: datetime) -> list[tuple[str, datetime, datetime]]:
        """Return of every case that ended from a moment on: process, when it was handed in, when it ended."""
        rows = self._db.rows(
            "SELECT p.process, c.submitted_at, c.ended_at"
            " FROM (SELECT DISTINCT process FROM cases) p CROSS JOIN cases c ON c.process = p.process"
            " WHERE c.ended_at >= ? AND c.ended IS NOT NULL AND c.submitted_at IS NOT NULL",
            (to_text(since),),
        )
        return [(row[0], to_time(row[1]), to_time(row[2])) for row in rows]

    def opened_by_day(self, since: datetime) -> list[tuple[str, date, int]]:
        """Return how many cases were opened: process, day, count."""
        return self._by_day("opened_at", since)

    def ended_by_day(self, since: datetime) -> list[tuple[str, date, int]]:
        """Return how many cases ended: process, day, count."""
        return self._by_day("ended_at", since)

    def _by_day(self, moment: str, since: datetime) -> list[tuple[str, date, int]]:
        # The processes first, so that the index by process and time is read for each.
        rows = self._db.rows(
            f"SELECT p.process, substr(c.{moment}, 1, 10), count(*)"
            " FROM (SELECT DISTINCT process FROM cases) p CROSS JOIN cases c ON c.process = p.process"
            f" WHERE c.{moment} >= ? AND c.submitted_at IS NOT NULL"
            f"{' AND c.ended IS NOT NULL' if moment == 'ended_at' else ''} GROUP BY 1, 2",
            (to_text(since),),
        )
        return [(row[0], to_date(row[1]), row[2]) for row in rows]

    def visible(self, names: Iterable[int | str], sight: Sight) -> dict[int, str]:
        """Return of these cases, named by id or number, those that somebody may see: id and number ("" without)."""
        visible, params = sees(sight)
        wanted = sorted(set(names), key=str)
        rows = self._db.rows(
            "SELECT c.id, coalesce(c.number, '') FROM (SELECT value AS id FROM json_each(?)"
            "  UNION SELECT n.id FROM json_each(?) j JOIN cases n ON n.number = j.value) k"
            f" CROSS JOIN cases c ON c.id = k.id WHERE {visible}",
            [
                to_json([one for one in wanted if isinstance(one, int)]),
                to_json([one for one in wanted if isinstance(one, str)]), *params,
            ],
        )  # fmt: skip
        return {row[0]: row[1] for row in rows}

    def seen(self, ids: Iterable[int], now: datetime) -> dict[int, Seen]:
        """Return cases as a list shows them."""
        rows = self._db.rows(
            f"SELECT c.id, c.number, c.process, c.version, c.subject, c.amount, c.opened_at, c.ended, {_STEPS},"
            " EXISTS (SELECT 1 FROM tasks t WHERE t.case_id = c.id AND t.closed_at IS NULL AND t.due_at < ?)"
            " FROM json_each(?) k CROSS JOIN cases c ON c.id = k.value",
            (to_text(now), to_json(sorted(ids))),
        )
        return {
            row[0]: Seen(
                row[0], row[1], row[2], row[3], row[4], None if row[5] is None else from_fen(row[5]), to_time(row[6]),
                row[7], tuple(row[8].split(",")) if row[8] else (), bool(row[9]),
            )
            for row in rows
        }  # fmt: skip

    # --- tasks ----------------------------------------------------------------------------------------------

    def open_rounds(self, process: str = "") -> list[Round]:
        """Return the open tasks (of a process), drafts left out."""
        only, params = (" AND t.process = ?", [process]) if process else ("", [])
        rows = self._db.rows(f"SELECT {_ROUND} FROM tasks t WHERE t.closed_at IS NULL AND t.draft = 0{only}", params)
        return [_round(tuple(row)) for row in rows]

    def closed_rounds(self, since: datetime, **among: Collection[str] | Collection[int]) -> list[Round]:
        """Return the tasks that were closed from a moment on, drafts left out, with the decision that closed each.

        among: only those of these `process`, `step`, `action`, `kind` or `person`; none given: all.
        """
        only = [(_AMONG[name], values) for name, values in among.items() if values]
        where = "".join(f" AND {column} IN ({', '.join('?' * len(values))})" for column, values in only)
        rows = self._db.rows(
            f"SELECT {_ROUND}, coalesce(d.action, ''), coalesce(d.kind, ''), d.reason, d.person_id"
            " FROM tasks t LEFT JOIN decisions d ON d.id = t.closed_by"
            f" WHERE t.closed_at >= ? AND t.draft = 0{where} ORDER BY t.id",
            [to_text(since), *(value for _column, values in only for value in values)],
        )
        return [_round(tuple(row)) for row in rows]

    def waits(
        self, since: datetime, processes: Collection[str] = ()
    ) -> list[tuple[str, str, datetime, datetime | None]]:
        """Return of every task that waited from a moment on, drafts left out: process, step, from when, until when.

        What it waited before that moment is left out; None: it waits still.
        """
        only = f" AND process IN ({', '.join('?' * len(processes))})" if processes else ""
        rows = self._db.rows(
            f"SELECT process, step, max(opened_at, ?), closed_at FROM tasks WHERE closed_at >= ? AND draft = 0{only}"
            " UNION ALL SELECT process, step, max(opened_at, ?), NULL FROM tasks"
            f" WHERE closed_at IS NULL AND draft = 0{only}",
            [to_text(since), to_text(since), *processes, to_text(since), *processes],
        )
        return [(row[0], row[1], to_time(row[2]), time_or_none(row[3])) for row in rows]

    def in_time(self, since: datetime) -> dict[str, tuple[int, int]]:
        """Return by process how many tasks were closed from a moment on by their deadline, and how many in all."""
        rows = self._db.rows(
            "SELECT process, sum(due_at IS NULL OR closed_at <= due_at), count(*) FROM tasks"
            " WHERE closed_at >= ? AND draft = 0 GROUP BY 1",
            (to_text(since),),
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def late_by_actor(self, now: datetime) -> list[tuple[str, int, datetime]]:
        """Return who has open tasks past their deadline: actor, how many, the oldest deadline."""
        rows = self._db.rows(
            "SELECT a.actor, count(*), min(t.due_at) FROM tasks t JOIN task_actors a ON a.task_id = t.id"
            " WHERE t.closed_at IS NULL AND t.draft = 0 AND coalesce(t.due_at, '9999') < ? GROUP BY 1",
            (to_text(now),),
        )
        return [(row[0], row[1], to_time(row[2])) for row in rows]

    def late_of_actor(self, actor: str, now: datetime) -> list[int]:
        """Return the cases that wait for an actor past their deadline, the earliest first."""
        rows = self._db.rows(
            "SELECT t.case_id FROM task_actors a JOIN tasks t ON t.id = a.task_id"
            " WHERE a.actor = ? AND t.closed_at IS NULL AND t.draft = 0 AND t.due_at < ? ORDER BY t.due_at, t.id",
            (actor, to_text(now)),
        )
        return [row[0] for row in rows]

    # --- money and goods ------------------------------------------------------------------------------------

    def balances(self, account: str) -> dict[str, Decimal]:
        """Return every balance of an account that is not 0, by dimension."""
        rows = self._db.rows(
            "SELECT dimension, amount FROM account_balances WHERE account = ? AND amount <> 0", (account,)
        )
        return {row[0]: from_fen(row[1] * ACCOUNTS[account].side) for row in rows}

    def posted(self, account: str, since: datetime | None = None) -> list[Posted]:
        """Return what was posted to an account from a moment on, by balance, case and day."""
        rows = self._db.rows(
            "SELECT p.dimension, e.case_id, coalesce(c.process, ''), coalesce(c.form ->> '$.order', c.number, ''),"
            " substr(e.at, 1, 10), sum(p.amount)"
            " FROM postings p JOIN money_entries e ON e.id = p.entry_id LEFT JOIN cases c ON c.id = e.case_id"
            " WHERE p.account = ? AND e.at >= ? GROUP BY 1, 2, 5 HAVING sum(p.amount) <> 0 ORDER BY 5, 2",
            (account, "" if since is None else to_text(since)),
        )
        side = ACCOUNTS[account].side
        return [Posted(row[0], row[1], row[2], row[3], to_date(row[4]), from_fen(row[5] * side)) for row in rows]

    def bills(self) -> list[Bill]:
        """Return what is owed or overpaid bill by bill; together they are the balances of the customers."""
        rows = self._db.rows(
            "WITH part AS (SELECT p.dimension AS customer, e.case_id AS case_id, min(e.at) AS at, sum(p.amount) AS amount"
            "  FROM postings p JOIN money_entries e ON e.id = p.entry_id"
            "  WHERE p.account = 'receivable' AND p.dimension IN"
            "   (SELECT dimension FROM account_balances WHERE account = 'receivable' AND amount <> 0)"
            "  GROUP BY 1, 2),"
            " bill AS (SELECT part.customer AS customer, min(part.at) AS at, sum(part.amount) AS amount,"
            "   coalesce(c.form ->> '$.order', c.number, '#' || c.id, '') AS number"
            "  FROM part LEFT JOIN cases c ON c.id = part.case_id GROUP BY part.customer, 4)"
            " SELECT bill.customer, bill.number, o.id, substr(bill.at, 1, 10),"
            "  o.form ->> '$.due_on', bill.amount"
            " FROM bill LEFT JOIN cases o ON o.number = bill.number AND o.process = 'sales-order'"
            " WHERE bill.amount <> 0 ORDER BY 4, 2"
        )
        return [
            Bill(row[0], row[1], row[2], to_date(row[3]), to_date(row[4]) if row[4] else None, from_fen(row[5]))
            for row in rows
        ]

    def stock_value_by(self, fact: str) -> dict[str, Decimal]:
        """Return the value of own stock by a fact of its product (`kind`), "" where the product has none."""
        rows = self._db.rows(
            "SELECT coalesce(f.value, ''), sum(v.value) FROM stock_values v LEFT JOIN record_facts f"
            " ON f.register = 'products' AND f.key = v.product AND f.fact = ? GROUP BY 1 HAVING sum(v.value) <> 0",
            (fact,),
        )
        return {row[0]: from_fen(row[1]) for row in rows}

    def stock_values(self) -> dict[str, Decimal]:
        """Return the value of own stock by product."""
        rows = self._db.rows("SELECT product, value FROM stock_values WHERE value <> 0")
        return {row[0]: from_fen(row[1]) for row in rows}

    def stock_value_moved(self, since: datetime) -> list[tuple[date, Decimal]]:
        """Return by how much the value of own stock grew, day by day."""
        rows = self._db.rows(
            "SELECT substr(at, 1, 10), sum(value) FROM stock_moves WHERE at >= ? GROUP BY 1 ORDER BY 1",
            (to_text(since),),
        )
        return [(to_date(row[0]), from_fen(row[1])) for row in rows]

    def stock_value_of_cases(self, since: datetime, until: datetime) -> list[tuple[int, date, Decimal]]:
        """Return by how much each case made the value of own stock grow, day by day: case, day, yuan."""
        rows = self._db.rows(
            "SELECT case_id, substr(at, 1, 10), sum(value) FROM stock_moves"
            " WHERE at >= ? AND at < ? AND case_id IS NOT NULL GROUP BY 1, 2 HAVING sum(value) <> 0 ORDER BY 2, 1",
            (to_text(since), to_text(until)),
        )
        return [(row[0], to_date(row[1]), from_fen(row[2])) for row in rows]

    def records(self, register: str, fields: Sequence[str]) -> list[tuple[str, str, dict[str, Any]]]:
        """Return key, name and the wanted fields of every record still in use."""
        wanted = "".join(f", data -> '$.{name}'" for name in fields)
        rows = self._db.rows(
            f"SELECT key, name{wanted} FROM records WHERE register = ? AND active = 1 ORDER BY key", (register,)
        )
        return [
            (
                row[0],
                row[1],
                {name: from_json(value) if value else None for name, value in zip(fields, row[2:], strict=True)},
            )
            for row in map(tuple, rows)
        ]


def _round(row: tuple[Any, ...]) -> Round:
    return Round(row[0], row[1], row[2], row[3], to_time(row[4]), time_or_none(row[5]), time_or_none(row[6]), *row[7:])
