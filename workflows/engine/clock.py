"""Where the time comes from: the company's local time, to the second, without a zone.

Everything that needs the time is given a `Clock`, so a year of business runs in a test in a second. This is
the only module that asks the machine.
"""

from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the company's time."""

    def now(self) -> datetime:
        """Return the local time of the company: naive, microseconds 0."""
        ...


class SystemClock:
    """The machine's clock in the company's time zone, whatever zone the machine is set to."""

    def __init__(self, timezone: str = "Asia/Shanghai") -> None:
        self._zone = ZoneInfo(timezone)

    def now(self) -> datetime:
        return datetime.now(self._zone).replace(microsecond=0, tzinfo=None)  # noqa: TID251


class FixedClock:
    """A clock that stands still until it is moved: for tests and for making the practice company."""

    def __init__(self, at: datetime) -> None:
        self._at = at.replace(microsecond=0)

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        """Move the clock to `at`, forward or back."""
        self._at = at.replace(microsecond=0)

    def advance(self, by: timedelta) -> None:
        """Move the clock on by `by`."""
        self._at += by
