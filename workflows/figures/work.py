"""Figures about the work itself, whatever its process: throughput, waiting, bottlenecks, lateness, what comes back."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from db.figures import Round
from db.message import Message, _
from workflows.engine.authority import names_of
from workflows.engine.counting import Counting, median, ninetieth, rounded, share, week_of
from workflows.engine.figures import Column, Counted, Row, Source
from workflows.figures.kinds import sources
from workflows.posts import DESKS

MONTH, QUARTER, WEEKS = 30, 90, 26
_STEP = _("{step} · {process}")
_REASON = _("{action}, {reason} · {process}")
_WAITING = _("waits {hours} bh")
_WAITED = _("waited {hours} bh")
_NO_REASON = _("in his own words")
_ACTIONS: dict[str, Message] = {"back": _("sent back"), "refuse": _("rejected")}


def _desk(counting: Counting, process: str) -> str:
    found = counting.company.catalogue.processes.get(process)
    return found.desk.key if found else ""


def _title(counting: Counting, process: str) -> Message:
    found = counting.company.catalogue.processes.get(process)
    return found.title if found else Message(process)


# --- open work ------------------------------------------------------------------------------------------------


def is_late(counting: Counting, one: Round) -> bool:
    """Whether an open task is past its deadline."""
    return one.due_at is not None and one.due_at < counting.now


def is_due_today(counting: Counting, one: Round) -> bool:
    """Whether the deadline of an open task is still to come today."""
    return one.due_at is not None and counting.now <= one.due_at < counting.midnight + timedelta(days=1)


def open_by_desk(counting: Counting) -> Counted:
    """Return open tasks, those due today and those late, by desk."""
    rows = []
    for desk in DESKS.values():
        own = [one for one in counting.open_rounds() if _desk(counting, one.process) == desk.key]
        late = sum(is_late(counting, one) for one in own)
        rows.append(Row(desk.key, desk.title, (len(own), sum(is_due_today(counting, one) for one in own), late)))
    return Counted((Column(_("Open tasks")), Column(_("Due today"), drawn=False), Column(_("Late"), drawn=False)), rows)


def behind_desk(counting: Counting, desk: str) -> list[Source]:
    """Return the cases of a desk's open tasks, the latest first."""
    return sources(by_lateness(one for one in counting.open_rounds() if _desk(counting, one.process) == desk))


def by_lateness(rounds: Iterable[Round]) -> list[Round]:
    """Return open tasks, the earliest deadline first."""
    return sorted(rounds, key=lambda one: one.due_at or datetime.max)


# --- throughput -----------------------------------------------------------------------------------------------


def opened_by_week(counting: Counting) -> Counted:
    """Return the cases opened by week and desk."""
    since = datetime.combine(counting.weeks(WEEKS)[0], datetime.min.time())
    return _by_week(counting, counting.store.opened_by_day(since))


def ended_by_week(counting: Counting) -> Counted:
    """Return the cases that ended by week and desk."""
    since = datetime.combine(counting.weeks(WEEKS)[0], datetime.min.time())
    return _by_week(counting, counting.store.ended_by_day(since))


def _by_week(counting: Counting, days: Iterable[tuple[str, date, int]]) -> Counted:
    found: Counter[tuple[date, str]] = Counter()
    for process, day, number in days:
        found[week_of(day), _desk(counting, process)] += number
    rows = [
        Row(monday.isoformat(), f"{monday:%m-%d}", tuple(found[monday, desk] for desk in DESKS))
        for monday in counting.weeks(WEEKS)
    ]
    return Counted([Column(desk.title) for desk in DESKS.values()], rows)


def opened_in(counting: Counting, week: str) -> list[Source]:
    """Return the cases opened in a week, of all desks."""
    begin, end = _week(week)
    found = [
        case for process in counting.company.catalogue.processes for case in counting.cases(process, opened_from=begin)
    ]
    return sources(sorted((case for case in found if case.opened_at < end), key=lambda case: case.opened_at))


def ended_in(counting: Counting, week: str) -> list[Source]:
    """Return the cases that ended in a week, of all desks."""
    begin, end = _week(week)
    found = [
        case for process in counting.company.catalogue.processes for case in counting.cases(process, ended_from=begin)
    ]
    ended = [(case.ended_at, case) for case in found if case.ended_at is not None and case.ended_at < end]
    return [
        Source(case.id, amount=case.amount, at=at) for at, case in sorted(ended, key=lambda pair: (pair[0], pair[1].id))
    ]


def _week(monday: str) -> tuple[datetime, datetime]:
    begin = datetime.combine(date.fromisoformat(monday), datetime.min.time())
    return begin, begin + timedelta(weeks=1)


# --- how long it takes ----------------------------------------------------------------------------------------


def cycle_times(counting: Counting) -> Counted:
    """Return how long the cases of each process took, the longest first, and how many of its tasks were in time."""
    since = counting.back(QUARTER)
    taken: dict[str, list[Decimal]] = defaultdict(list)
    for process, begun, ended in counting.store.times(since):
        taken[process].append(counting.hours(begun, ended))
    in_time = counting.store.in_time(since)
    rows = [
        Row(
            process, _title(counting, process),
            (median(hours), ninetieth(hours), len(hours), share(*in_time.get(process, (0, 0)))),
        )
        for process, hours in taken.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: -(row.values[0] or 0))
    return Counted(
        (Column(_("Median"), "hours"), Column(_("90 % within"), "hours", drawn=False),
         Column(_("Cases"), drawn=False), Column(_("Tasks in time"), "percent", drawn=False)),
        rows,
    )  # fmt: skip


