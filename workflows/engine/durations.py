"""Lengths of time as policies hold them: business hours (bh), business days (bd), hours (h), days (d).

Business hours and days run by the company's calendar, hours and days by the clock. The written form
(`"4 bh"`, `"2 bd"`, `"24 h"`, `"3 d"`) is what policies store and forms show; `Duration.parse` reads it back.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, Self

from db.message import Message, plural


class Unit(StrEnum):
    """What a duration counts."""

    BUSINESS_HOURS = "bh"
    BUSINESS_DAYS = "bd"
    HOURS = "h"
    DAYS = "d"


class BusinessTime(Protocol):
    """What a duration needs of a calendar."""

    def add_business_hours(self, at: datetime, hours: Decimal) -> datetime: ...

    def add_business_days(self, at: datetime, days: int) -> datetime: ...


_WRITTEN = re.compile(r"(-?\d{1,6}(?:\.\d{1,2})?) ?(bh|bd|h|d)", re.ASCII)
_SHOWN = {
    Unit.BUSINESS_HOURS: plural("{count} business hour", "{count} business hours"),
    Unit.BUSINESS_DAYS: plural("{count} business day", "{count} business days"),
    Unit.HOURS: plural("{count} hour", "{count} hours"),
    Unit.DAYS: plural("{count} day", "{count} days"),
}


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of one unit; hours may have two decimals, days are whole.

    Raises ValueError for a fraction of a day or of a hundredth of an hour.
    """

    amount: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        places = 2 if self.unit in (Unit.HOURS, Unit.BUSINESS_HOURS) else 0
        if self.amount != round(self.amount, places):
            raise ValueError(f"{self.amount} {self.unit} has more than {places} decimals")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the written form; raises ValueError for anything else."""
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not a duration: {text!r} (write 4 bh, 2 bd, 24 h or 3 d)")
        return cls(Decimal(match[1]), Unit(match[2]))

    def after(self, at: datetime, calendar: BusinessTime) -> datetime:
        """Return the moment this long after `at`."""
        match self.unit:
            case Unit.BUSINESS_HOURS:
                return calendar.add_business_hours(at, self.amount)
            case Unit.BUSINESS_DAYS:
                return calendar.add_business_days(at, int(self.amount))
            case Unit.HOURS:
                return at + timedelta(seconds=int(self.amount * 3600))
            case Unit.DAYS:
                return at + timedelta(days=int(self.amount))

    def __neg__(self) -> "Duration":
        return Duration(-self.amount, self.unit)

    def __str__(self) -> str:
        return f"{_plain(self.amount)} {self.unit}"

    def shown(self) -> Message:
        """Return the duration as a person reads it."""
        return _SHOWN[self.unit](count=_plain(self.amount))


def _plain(amount: Decimal) -> str:
    """Write `amount` without exponent and without trailing zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def end_of_day(day: date) -> datetime:
    """The last second of a day."""
    return datetime.combine(day, time(23, 59, 59))


def business_hours(amount: str | int | Decimal) -> Duration:
    """Hours of working time by the calendar, written `4 bh`."""
    return Duration(Decimal(amount), Unit.BUSINESS_HOURS)


def business_days(amount: int) -> Duration:
    """Working days by the calendar, written `2 bd`."""
    return Duration(Decimal(amount), Unit.BUSINESS_DAYS)


def hours(amount: str | int | Decimal) -> Duration:
    """Hours by the clock, written `24 h`."""
    return Duration(Decimal(amount), Unit.HOURS)


def days(amount: int) -> Duration:
    """Calendar days, written `3 d`."""
    return Duration(Decimal(amount), Unit.DAYS)
