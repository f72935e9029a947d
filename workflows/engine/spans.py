"""A stretch of days as people type it: `2026-05`, `2026-05-03`, `2026-05-01 2026-05-20`, `2026-05-01..`, `2026`."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from db.message import Message, _
from workflows.engine.errors import Invalid
from workflows.engine.form import FieldError

_WRITE = _("write a day, a month or a year, or the first and the last day: 2026-05-03, 2026-05, 2026-05-01 2026-05-20")
_ORDER = _("the last day lies before the first")
_SPLIT = re.compile(r"\s*(?:\.\.|~|～|—|至|到|\s)\s*")
_PART = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?)?年?")


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to the last, both with it; None: open."""

    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None

    def __str__(self) -> str:
        if self.since == self.until:
            return f"{self.since or ''}"
        return f"{self.since or ''}..{self.until or ''}"


def read_span(text: str) -> Span:
    """Return what is typed as a stretch of days; nothing typed: all of time. Raises Invalid."""
    typed = text.strip()
    if not typed:
        return Span()
    parts = _SPLIT.split(typed)
    if len(parts) > 2:
        raise _wrong(_WRITE)
    first, last = parts[0], parts[-1]
    span = Span(_days(first)[0] if first else None, _days(last)[1] if last else None)
    if span.since and span.until and span.until < span.since:
        raise _wrong(_ORDER)
    return span


def _days(text: str) -> tuple[date, date]:
    """Return the first and the last day of a year, a month, or a day."""
    found = _PART.fullmatch(text)
    if found is None:
        raise _wrong(_WRITE)
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        raise _wrong(_WRITE) from None


def _wrong(message: Message) -> Invalid:
    return Invalid([FieldError("dates", _("Dates"), message)])
