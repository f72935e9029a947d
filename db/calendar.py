"""The business calendar as it is kept: ordinary hours and weekdays since when, and the days that differ.

What follows from it (is this a working moment, what is four working hours later) is computed a floor above,
which keeps what it has read as long as `revision` stays the same.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from db.database import Database

_REVISION = "calendar-revision"


@dataclass(frozen=True, slots=True)
class OrdinaryHours:
    """What holds from `valid_from` on: the working weekdays (1 Monday … 7 Sunday) and the hours of each,
    written `09:00-12:00 13:00-18:00`."""

    valid_from: date
    weekdays: frozenset[int]
    hours: str


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not as its weekday says. `hours` None: the ordinary ones, where it is a working day."""

    day: date
    working: bool
    hours: str | None = None
    name: str = ""


class CalendarTable:
    """The calendar of one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def revision(self) -> str:
        """Return a text that is another one after every change, whoever made it."""
        return self._db.recall(("meta",), _REVISION, lambda: self._db.meta(_REVISION) or "")

    def ordinary_hours(self) -> tuple[OrdinaryHours, ...]:
        """Return the ordinary hours through time, the oldest first."""
        found = self._db.rows("SELECT valid_from, weekdays, hours FROM calendar_hours ORDER BY valid_from")
        return tuple(
            OrdinaryHours(
                date.fromisoformat(row["valid_from"]),
                frozenset(int(weekday) for weekday in row["weekdays"]),
                row["hours"],
            )
            for row in found
        )

    def special_days(self, year: int) -> tuple[SpecialDay, ...]:
        """Return the days of a year that differ, in order."""
        found = self._db.rows(
            "SELECT day, working, hours, name FROM calendar_days WHERE day BETWEEN ? AND ? ORDER BY day",
            (f"{year:04}-01-01", f"{year:04}-12-31"),
        )
        return tuple(
            SpecialDay(date.fromisoformat(row["day"]), bool(row["working"]), row["hours"], row["name"]) for row in found
        )

    def known_years(self) -> frozenset[int]:
        """Return the years whose public holidays have been entered."""
        return frozenset(row["year"] for row in self._db.rows("SELECT year FROM calendar_years"))

    def set_ordinary_hours(self, hours: OrdinaryHours) -> None:
        """Let these hours hold from their first day on."""
        self._db.run(
            "INSERT INTO calendar_hours (valid_from, weekdays, hours) VALUES (?, ?, ?)"
            " ON CONFLICT (valid_from) DO UPDATE SET weekdays = excluded.weekdays, hours = excluded.hours",
            (hours.valid_from.isoformat(), "".join(str(weekday) for weekday in sorted(hours.weekdays)), hours.hours),
        )
        self._changed(hours.valid_from, sorted(hours.weekdays), hours.hours)

    def set_day(self, day: SpecialDay) -> None:
        """Make a day differ from its weekday, or differ in another way."""
        self._db.run(
            "INSERT INTO calendar_days (day, working, hours, name) VALUES (?, ?, ?, ?) ON CONFLICT (day)"
            " DO UPDATE SET working = excluded.working, hours = excluded.hours, name = excluded.name",
            (day.day.isoformat(), day.working, day.hours, day.name),
        )
        self._changed(day)

    def clear_day(self, day: date) -> None:
        """Make a day as its weekday says."""
        self._db.run("DELETE FROM calendar_days WHERE day = ?", (day.isoformat(),))
        self._changed(day)

    def add_years(self, years: Iterable[int], days: Iterable[SpecialDay]) -> None:
        """Enter the public holidays of whole years; a day that somebody has set already stays as it is."""
        years, days = sorted(years), list(days)
        self._db.run_many(
            "INSERT INTO calendar_days (day, working, hours, name) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(day.day.isoformat(), day.working, day.hours, day.name) for day in days],
        )
        self._db.run_many(
            "INSERT INTO calendar_years (year) VALUES (?) ON CONFLICT DO NOTHING", [(year,) for year in years]
        )
        self._changed(years, days)

    def _changed(self, *what: object) -> None:
        # Made from the whole history: a mere count could come up again after a rollback, with other days
        # behind it.
        history = f"{self.revision()} {what!r}".encode()
        self._db.set_meta(_REVISION, hashlib.sha256(history).hexdigest()[:16])
