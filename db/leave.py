"""The leave ledger, in days.

A *move* adds days (below 0: takes days away) to one bucket of one employee, type of leave and year:
*granted* is what he may take, *reserved* what requests under decision claim, *taken* what was decided. Days
have up to three decimals (half days are 0.5). Moves are never changed or deleted: what was wrong is undone
by the opposite move, which names the one it reverses. Whether a type of leave has a limit at all, and
which, is the business of the procedure; the ledger only keeps count.

Invariants: balances equal the fold of the moves; no bucket of a balance is below 0, nor what one case has
reserved; a move and its reversal leave every bucket as it was; every move names the decision that made it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from db.convert import from_thousandths, to_text, to_thousandths, to_time
from db.database import Database, Row
from db.errors import NotEnoughDays
from db.undo import to_reverse

Bucket = Literal["granted", "reserved", "taken"]

_COLUMNS = "id, decision_id, case_id, employee, type, year, bucket, days, at, reverses"


@dataclass(frozen=True, slots=True)
class LeaveMove:
    """Days added to one bucket of an employee's leave."""

    id: int
    decision_id: int
    case_id: int | None
    employee: str
    type: str
    year: int
    bucket: Bucket
    days: Decimal
    at: datetime
    reverses: int | None


@dataclass(frozen=True, slots=True)
class LeaveBalance:
    """The days of one employee, type and year."""

    employee: str
    type: str
    year: int
    granted: Decimal
    reserved: Decimal
    taken: Decimal

    @property
    def left(self) -> Decimal:
        """What may still be asked for, where the type is granted in days."""
        return self.granted - self.reserved - self.taken


def _move(row: Row) -> LeaveMove:
    values = list(row)
    values[7] = from_thousandths(values[7])
    values[8] = to_time(values[8])
    return LeaveMove(*values)


