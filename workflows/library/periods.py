"""When recurring work falls due: the period it is for, once its day has come."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from workflows.engine.facts import CompanyFacts
from workflows.engine.recurring import Occurrence


def month(day: date) -> str:
    """Return the month as the period of a duty (`2026-06`)."""
    return f"{day:%Y-%m}"


def month_due(facts: CompanyFacts, day_of_month: int) -> str | None:
    """Return this month when its day has come, None before."""
    return month(facts.today) if facts.today.day >= day_of_month else None


def working_month_due(facts: CompanyFacts, months: Collection[int]) -> str | None:
    """Return this month, if it is one of these, from its first working day on; None otherwise."""
    opening = facts.calendar.business_day_from(facts.today.replace(day=1))
    return month(facts.today) if facts.today.month in months and facts.today >= opening else None


def one_a_warehouse(facts: CompanyFacts, period: str | None, **form: Any) -> Iterator[Occurrence]:
    """Yield an opening for every warehouse once the period has come (None: not yet), with these fields filled."""
    if period is not None:
        for warehouse in facts.keys("warehouses"):
            yield Occurrence(period, warehouse, {"warehouse": warehouse, **form})
