"""Days of leave: how many a period has, how they fall into years, and what joins on to them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from db.cases import Case
from workflows.engine.calendar import Half
from workflows.engine.facts import CompanyFacts

Period = tuple[date, Half, date, Half]
"""First day and from which half of it, last day and to which half of it, all included."""
_AWAY_AT = {"away", "return"}
"""The steps of a leave that has been granted."""


def days_of(facts: CompanyFacts, period: Period, *, calendar_days: bool) -> Decimal:
    """Return the days of a period in halves: working days by the calendar, or every day where leave runs on."""
    first, first_half, last, last_half = period
    if not calendar_days:
        return facts.calendar.working_days(first, last, first_half, last_half)
    if (last, last_half) < (first, first_half):
        return Decimal(0)
    halves = 2 * ((last - first).days + 1) - (first_half is Half.AFTERNOON) - (last_half is Half.MORNING)
    return Decimal(halves) / 2


def days_by_year(facts: CompanyFacts, period: Period, *, calendar_days: bool) -> dict[int, Decimal]:
    """Return the days of a period by the year they fall in; years without any are left out."""
    first, first_half, last, last_half = period
    found = {}
    for year in range(first.year, last.year + 1):
        start = (first, first_half) if year == first.year else (date(year, 1, 1), Half.MORNING)
        end = (last, last_half) if year == last.year else (date(year, 12, 31), Half.AFTERNOON)
        if days := days_of(facts, (*start, *end), calendar_days=calendar_days):
            found[year] = days
    return found


def starts_at(facts: CompanyFacts, first: date, half: Half) -> datetime:
    """Return the moment a leave begins: the opening of the day, or 12:00."""
    opening = (
        facts.calendar.opening(first)
        if facts.calendar.is_working(first)
        else datetime.combine(first, datetime.min.time())
    )
    return opening if half is Half.MORNING else datetime.combine(first, datetime.min.time()) + timedelta(hours=12)


def until_back(back_on: date, half: Half) -> tuple[date, Half]:
    """Return the last half day away of somebody who is back on a day, from its morning or its afternoon on."""
    return (back_on, Half.MORNING) if half is Half.AFTERNOON else (back_on - timedelta(days=1), Half.AFTERNOON)


def clipped(period: Period, back_on: date, half: Half) -> Period:
    """Return what of a period lies before somebody was back."""
    first, first_half, last, last_half = period
    return (first, first_half, *min((last, last_half), until_back(back_on, half)))


def uncovered_by_year(
    facts: CompanyFacts, employee: str, period: Period, back_on: date, half: Half, but: int
) -> dict[int, Decimal]:
    """Return the working days from the end of a leave to the return that no other leave covers, by year."""
    beyond: Period = (*_following(*period[2:]), *until_back(back_on, half))
    days = days_by_year(facts, beyond, calendar_days=False)
    for _case, other in other_leaves(facts, employee, but):
        if not overlaps(beyond, other):
            continue
        shared: Period = (*max(beyond[:2], other[:2]), *min(beyond[2:], other[2:]))
        for year, covered in days_by_year(facts, shared, calendar_days=False).items():
            days[year] -= covered
    return {year: left for year, left in days.items() if left}


def _following(day: date, half: Half) -> tuple[date, Half]:
    """The half day after one."""
    return (day, Half.AFTERNOON) if half is Half.MORNING else (day + timedelta(days=1), Half.MORNING)


def other_leaves(facts: CompanyFacts, employee: str, but: int) -> Iterator[tuple[Case, Period]]:
    """Yield the leaves of an employee that stand: asked for, or decided and not refused or withdrawn."""
    for case in facts.cases_of("leave"):
        form = case.form
        if case.id == but or form.get("employee") != employee or case.submitted_at is None:
            continue
        if case.ended in (None, "done"):
            found = period_of(form)
            if found[:2] <= found[2:]:  # nothing is left of it when he came back before it began
                yield case, found


def period_of(form: Mapping[str, str | None]) -> Period:
    """Return the period of a stored leave: the one asked for, up to the return if he is back earlier."""
    asked: Period = (
        date.fromisoformat(form["first"] or ""), Half(form.get("first_half") or Half.MORNING),
        date.fromisoformat(form["last"] or ""), Half(form.get("last_half") or Half.AFTERNOON),
    )  # fmt: skip
    if back_on := form.get("back_on"):
        return clipped(asked, date.fromisoformat(back_on), Half(form.get("back_half") or Half.MORNING))
    return asked


def granted_leaves(facts: CompanyFacts, since: date) -> dict[str, list[Period]]:
    """Return the granted leaves that reach beyond a day, as they were really taken, by employee number."""
    found: dict[str, list[Period]] = {}
    for case in facts.cases_of("leave"):
        granted = case.ended == "done" or (
            case.ended is None and any(task.step in _AWAY_AT for task in facts.company.cases.open_tasks(case.id))
        )
        if granted and (period := _taken(case.form))[2] >= since:
            found.setdefault(case.form["employee"], []).append(period)
    return found


def _taken(form: Mapping[str, Any]) -> Period:
    """The period of a leave up to the return, be it earlier or later than was asked for."""
    asked = period_of(form)
    if not form.get("back_on"):
        return asked
    return (*asked[:2], *until_back(date.fromisoformat(form["back_on"]), Half(form.get("back_half", Half.MORNING))))


def covers(period: Period, at: datetime) -> bool:
    """Whether somebody is away at a moment."""
    half = Half.MORNING if at.hour < 12 else Half.AFTERNOON
    return (period[0], period[1]) <= (at.date(), half) <= (period[2], period[3])


def overlaps(one: Period, other: Period) -> bool:
    """Whether two periods share half a day."""
    return (one[0], one[1]) <= (other[2], other[3]) and (other[0], other[1]) <= (one[2], one[3])


def joins(facts: CompanyFacts, one: Period, other: Period) -> bool:
    """Whether one period follows the other without half a working day between them."""
    earlier, later = sorted((one, other))
    start = _following(earlier[2], earlier[3])
    end = until_back(later[0], later[1])
    return not overlaps(one, other) and facts.calendar.working_days(start[0], end[0], start[1], end[1]) == 0


def joined_days(facts: CompanyFacts, employee: str, period: Period, but: int) -> Decimal:
    """Return the working days of every leave that joins on to a period, one after the other."""
    left = [found for _case, found in other_leaves(facts, employee, but)]
    reached, total = [period], Decimal(0)
    while reached:
        one = reached.pop()
        for other in [found for found in left if joins(facts, one, found)]:
            left.remove(other)
            reached.append(other)
            total += facts.calendar.working_days(other[0], other[2], other[1], other[3])
    return total