class LeaveLedger:
    """Books and reads leave; everything that writes needs an open `db.write()`.

    Booking methods raise `NotEnoughDays` when a bucket would fall below 0, having changed nothing.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def grant(
        self, decision_id: int, case_id: int | None, employee: str, type: str, year: int, days: Decimal, *, at: datetime
    ) -> LeaveMove:
        """Add to what an employee may take; days below 0 take away (leave that lapses)."""
        return self._book(decision_id, case_id, employee, type, year, "granted", to_thousandths(days), at)

    def reserve(
        self, decision_id: int, case_id: int, employee: str, type: str, year: int, days: Decimal, *, at: datetime
    ) -> LeaveMove:
        """Claim days for a request (days above 0)."""
        if days <= 0:
            raise ValueError(f"a reservation of {days} days")
        return self._book(decision_id, case_id, employee, type, year, "reserved", to_thousandths(days), at)

    def release(self, decision_id: int, case_id: int, *, at: datetime) -> list[LeaveMove]:
        """Give back all days the case has reserved."""
        return [
            self._book(decision_id, case_id, employee, type, year, "reserved", -days, at)
            for employee, type, year, days in self._reserved_by(case_id)
        ]

    def take(self, decision_id: int, case_id: int, *, at: datetime) -> list[LeaveMove]:
        """Turn all days the case has reserved into days taken; return the moves of both buckets."""
        moves: list[LeaveMove] = []
        for employee, type, year, days in self._reserved_by(case_id):
            moves.append(self._book(decision_id, case_id, employee, type, year, "reserved", -days, at))
            moves.append(self._book(decision_id, case_id, employee, type, year, "taken", days, at))
        return moves

    def adjust(
        self, decision_id: int, case_id: int | None, employee: str, type: str, year: int, days: Decimal, *, at: datetime
    ) -> LeaveMove:
        """Correct the days taken: above 0 more were taken, below 0 fewer (back earlier than approved)."""
        return self._book(decision_id, case_id, employee, type, year, "taken", to_thousandths(days), at)

    def balance(self, employee: str, type: str, year: int) -> LeaveBalance:
        """Return the days of one type of leave in one year, all 0 when nothing was booked."""
        rows = self._db.rows(
            "SELECT bucket, days FROM leave_balances WHERE employee = ? AND type = ? AND year = ?",
            (employee, type, year),
        )
        days = {row[0]: from_thousandths(row[1]) for row in rows}
        zero = Decimal(0)
        return LeaveBalance(
            employee, type, year, days.get("granted", zero), days.get("reserved", zero), days.get("taken", zero)
        )

    def balances(self, employee: str, year: int) -> list[LeaveBalance]:
        """Return an employee's days of every type booked in a year."""
        rows = self._db.rows(
            "SELECT DISTINCT type FROM leave_balances WHERE employee = ? AND year = ? ORDER BY type", (employee, year)
        )
        return [self.balance(employee, row[0], year) for row in rows]

    def moves(
        self,
        *,
        employee: str | None = None,
        case_id: int | None = None,
        decision_id: int | None = None,
        after: int | None = None,
        newest_first: bool = False,
        limit: int = 100,
    ) -> list[LeaveMove]:
        """Return a page of moves in the order of the ledger; `after` is the id of the last one seen."""
        asked = {"employee": employee, "case_id": case_id, "decision_id": decision_id}
        where = [f"{column} = :{column}" for column, value in asked.items() if value is not None]
        if after is not None:
            where.append("id < :after" if newest_first else "id > :after")
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM leave_moves WHERE {' AND '.join(where) or 'TRUE'}"
            f" ORDER BY id{' DESC' if newest_first else ''} LIMIT :limit",
            {**asked, "after": after, "limit": limit},
        )
        return [_move(row) for row in rows]

    def undo(self, decisions: Iterable[int], by: int, at: datetime) -> list[LeaveMove]:
        """Book the opposite of every move of these decisions that stands, newest first, as decision `by`."""
        undone: list[LeaveMove] = []
        for number in to_reverse(self._db, "leave_moves", decisions):
            row = self._db.row(
                "SELECT case_id, employee, type, year, bucket, days FROM leave_moves WHERE id = ?", (number,)
            )
            assert row is not None
            case_id, employee, type, year, bucket, days = row
            undone.append(self._book(by, case_id, employee, type, year, bucket, -days, at, reverses=number))
        return undone

    def _reserved_by(self, case_id: int) -> list[tuple[str, str, int, int]]:
        rows = self._db.rows(
            "SELECT employee, type, year, sum(days) FROM leave_moves"
            " WHERE case_id = ? AND bucket = 'reserved'"
            " GROUP BY employee, type, year HAVING sum(days) > 0 ORDER BY year, type, employee",
            (case_id,),
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    def _book(
        self,
        decision_id: int,
        case_id: int | None,
        employee: str,
        type: str,
        year: int,
        bucket: Bucket,
        days: int,
        at: datetime,
        *,
        reverses: int | None = None,
    ) -> LeaveMove:
        key = (employee, type, year, bucket)
        if days < 0:
            kept: int = self._db.value(
                "SELECT coalesce(sum(days), 0) FROM leave_balances"
                " WHERE employee = ? AND type = ? AND year = ? AND bucket = ?",
                key,
            )
            if kept + days < 0:
                raise NotEnoughDays(employee, type, from_thousandths(-days), from_thousandths(kept))
        made = self._db.run(
            "INSERT INTO leave_moves (decision_id, case_id, employee, type, year, bucket, days, at, reverses)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (decision_id, case_id, *key, days, to_text(at), reverses),
        )
        self._db.run(
            "INSERT INTO leave_balances (employee, type, year, bucket, days) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (employee, type, year, bucket) DO UPDATE SET days = days + excluded.days",
            (*key, days),
        )
        return LeaveMove(made, decision_id, case_id, *key, from_thousandths(days), at.replace(microsecond=0), reverses)
