"""What figures are counted with: one moment, one person, and what was read already.

A dashboard is counted in one go; several of its figures look at the same cases, which are read once. Everything is
as of the injected clock.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from math import ceil
from typing import Any, TypeVar

from db.figures import CaseRow, FigureStore, Round
from workflows.engine.calendar import Span, parse_hours
from workflows.engine.company import Company
from workflows.engine.facts import CompanyFacts

_T = TypeVar("_T")
_HOUR = Decimal(3600)
_HUNDRED = Decimal(100)


class Counting(CompanyFacts):
    """The company's books as figures are counted from them, for one person."""

    def __init__(self, company: Company, person_id: int, now: datetime) -> None:
        super().__init__(company, now)
        self.person_id = person_id
        self.store = FigureStore(company.db)
        self._read: dict[Any, Any] = {}
        self._days_worked: dict[date, tuple[int, tuple[Span, ...]]] = {}

    def once(self, key: Any, read: Callable[[], _T]) -> _T:
        """Return what was read under this key, or read it now."""
        if key not in self._read:
            self._read[key] = read()
        found: _T = self._read[key]
        return found

    # --- cases and tasks --------------------------------------------------------------------------------------

    def cases(
        self,
        process: str,
        *fields: str,
        opened_from: datetime | None = None,
        ended_from: datetime | None = None,
        open_only: bool = False,
    ) -> list[CaseRow]:
        """Return the submitted cases of a process with these fields of their forms; see `FigureStore.cases`."""
        key = ("cases", process, fields, opened_from, ended_from, open_only)
        return self.once(
            key,
            lambda: self.store.cases(
                process, fields=fields, opened_from=opened_from, ended_from=ended_from, open_only=open_only
            ),
        )

    def open_rounds(self, *processes: str) -> list[Round]:
        """Return the open tasks of these processes, or of all."""
        found = self.once("open", self.store.open_rounds)
        return [one for one in found if one.process in processes] if processes else found

    def closed_rounds(self, since: datetime, **among: Sequence[str] | Sequence[int]) -> list[Round]:
        """Return the tasks that were closed from a moment on, in the order of their opening.

        among: only those of these `process`, `step`, `action`, `kind` or `person` that closed them.
        """
        key = ("closed", since, *((name, tuple(values)) for name, values in among.items()))
        return self.once(key, lambda: self.store.closed_rounds(since, **among))

    def at(self, process: str, *steps: str) -> list[Round]:
        """Return the open tasks at these steps."""
        return [one for one in self.open_rounds(process) if one.step in steps]

    # --- time -------------------------------------------------------------------------------------------------

    def back(self, days: int) -> datetime:
        """Return the beginning of the day so many days ago."""
        return datetime.combine(self.today - timedelta(days=days), time())

    @cached_property
    def midnight(self) -> datetime:
        """The beginning of today."""
        return self.back(0)

    @cached_property
    def month(self) -> datetime:
        """The beginning of this month."""
        return self.midnight.replace(day=1)

    def weeks(self, number: int) -> list[date]:
        """Return the Mondays of the last weeks, this week's last."""
        monday = self.today - timedelta(days=self.today.weekday())
        return [monday - timedelta(weeks=back) for back in reversed(range(number))]

    def months(self, number: int) -> list[date]:
        """Return the first days of the last months, this month's last."""
        at = self.today.year * 12 + self.today.month - 1
        return [date(index // 12, index % 12 + 1, 1) for index in range(at - number + 1, at + 1)]

    def days(self, number: int) -> list[date]:
        """Return the last days, today the last."""
        return [self.today - timedelta(days=back) for back in reversed(range(number))]

    def hours(self, start: datetime, end: datetime) -> Decimal:
        """Return the business hours between two moments."""
        return Decimal(self._worked(end) - self._worked(start)) / _HOUR

    def _worked(self, at: datetime) -> int:
        """Return the working seconds from a fixed moment to this one. Every day is looked up in the calendar once."""
        day = at.date()
        known = self._days_worked.get(day)
        if known is None:
            begin = datetime.combine(day, time())
            working, hours = self.calendar.day(day)
            before = self.calendar.business_seconds_between(self.midnight, begin)
            known = self._days_worked[day] = (before, parse_hours(hours) if working else ())
        second = (at.hour * 60 + at.minute) * 60 + at.second
        return known[0] + sum(min(max(second - opening, 0), closing - opening) for opening, closing in known[1])


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def share(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """Return a share in percent, to one decimal; None of nothing."""
    return rounded(_HUNDRED * part / whole, 1) if whole else None


def share_that(holds: Iterable[bool]) -> Decimal | None:
    """Return the percentage of cases in which something holds; None where there are none."""
    found = list(holds)
    return share(sum(found), len(found))


def rounded(value: Decimal, places: int) -> Decimal:
    """Return a value to some decimals, half up."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def mean(values: Sequence[Decimal], places: int = 1) -> Decimal | None:
    """Return the mean; None of nothing."""
    return rounded(sum(values, Decimal(0)) / len(values), places) if values else None


def median(values: Sequence[Decimal], places: int = 1) -> Decimal | None:
    """Return the middle value, the mean of the middle two of an even number; None of nothing."""
    if not values:
        return None
    ordered, half = sorted(values), len(values) // 2
    middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return rounded(middle, places)


def ninetieth(values: Sequence[Decimal], places: int = 1) -> Decimal | None:
    """Return the value that nine in ten do not exceed (nearest rank); None of nothing."""
    return rounded(sorted(values)[ceil(len(values) * 0.9) - 1], places) if values else None
