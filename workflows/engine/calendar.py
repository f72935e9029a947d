"""The business calendar: what is a working day, and when a number of business hours or days has passed.

Conventions

- Working hours are spans of one day, to the minute. A moment *works* if a span holds it: opening included,
  closing excluded, so 18:00 belongs to the evening.
- *n business hours after* a moment is the first moment by which n hours of working time have passed: eight
  hours after 9:00 is 18:00 the same day, not 9:00 the next. Before counts backwards alike.
- *n business days after* a moment is the same clock time on the n-th working day after it. A moment that does
  not work counts as the next opening. Where that day is shorter, the moment is cut to its hours.
- A leave or a count of days goes by working days; a short working day is a whole one.

Everything is exact: seconds are integers. Years are folded once into running totals of working seconds and
days, and kept until somebody changes the calendar.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from types import MappingProxyType

from db.calendar import CalendarTable, OrdinaryHours, SpecialDay
from db.database import Database
from db.message import Message, _

COMPANY_HOURS = OrdinaryHours(date(1, 1, 1), frozenset({1, 2, 3, 4, 5}), "09:00-12:00 13:00-18:00")
"""What a new company starts with: eight hours from Monday to Friday."""

HOLIDAYS: Mapping[str, Message] = MappingProxyType(
    {
        message.text: message
        for message in (
            _("New Year's Day"),
            _("Spring Festival"),
            _("Tomb-sweeping Day"),
            _("Labour Day"),
            _("Dragon Boat Festival"),
            _("Mid-autumn Festival"),
            _("National Day"),
            _("Anti-Fascist 70th Day"),
        )
    }
)
"""The public holidays by the name the calendar table holds."""

Span = tuple[int, int]
"""From opening to closing, in seconds of the day."""


class Half(StrEnum):
    """Half of a day, for leave."""

    MORNING = "am"
    AFTERNOON = "pm"


class NoWorkingTime(ValueError):
    """The calendar holds no working time where some was looked for; somebody has entered it wrongly."""


@lru_cache(maxsize=64)  # a year is read day by day, and most days are alike
def parse_hours(text: str) -> tuple[Span, ...]:
    """Read `09:00-12:00 13:00-18:00`.

    Raises ValueError where the spans touch, overlap or are out of order, or are not written so.
    """
    spans: list[Span] = []
    for part in text.split():
        opening, _dash, closing = part.partition("-")
        span = (_seconds(opening), _seconds(closing))
        if span[0] >= span[1] or (spans and span[0] <= spans[-1][1]):
            raise ValueError(f"working hours out of order: {text!r}")
        spans.append(span)
    if not spans:
        raise ValueError("working hours are empty")
    return tuple(spans)


def _seconds(clock: str) -> int:
    at = datetime.strptime(clock, "%H:%M")
    return (at.hour * 60 + at.minute) * 60


@dataclass(frozen=True, slots=True)
class _Year:
    """One year folded: the spans of each day, and the working seconds and days of the year before each day.

    `seconds` and `days` have one entry more than the year has days: the last is the year's total.
    """

    spans: tuple[tuple[Span, ...], ...]
    seconds: tuple[int, ...]
    days: tuple[int, ...]

    def seconds_before(self, at: datetime) -> int:
        """Return the working seconds of the year before a moment."""
        index, second = _index(at), _second_of(at)
        worked = self.seconds[index]
        for opening, closing in self.spans[index]:
            if second > opening:
                worked += min(second, closing) - opening
        return worked


class Calendar:
    """The business calendar of one database."""

    def __init__(self, db: Database) -> None:
        self._table = CalendarTable(db)
        self._revision: str | None = None
        self._known: frozenset[int] = frozenset()
        self._ordinary: tuple[OrdinaryHours, ...] = ()
        self._years: dict[int, _Year] = {}

    # --- days -----------------------------------------------------------------------------------------------

    def is_known(self, year: int) -> bool:
        """Say whether the public holidays of a year have been entered; otherwise only weekends are off."""
        self._refresh()
        return year in self._known

    def is_working(self, day: date) -> bool:
        """Say whether the company works on a day."""
        return bool(self._spans(day))

    def working_days(
        self, first: date, last: date, first_half: Half = Half.MORNING, last_half: Half = Half.AFTERNOON
    ) -> Decimal:
        """Return the working days from `first` to `last`, both included, in halves.

        It is 0 where `last` comes first.
        `first_half` AFTERNOON leaves out the first morning, `last_half` MORNING the last afternoon.
        """
        if (last, last_half) < (first, first_half):
            return Decimal(0)
        self._refresh()
        whole = self._year(last.year).days[_index(last) + 1] - self._year(first.year).days[_index(first)]
        whole += sum(self._year(year).days[-1] for year in range(first.year, last.year))
        halves = 2 * whole
        halves -= first_half is Half.AFTERNOON and self.is_working(first)
        halves -= last_half is Half.MORNING and self.is_working(last)
        return Decimal(halves) / 2

    def business_day(self, day: date, number: int) -> date:
        """Return the n-th working day after a day (before it, for a negative number; 0: the day itself)."""
        if number == 0:
            return day
        self._refresh()
        index, days = _index(day), self._year(day.year).days
        wanted = days[index + 1] + number if number > 0 else days[index] + number + 1
        year = day.year
        while wanted < 1:
            year = self._beside(year, -1, day.year)
            wanted += self._year(year).days[-1]
        while wanted > self._year(year).days[-1]:
            wanted -= self._year(year).days[-1]
            year = self._beside(year, 1, day.year)
        return date(year, 1, 1) + timedelta(days=bisect_left(self._year(year).days, wanted) - 1)

    def next_business_day(self, day: date) -> date:
        """Return the first working day after a day."""
        return self.business_day(day, 1)

    def business_day_from(self, day: date) -> date:
        """Return the day itself if the company works on it, else the first working day after it."""
        return day if self.is_working(day) else self.business_day(day, 1)

    # --- moments --------------------------------------------------------------------------------------------

    def is_working_time(self, at: datetime) -> bool:
        """Say whether the company works at a moment."""
        second = _second_of(at)
        return any(opening <= second < closing for opening, closing in self._spans(at.date()))

    def opening(self, day: date) -> datetime:
        """Return when work begins on a working day. Raises NoWorkingTime on any other."""
        return _at(day, self._working_spans(day)[0][0])

    def closing(self, day: date) -> datetime:
        """Return when work ends on a working day. Raises NoWorkingTime on any other."""
        return _at(day, self._working_spans(day)[-1][1])

    def closing_from(self, day: date) -> datetime:
        """Return when work ends on a day, or on the first working day after it."""
        return self.closing(self.business_day_from(day))

    def closing_after(self, at: datetime) -> datetime:
        """Return when work ends that day, or on the next working day if it has ended."""
        closing = self.closing_from(at.date())
        return closing if closing > at else self.closing(self.next_business_day(at.date()))

    def add_business_hours(self, at: datetime, hours: Decimal) -> datetime:
        """Return the moment this much working time after `at`, or before it for negative hours.

        Seconds are whole; a fraction of one is rounded away from `at`. No time after a moment is itself.
        """
        if hours == 0:
            return at
        if hours > 0:
            return self._earliest(at, math.ceil(hours * 3600))
        return self._latest(at, -math.ceil(-hours * 3600))

    def add_business_days(self, at: datetime, days: int) -> datetime:
        """Return the same clock time on the n-th working day after `at`, or before it for a negative number.

        A moment outside working hours counts as the next opening, going back as the last closing.
        """
        if days == 0:
            return at
        second = _second_of(at)
        if not any(opening <= second <= closing for opening, closing in self._spans(at.date())):
            at = self._latest(at, 0) if days > 0 else self._earliest(at, 0)
        elif days > 0:
            at = self._latest(at, 0)  # a closing is the next opening
        day = self.business_day(at.date(), days)
        return _at(day, _cut(_second_of(at), self._working_spans(day)))

    def business_seconds_between(self, start: datetime, end: datetime) -> int:
        """Return the working seconds from `start` to `end`; negative where `end` comes first."""
        return self.seconds_until(end)(start)

    def seconds_until(self, end: datetime) -> Callable[[datetime], int]:
        """Return what tells `business_seconds_between` a moment and `end`: for many moments, asked together."""
        self._refresh()
        before_end = self._year(end.year).seconds_before(end)

        def since(start: datetime) -> int:
            if end < start:
                return -self.business_seconds_between(end, start)
            between = before_end - self._year(start.year).seconds_before(start)
            return between + sum(self._year(year).seconds[-1] for year in range(start.year, end.year))

        return since

    def business_hours_between(self, start: datetime, end: datetime) -> Fraction:
        """Return the working hours from `start` to `end`, exactly; negative where `end` comes first."""
        return Fraction(self.business_seconds_between(start, end), 3600)

    def day(self, day: date) -> tuple[bool, str]:
        """Say whether the company works on a day, and in which hours, as they are written ("" where it does not)."""
        spans = self._spans(day)
        return bool(spans), " ".join(f"{_clock(opening)}-{_clock(closing)}" for opening, closing in spans)

    def set_day(self, day: SpecialDay) -> None:
        """Make a day differ from its weekday, inside `db.write()`; what was read of the calendar is read anew."""
        self._table.set_day(day)

    # --- the folded years -----------------------------------------------------------------------------------

    def _earliest(self, at: datetime, seconds: int) -> datetime:
        """Return the first moment that has this much more working time before it than `at`."""
        self._refresh()
        year = at.year
        wanted = self._year(year).seconds_before(at) + seconds
        while wanted <= 0:
            year = self._beside(year, -1, at.year)
            wanted += self._year(year).seconds[-1]
        while wanted > self._year(year).seconds[-1]:
            wanted -= self._year(year).seconds[-1]
            year = self._beside(year, 1, at.year)
        index = bisect_left(self._year(year).seconds, wanted) - 1
        return self._within(year, index, wanted - self._year(year).seconds[index], closing=True)

    def _latest(self, at: datetime, seconds: int) -> datetime:
        """Return the last moment that has this much more working time before it than `at`."""
        self._refresh()
        year = at.year
        wanted = self._year(year).seconds_before(at) + seconds
        while wanted < 0:
            year = self._beside(year, -1, at.year)
            wanted += self._year(year).seconds[-1]
        while wanted >= self._year(year).seconds[-1]:
            wanted -= self._year(year).seconds[-1]
            year = self._beside(year, 1, at.year)
        index = bisect_right(self._year(year).seconds, wanted) - 1
        return self._within(year, index, wanted - self._year(year).seconds[index], closing=False)

    def _within(self, year: int, index: int, worked: int, *, closing: bool) -> datetime:
        """Return when `worked` seconds of a day have passed: before a break if `closing`, else after it."""
        for opens, closes in self._year(year).spans[index]:
            if worked < closes - opens or (closing and worked == closes - opens):
                return _at(date(year, 1, 1) + timedelta(days=index), opens + worked)
            worked -= closes - opens
        raise NoWorkingTime(f"day {index} of {year}")

    def _working_spans(self, day: date) -> tuple[Span, ...]:
        spans = self._spans(day)
        if not spans:
            raise NoWorkingTime(f"{day} is not a working day")
        return spans

    def _spans(self, day: date) -> tuple[Span, ...]:
        self._refresh()
        return self._year(day.year).spans[_index(day)]

    def _beside(self, year: int, step: int, start: int) -> int:
        """Return the year before or after, unless the search has led so far that there is no such time."""
        if abs(year - start) > _FAR:
            raise NoWorkingTime(f"no working time within {_FAR} years of {start}")
        return year + step

    def _refresh(self) -> None:
        """Forget what was read if somebody has changed the calendar since."""
        revision = self._table.revision()
        if revision != self._revision:
            self._years = {}
            self._known = self._table.known_years()
            self._ordinary = self._table.ordinary_hours() or (COMPANY_HOURS,)
            self._revision = revision

    def _year(self, number: int) -> _Year:
        if number not in self._years:
            special = {day.day: day for day in self._table.special_days(number)}
            first = date(number, 1, 1)
            length = (date(number, 12, 31) - first).days + 1
            spans = tuple(
                self._hours_of(day, special.get(day)) for day in (first + timedelta(days=i) for i in range(length))
            )
            self._years[number] = _Year(
                spans,
                tuple(accumulate((sum(end - start for start, end in day) for day in spans), initial=0)),
                tuple(accumulate((bool(day) for day in spans), initial=0)),
            )
        return self._years[number]

    def _hours_of(self, day: date, special: SpecialDay | None) -> tuple[Span, ...]:
        ordinary = next((hours for hours in reversed(self._ordinary) if hours.valid_from <= day), COMPANY_HOURS)
        if special is None:
            return parse_hours(ordinary.hours) if day.isoweekday() in ordinary.weekdays else ()
        return parse_hours(special.hours or ordinary.hours) if special.working else ()


_FAR = 100


def _index(day: date) -> int:
    return day.toordinal() - date(day.year, 1, 1).toordinal()


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}"


def _second_of(at: datetime) -> int:
    return (at.hour * 60 + at.minute) * 60 + at.second


def _at(day: date, second: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(seconds=second)


def _cut(second: int, spans: tuple[Span, ...]) -> int:
    """Return the second itself if it lies within the hours, else the closing before it, else the opening."""
    kept = spans[0][0]
    for opening, closing in spans:
        if second >= opening:
            kept = min(second, closing)
    return kept


def install_calendar(db: Database) -> tuple[int, ...]:
    """Enter what is known of the official calendar and was not entered yet; return the years added.

    Inside `db.write()`. Hours and days that management has set stay as they are. A later release of the
    holiday list brings further years; until then those have their weekends off, and `Calendar.is_known`
    says no.
    """
    # Imported here: the list is needed once, not in every session.
    from chinese_calendar.constants import holidays, workdays

    table = CalendarTable(db)
    if not table.ordinary_hours():
        table.set_ordinary_hours(COMPANY_HOURS)
    years = tuple(sorted({day.year for day in holidays} - table.known_years()))
    days = [SpecialDay(day, False, None, name) for day, name in holidays.items() if day.year in years]
    days += [SpecialDay(day, True, None, name) for day, name in workdays.items() if day.year in years]
    if years:
        table.add_years(years, days)
    return years
