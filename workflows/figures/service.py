"""The dashboard of the service desk: complaints, callbacks, refunds, contacts."""

from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal

from db.figures import CaseRow, Round
from db.message import _
from workflows.engine.counting import Counting, median, month_of, share, share_that, week_of
from workflows.engine.durations import Duration
from workflows.engine.figures import Board, Chart, Column, Counted, Figure, Missing, Row, Source
from workflows.figures import contacts
from workflows.figures.desks import at_desk
from workflows.figures.kinds import ZERO, count_of, share_of, sources
from workflows.library.calling import CallKind
from workflows.library.refunding import RefundKind
from workflows.posts import SERVICE

COMPLAINT, CALLBACK, REFUND = "complaint", "callback", "refund"
MONTH, WEEKS = 30, 26
IN_TIME, LATE = _("in time"), _("late")
SATISFIED, DISSATISFIED = _("satisfied"), _("dissatisfied")

# --- complaints -----------------------------------------------------------------------------------------------

_FIELDS = ("received_at", "reply_by", "first_answered_at", "department", "round")


def _open_complaints(counting: Counting) -> list[CaseRow]:
    return counting.cases(COMPLAINT, *_FIELDS, open_only=True)


def _moment(row: CaseRow, field: str) -> datetime | None:
    found = row.fields[field]
    return datetime.fromisoformat(found) if found else None


def _unanswered(counting: Counting) -> list[CaseRow]:
    """The open complaints whose promised reply is past, and that nobody has answered."""
    return [
        row
        for row in _open_complaints(counting)
        if not row.fields["first_answered_at"] and (_moment(row, "reply_by") or counting.now) < counting.now
    ]


def _recent(counting: Counting, days: int) -> list[CaseRow]:
    return counting.cases(COMPLAINT, *_FIELDS, opened_from=counting.back(days))


def _answered(counting: Counting) -> list[tuple[CaseRow, bool]]:
    """The complaints first answered in the last 30 days, and whether by the promised time."""
    since, found = counting.back(MONTH), []
    for row in _recent(counting, 3 * MONTH):
        answered, promised = _moment(row, "first_answered_at"), _moment(row, "reply_by")
        if answered and answered >= since:
            found.append((row, promised is None or answered <= promised))
    return found


def _solutions(counting: Counting, since: datetime) -> dict[int, Round]:
    """By complaint: the task with which it was solved first."""
    found: dict[int, Round] = {}
    for one in counting.closed_rounds(since, process=[COMPLAINT], action=["solved", "ruling"]):
        found.setdefault(one.case_id, one)
    return found


def _solved(counting: Counting) -> list[tuple[CaseRow, bool]]:
    """The complaints solved in the last 30 days, and whether within the time of the policy."""
    limit: Duration = counting.policy("complaint.solve")
    rows = {row.id: row for row in _recent(counting, 4 * MONTH)}
    return [
        (row, (one.closed_at or counting.now) <= limit.after(row.submitted_at or row.opened_at, counting.calendar))
        for case, one in _solutions(counting, counting.back(MONTH)).items()
        if (row := rows.get(case)) is not None
    ]


def _first_round(counting: Counting) -> list[tuple[CaseRow, bool]]:
    ended = counting.cases(COMPLAINT, *_FIELDS, ended_from=counting.back(MONTH))
    return [(row, (row.fields["round"] or 1) == 1) for row in ended if row.ended == "done"]


def _weekly(counting: Counting) -> dict[date, list[CaseRow]]:
    found: dict[date, list[CaseRow]] = {monday: [] for monday in counting.weeks(WEEKS)}
    for row in _recent(counting, 7 * WEEKS):
        if (monday := week_of(row.opened_at.date())) in found:
            found[monday].append(row)
    return found


def _by_department(counting: Counting) -> Counted:
    weeks = _weekly(counting)
    departments = sorted({row.fields["department"] or "" for own in weeks.values() for row in own})
    rows = []
    for monday, own in weeks.items():
        counted = Counter(row.fields["department"] or "" for row in own)
        rows.append(Row(monday.isoformat(), f"{monday:%m-%d}", tuple(counted[key] for key in departments)))
    titles = [counting.called("departments", key) if key else _("none") for key in departments]
    return Counted([Column(title) for title in titles], rows)


def _in_week(counting: Counting, week: str) -> list[Source]:
    return sources(_weekly(counting)[date.fromisoformat(week)])


def _how_fast(counting: Counting) -> Counted:
    weeks = counting.weeks(WEEKS)
    solutions = _solutions(counting, datetime.combine(weeks[0], datetime.min.time()))
    rows = []
    for monday, own in _weekly(counting).items():
        answers, solved = [], []
        for row in own:
            begun = _moment(row, "received_at") or row.opened_at
            if answered := _moment(row, "first_answered_at"):
                answers.append(counting.hours(begun, answered))
            if (one := solutions.get(row.id)) and one.closed_at:
                solved.append(counting.hours(begun, one.closed_at))
        rows.append(Row(monday.isoformat(), f"{monday:%m-%d}", (median(answers), median(solved))))
    return Counted((Column(_("To the first answer"), "hours"), Column(_("To the solution"), "hours")), rows)


