"""When recurring work falls due: the period it is for, once its day has come."""

from datetime import date

from workflows.engine.facts import CompanyFacts


def month(day: date) -> str:
    """Return the month as the period of a duty (`2026-06`)."""
    return f"{day:%Y-%m}"


def month_due(facts: CompanyFacts, day_of_month: int) -> str | None:
    """Return this month when its day has come, None before."""
    return month(facts.today) if facts.today.day >= day_of_month else None


def quarter_due(facts: CompanyFacts) -> str | None:
    """Return this quarter (`2026-Q2`) from the first working day of its first month, None before."""
    first = facts.today.replace(month=(facts.today.month - 1) // 3 * 3 + 1, day=1)
    opening = facts.calendar.business_day_from(first)
    return f"{first:%Y}-Q{(first.month + 2) // 3}" if facts.today >= opening else None