def behind_cycle(counting: Counting, process: str) -> list[Source]:
    """Return the cases of a process that ended in the quarter."""
    return sources(counting.cases(process, ended_from=counting.back(QUARTER)))


def waits(counting: Counting, *processes: str, days: int = MONTH) -> dict[tuple[str, str], list[Decimal]]:
    """Return, by process and step, the business hours every task waited there within the last days.

    Tasks closed within them or still open; what they waited before is left out.
    """
    since = counting.back(days)
    found: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for process, step, begun, ended in counting.store.waits(since, processes):
        found[process, step].append(counting.hours(begun, ended or counting.now))
    return found


def bottlenecks(counting: Counting) -> Counted:
    """Return where work waits, by step of every process, the step with the most hours first."""
    found = waits(counting)
    waiting = Counter((one.process, one.step) for one in counting.open_rounds())
    late = Counter((one.process, one.step) for one in counting.open_rounds() if is_late(counting, one))
    whole: dict[str, Decimal] = defaultdict(Decimal)
    for (process, _key), hours in found.items():
        whole[process] += sum(hours)
    rows = []
    for (process, step), hours in found.items():
        total = sum(hours, Decimal(0))
        rows.append(
            Row(
                f"{process}.{step}", step_title(counting, process, step),
                (
                    rounded(total, 1), waiting[process, step], late[process, step], median(hours), ninetieth(hours),
                    share(total, whole[process]),
                ),
            )
        )  # fmt: skip
    rows.sort(key=lambda row: (-(row.values[0] or 0), row.key))
    return Counted(
        (Column(_("Waited"), "hours"), Column(_("Waiting now"), drawn=False), Column(_("Late"), drawn=False),
         Column(_("Median"), "hours", drawn=False), Column(_("90 % within"), "hours", drawn=False),
         Column(_("Of its process"), "percent", drawn=False)),
        rows,
    )  # fmt: skip


def step_title(counting: Counting, process: str, step: str) -> Message:
    """Return the name of a step with its process."""
    known = counting.company.catalogue.processes.get(process)
    place = known.places.get(step) if known else None
    return _STEP(process=_title(counting, process), step=place.title if place else step)


def behind_step(counting: Counting, key: str) -> list[Source]:
    """Return the cases that wait at a step now, the earliest deadline first, then those that waited in the month.

    Each with the hours that are counted of it: together they are the bar.
    """
    process, _dot, step = key.partition(".")
    since = counting.back(MONTH)

    def hours(one: Round) -> Decimal:
        return rounded(counting.hours(max(one.opened_at, since), one.closed_at or counting.now), 1)

    closed = counting.closed_rounds(since, process=[process], step=[step])
    latest = sorted(closed, key=lambda one: one.closed_at or counting.now, reverse=True)
    waiting = by_lateness(counting.at(process, step))
    return [
        *(Source(one.case_id, at=one.opened_at, note=_WAITING(hours=hours(one))) for one in waiting),
        *(Source(one.case_id, at=one.closed_at, note=_WAITED(hours=hours(one))) for one in latest),
    ]


# --- what comes back, who is late -----------------------------------------------------------------------------


def _returned(counting: Counting) -> dict[tuple[str, str, int], list[Round]]:
    """By process, kind of action and reason (0: none of the list): the tasks sent back or rejected in the quarter."""
    found: dict[tuple[str, str, int], list[Round]] = defaultdict(list)
    for one in counting.closed_rounds(counting.back(QUARTER), kind=list(_ACTIONS)):
        found[one.process, one.kind, one.reason or 0].append(one)
    return found


def returned(counting: Counting) -> Counted:
    """Return what was sent back and rejected, by process and reason, the most frequent first."""
    rows = [
        Row(f"{process}/{kind}/{reason}", _reason(counting, process, kind, reason), (len(rounds),))
        for (process, kind, reason), rounds in _returned(counting).items()
    ]
    rows.sort(key=lambda row: (-(row.values[0] or 0), row.key))
    return Counted((Column(_("Times")),), rows)


def _reason(counting: Counting, process: str, kind: str, reason: int) -> Message:
    known = counting.company.catalogue.processes.get(process)
    reasons = known.reasons if known else ()
    said = reasons[reason - 1] if 0 < reason <= len(reasons) else _NO_REASON
    return _REASON(process=_title(counting, process), action=_ACTIONS[kind], reason=said)


def behind_returned(counting: Counting, key: str) -> list[Source]:
    """Return the cases sent back or rejected for a reason."""
    process, kind, reason = key.split("/")
    return sources(_returned(counting)[process, kind, int(reason)])


def late_by_post(counting: Counting) -> Counted:
    """Return whose tasks are late: how many, and by how many business hours the oldest."""
    rows = [
        Row(actor, names_of(counting.company, [actor]), (number, rounded(counting.hours(oldest, counting.now), 0)))
        for actor, number, oldest in counting.store.late_by_actor(counting.now)
    ]
    rows.sort(key=lambda row: (-(row.values[0] or 0), row.key))
    return Counted((Column(_("Late tasks")), Column(_("Oldest late by"), "hours", drawn=False)), rows)


def behind_late(counting: Counting, actor: str) -> list[Source]:
    """Return the cases that wait for somebody past their deadline."""
    return [Source(case) for case in counting.store.late_of_actor(actor, counting.now)]