# --- callbacks ------------------------------------------------------------------------------------------------


def _calls(counting: Counting, since: datetime) -> list[CaseRow]:
    """The single calls that were talked through from a moment on."""
    ended = counting.cases(CALLBACK, "shape", "kind", "satisfied", "service_end", ended_from=since)
    return [row for row in ended if row.fields["shape"] == "single" and row.ended in ("recorded", "reopened")]


def _in_three_days(counting: Counting) -> list[tuple[CaseRow, bool]]:
    """The calls about a service that ended in the last 30 days, and whether within the time of the policy."""
    limit: Duration = counting.policy("callback.call")
    return [
        (row, (row.ended_at or counting.now) <= limit.after(end, counting.calendar))
        for row in _calls(counting, counting.back(MONTH))
        if (end := _moment(row, "service_end")) is not None
    ]


def _member_calls(counting: Counting) -> list[tuple[CaseRow, bool]]:
    """The calls about a service to a member that were due in the last 30 days, and whether he was talked to (N21)."""
    limit: Duration = counting.policy("callback.call")
    fields = ("shape", "member", "service_end", "named_time")
    ended = counting.cases(CALLBACK, *fields, ended_from=counting.back(MONTH))
    late = [
        row
        for row in counting.cases(CALLBACK, *fields, open_only=True)
        if (end := _moment(row, "service_end")) is not None
        and max(limit.after(end, counting.calendar), _moment(row, "named_time") or end) < counting.now
    ]
    return [
        (row, row.ended in ("recorded", "reopened"))
        for row in (*ended, *late)
        if row.fields["member"] and row.fields["service_end"]
    ]


def _asked(calls: list[CaseRow]) -> list[tuple[CaseRow, bool]]:
    """Of calls those in which the customer was asked, and whether he was satisfied."""
    return [
        (row, bool(row.fields["satisfied"]) and row.ended != "reopened")
        for row in calls
        if row.fields["satisfied"] is not None or row.ended == "reopened"
    ]


def _satisfied(counting: Counting) -> list[tuple[CaseRow, bool]]:
    return _asked(_calls(counting, counting.back(MONTH)))


def _asked_this_year(counting: Counting) -> list[tuple[CaseRow, bool]]:
    return _asked(_calls(counting, datetime.combine(counting.months(12)[0], datetime.min.time())))


def _asked_in(counting: Counting, month: str) -> list[Source]:
    """Return the calls of a month in which the customer was asked, the dissatisfied first."""
    of_month = [
        (satisfied, Source(row.id, at=row.ended_at, note=SATISFIED if satisfied else DISSATISFIED))
        for row, satisfied in _asked_this_year(counting)
        if row.ended_at and month_of(row.ended_at.date()) == date.fromisoformat(month)
    ]
    return [source for _satisfied, source in sorted(of_month, key=lambda pair: pair[0])]


def _satisfied_by_month(counting: Counting) -> Counted:
    months = counting.months(12)
    found: dict[tuple[date, str], list[bool]] = defaultdict(list)
    for row, satisfied in _asked_this_year(counting):
        if row.ended_at:
            found[month_of(row.ended_at.date()), row.fields["kind"] or ""].append(satisfied)
    kinds = [kind for kind in CallKind if any(key == kind.value for _month, key in found)]
    rows = [
        Row(month.isoformat(), f"{month:%Y-%m}", tuple(share_that(found[month, kind.value]) for kind in kinds))
        for month in months
    ]
    return Counted([Column(kind.label, "percent") for kind in kinds], rows)


# --- refunds --------------------------------------------------------------------------------------------------


def _refunds(counting: Counting) -> list[CaseRow]:
    return counting.cases(REFUND, "kind", open_only=True)


def _disputes(counting: Counting) -> list[CaseRow]:
    return [row for row in _refunds(counting) if row.fields["kind"] == RefundKind.DISPUTE.value]


def _oldest(counting: Counting) -> Decimal | None:
    days = [(counting.today - row.opened_at.date()).days for row in _refunds(counting)]
    return Decimal(max(days)) if days else None


def _refunded(counting: Counting) -> Decimal:
    return sum((source.amount or ZERO for source in _behind_refunded(counting)), ZERO)


def _behind_refunded(counting: Counting) -> list[Source]:
    return [
        Source(one.case_id, amount=one.amount, note=f"{one.day:%m-%d}")
        for one in counting.store.posted("refunds", counting.month)
    ]


def _refunded_share(counting: Counting) -> Decimal | None:
    sold = sum((one.amount for one in counting.store.posted("sales", counting.month)), ZERO)
    return share(_refunded(counting), sold)


def _refunds_by_week(counting: Counting) -> Counted:
    weeks: dict[date, list[CaseRow]] = _refund_weeks(counting)
    kinds = [
        kind for kind in RefundKind if any(row.fields["kind"] == kind.value for own in weeks.values() for row in own)
    ]
    rows = []
    for monday, own in weeks.items():
        counted = Counter(row.fields["kind"] for row in own)
        rows.append(Row(monday.isoformat(), f"{monday:%m-%d}", tuple(counted[kind.value] for kind in kinds)))
    return Counted([Column(kind.label) for kind in kinds], rows)


def _refund_weeks(counting: Counting) -> dict[date, list[CaseRow]]:
    found: dict[date, list[CaseRow]] = {monday: [] for monday in counting.weeks(WEEKS)}
    for row in counting.cases(REFUND, "kind", opened_from=counting.back(7 * WEEKS)):
        if (monday := week_of(row.opened_at.date())) in found:
            found[monday].append(row)
    return found


def _refunds_in(counting: Counting, week: str) -> list[Source]:
    return sources(_refund_weeks(counting)[date.fromisoformat(week)])


# --- the dashboard --------------------------------------------------------------------------------------------

SERVICE_BOARD = Board(
    SERVICE,
    at_desk(SERVICE),
    figures=[
        count_of("complaints", _("Open complaints"), _("Complaints recorded and not ended."), _open_complaints),
        count_of("unanswered", _("Past the promised reply"),
                 _("Open complaints not answered whose promised time of reply is past."), _unanswered),
        share_of("answered-in-time", _("First answers in time"),
                 _("Complaints first answered by the promised time, of those first answered in the last 30 days."),
                 _answered, IN_TIME, LATE),
        share_of("solved-in-time", _("Solved in time"),
                 _("Complaints solved within the time of the policy complaint.solve, of those solved in the last 30 days."),
                 _solved, IN_TIME, LATE),
        share_of("first-round", _("Solved in the first round"),
                 _("Complaints that needed one round, of those that ended with a satisfied customer in the last 30 days."),
                 _first_round, _("one round"), _("more rounds")),
        share_of("called-in-time", _("Callbacks in time"),
                 _("Calls about a service made within the time of the policy callback.call after its end, of those made in"
                   " the last 30 days."), _in_three_days, IN_TIME, LATE),
        share_of("member-coverage", _("Member callback coverage"),
                 _("Calls to members in which they were talked to, of those that ended in the last 30 days or are open and"
                   " late."), _member_calls, _("talked to"), _("not reached")),
        share_of("satisfied", _("Satisfied customers"),
                 _("Customers satisfied, of those who were asked in a call in the last 30 days."),
                 _satisfied, SATISFIED, DISSATISFIED),
        count_of("refunds", _("Refunds under way"), _("Refunds handed in and not ended."), _refunds),
        count_of("disputes", _("Of these in dispute"), _("Refunds under way that are disputes on a platform."), _disputes),
        Figure("oldest-refund", _("Oldest refund"), "days", _("Days since the oldest refund under way was opened."),
               _oldest, lambda counting: sources(_refunds(counting)[:1])),
        Figure("refunded", _("Refunded this month"), "yuan", _("What the ledger posted to refunds this month."),
               _refunded, _behind_refunded),
        Figure("refunded-share", _("Refunded of sales"), "percent",
               _("What the ledger posted to refunds this month, of what it posted to sales."),
               _refunded_share, _behind_refunded),
    ],
    charts=[
        Chart("complaints-by-week", _("Complaints by week"), "stacked", _("Week"),
              _("Complaints by the week they were opened and the department they are about."), _by_department, _in_week),
        Chart("how-fast", _("Hours to answer and solve"), "lines", _("Week"),
              _("Business hours from receipt to the first answer and to the solution, the median of the complaints opened in"
                " the week."), _how_fast, _in_week),
        Chart("satisfied-by-month", _("Satisfied by kind of call"), "lines", _("Month"),
              _("Customers satisfied, of those asked, by the month and kind of the call."), _satisfied_by_month,
              _asked_in),
        Chart("refunds-by-week", _("Refunds by week"), "stacked", _("Week"),
              _("Refunds by the week they were opened and their kind."), _refunds_by_week, _refunds_in),
        Chart("contacts-by-hour", _("Contacts by hour and channel"), "stacked", _("Hour"),
              _("Calls, visits, letters and chats of the last 30 days by the hour of the day they came in."),
              contacts.by_hour, contacts.in_hour),
    ],
    missing=[
        Missing(_("Customers without first contact, customers by ability and by agent"), ("customer-file",)),
        Missing(_("Stored value owed, days not reconciled"), ("stored-value-card", "stored-value-reconciliation")),
        Missing(_("Work orders overdue, opened and closed"), ("work-order",)),
        Missing(_("Keys and permits overdue"), ("key-loan", "entry-permit")),
        Missing(_("Trainees by state"), ("trainee-intake",)),
        Missing(_("Dispatched workers on assignment, stages late"), ("staffing-order",)),
    ],
)  # fmt: skip
