"""The leave slip (请假单): its form, the days it comes to, and what is checked before and after it — P49."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from db.message import Message, _, plural
from workflows.engine.calendar import Half
from workflows.engine.facts import Facts
from workflows.engine.form import Choice, Days, EmployeeRef, Form, LongText, Text, field
from workflows.engine.process import Reason, guard
from workflows.library.leaving import (
    Period,
    clipped,
    days_by_year,
    days_of,
    joined_days,
    other_leaves,
    overlaps,
    starts_at,
    uncovered_by_year,
)
from workflows.posts import FINANCE, GENERAL_MANAGER, HR

# --- form ---------------------------------------------------------------------------------------------------

PRIVATE = (HR, FINANCE, GENERAL_MANAGER, "person", "requester", "decider")


class LeaveKind(Choice):
    PERSONAL = "personal", _("personal leave")
    SICK = "sick", _("sick leave")
    MARRIAGE = "marriage", _("marriage leave")
    BEREAVEMENT = "bereavement", _("bereavement leave")
    MATERNITY = "maternity", _("maternity leave")
    PATERNITY = "paternity", _("paternity leave")
    WORK_INJURY = "work-injury", _("work-injury leave")
    COMPENSATORY = "compensatory", _("compensatory leave")


class HalfDay(Choice):
    MORNING = "am", _("morning")
    AFTERNOON = "pm", _("afternoon")


CALENDAR_DAYS = {LeaveKind.MATERNITY, LeaveKind.PATERNITY}
MAY_BE_OVER = {LeaveKind.SICK, LeaveKind.BEREAVEMENT, LeaveKind.WORK_INJURY}
WITH_CERTIFICATE = {LeaveKind.MARRIAGE, LeaveKind.MATERNITY, LeaveKind.PATERNITY, LeaveKind.BEREAVEMENT}


class LeaveForm(Form):
    employee: EmployeeRef = field(_("Employee"))
    kind: LeaveKind = field(_("Type of leave"))
    first: date = field(_("First day"))
    first_half: HalfDay = field(_("From the"), default=HalfDay.MORNING)
    last: date = field(_("Last day"))
    last_half: HalfDay = field(_("To the end of the"), default=HalfDay.AFTERNOON)
    days: Days | None = field(_("Days"), read=True)
    reason: LongText = field(_("Reason"), seen_by=PRIVATE)
    proof: Text = field(_("Proof"), default="", hint=_("number of the note or certificate"), seen_by=PRIVATE)
    stand_in: EmployeeRef | None = field(_("Stand-in"), default=None)
    scope: list[Text] = field(_("Posts he stands in for"), default_factory=list, hint=_("keys of posts; none: all"))
    back_on: date | None = field(_("Back on"), default=None)
    back_half: HalfDay = field(_("Back from the"), default=HalfDay.MORNING)
    taken: Days | None = field(_("Days taken"), read=True)
    absence: Days | None = field(_("Days absent beyond it"), read=True)


ASKED = (
    "employee", "kind", "first", "first_half", "last", "last_half", "reason", "proof", "stand_in", "scope",
)  # fmt: skip
"""What is typed when the leave is asked for; the rest follows at the return."""


def period(form: LeaveForm) -> Period:
    return form.first, Half(form.first_half.value), form.last, Half(form.last_half.value)


def away(form: LeaveForm) -> Period:
    """What he used of the period he asked for, once he has reported back; before that all of it."""
    return period(form) if form.back_on is None else clipped(period(form), form.back_on, Half(form.back_half.value))


def absent(facts: Facts[LeaveForm]) -> dict[int, Decimal]:
    """The days he was away longer without a second leave, by year."""
    form = facts.form
    if form.back_on is None:
        return {}
    return uncovered_by_year(
        facts, form.employee, period(form), form.back_on, Half(form.back_half.value), facts.case.id
    )


def count_days(facts: Facts[LeaveForm]) -> None:
    form, by_calendar = facts.form, facts.form.kind in CALENDAR_DAYS
    form.days = days_of(facts, period(form), calendar_days=by_calendar)
    if form.back_on is not None:
        form.taken = days_of(facts, away(form), calendar_days=by_calendar)
        form.absence = sum(absent(facts).values(), Decimal(0))


# --- what is asked for --------------------------------------------------------------------------------------


@guard(_("asked for oneself, or by the head for somebody who cannot"))
def may_ask(facts: Facts[LeaveForm]) -> Iterator[Reason]:
    person = facts.person_of_employee(facts.form.employee)
    heads = facts.company.people.heads(
        facts.record("employees", facts.form.employee).get("department", ""), facts.today
    )
    if facts.person_id != person and facts.person_id not in {head.id for head in heads}:
        yield Reason(_("ask for yourself; only the head asks for somebody who cannot"), "employee")


@guard(_("there are days to take"))
def has_days(facts: Facts[LeaveForm]) -> Iterator[Reason]:
    if not facts.form.days:
        yield Reason(_("there is no working day between these dates"), "last")


@guard(_("no other leave at that time"))
def no_overlap(facts: Facts[LeaveForm]) -> Iterator[Reason]:
    for case, other in other_leaves(facts, facts.form.employee, facts.case.id):
        if overlaps(period(facts.form), other):
            yield Reason(
                _("{number} covers {first} to {last} already")(number=case.name, first=other[0], last=other[2]), "first"
            )


@guard(_("asked for in time"))
def in_time(facts: Facts[LeaveForm]) -> Iterator[Reason]:
    form = facts.form
    if form.kind not in MAY_BE_OVER and starts_at(facts, form.first, Half(form.first_half.value)) <= facts.now:
        yield Reason(_("{kind} starts in the future")(kind=form.kind.label), "first")
    elif form.last < facts.today:
        back = facts.calendar.next_business_day(form.last)
        latest = facts.calendar.next_business_day(back)
        if facts.today > latest:
            yield Reason(
                _("leave that is over is filed by {latest}, one working day after coming back")(latest=latest), "last"
            )


@guard(_("within what the type allows"))
def within_limit(facts: Facts[LeaveForm]) -> Iterator[Reason]:
    form = facts.form
    for year, days in days_by_year(facts, period(form), calendar_days=form.kind in CALENDAR_DAYS).items():
        had = facts.leave_of(form.employee, form.kind.value, year)
        if form.kind is LeaveKind.PERSONAL:
            left = facts.count_policy("leave.personal-year") - had.taken - had.reserved
            if days > left:
                yield Reason(
                    plural(
                        "{count} day asked, {left} of personal leave are left in {year}",
                        "{count} days asked, {left} of personal leave are left in {year}",
                    )(count=days, left=left, year=year),
                    "last",
                )
        elif form.kind is LeaveKind.COMPENSATORY and days > had.left:
            yield Reason(
                plural(
                    "{count} day asked, {left} of compensatory leave are left",
                    "{count} days asked, {left} of compensatory leave are left",
                )(count=days, left=had.left),
                "last",
            )
    longest = facts.policy("leave.pay")[form.kind.value].get("days")
    if longest is not None and form.days and form.days > longest:
        yield Reason(
            plural("{kind} is {count} day at most", "{kind} is {count} days at most")(
                kind=form.kind.label, count=longest
            ),
            "last",
        )


@guard(_("somebody stands in where approvals would wait"))
def stand_in_named(facts: Facts[LeaveForm]) -> Iterator[Reason]:
    form, person = facts.form, facts.person_of_employee(facts.form.employee)
    posts = {held.post for held in facts.company.people.posts_of(person, facts.today)} if person else set()
    deciding = {
        post
        for process in facts.company.catalogue.processes.values()
        for step in process.real_steps
        if step.deciding
        for post in step.who.posts
    }
    if form.stand_in is None and (posts & deciding or facts.company.headed_by(person or 0, facts.today)):
        yield Reason(_("he holds a post that approves: name a stand-in"), "stand_in")
    if form.stand_in == form.employee:
        yield Reason(_("name somebody else"), "stand_in")
    elif form.stand_in and facts.person_of_employee(form.stand_in) is None:
        yield Reason(_("cannot sign in; name somebody who can"), "stand_in")
    for index, post in enumerate(form.scope):
        if post not in posts:
            yield Reason(
                _("he does not hold the post {post}; he holds {posts}")(post=post, posts=", ".join(sorted(posts))),
                f"scope.{index}",
            )


@guard(_("the day is possible"))
def back_after_start(facts: Facts[LeaveForm]) -> Iterator[Reason]:
    back = facts.form.back_on
    if back is not None and not facts.form.first <= back <= facts.today:
        yield Reason(_("between {first} and today")(first=facts.form.first), "back_on")


def needs_proof(form: LeaveForm) -> bool:
    return form.kind in WITH_CERTIFICATE or (form.kind is LeaveKind.SICK and (form.days or 0) > 1)


def proof_until(facts: Facts[LeaveForm]) -> datetime:
    """Proof comes within two working days of the return."""
    back = facts.form.back_on or facts.today
    return facts.calendar.closing(facts.calendar.business_day(facts.calendar.business_day_from(back), 2))


@guard(_("proof where it is needed"))
def proof_in_time(facts: Facts[LeaveForm]) -> Iterator[Reason]:
    if needs_proof(facts.form) and not facts.form.proof and facts.now <= proof_until(facts):
        said = _("proof is missing; it may come until {until}, after that the days become personal leave")
        yield Reason(said(until=proof_until(facts)), "proof")


# --- what lists and previews say ----------------------------------------------------------------------------


def with_joined(facts: Facts[LeaveForm]) -> Decimal:
    """The days of this leave and of all that join on to it, which decide who approves."""
    return (facts.form.days or Decimal(0)) + joined_days(facts, facts.form.employee, period(facts.form), facts.case.id)


def subject(facts: Facts[LeaveForm]) -> str:
    form = facts.form
    first, last = (getattr(form, name) for name in ("first", "last"))
    if not form.employee or first is None or last is None:
        return ""
    return f"{facts.name_of('employees', form.employee)} {first:%m-%d} – {last:%m-%d}"


def brief(facts: Facts[LeaveForm]) -> Iterable[Message]:
    form, joined = facts.form, with_joined(facts) - (facts.form.days or Decimal(0))
    yield plural("{name}: {kind}, {count} day, {first} to {last}", "{name}: {kind}, {count} days, {first} to {last}")(
        name=facts.name_of("employees", form.employee), kind=form.kind.label, count=form.days or Decimal(0),
        first=form.first, last=form.last,
    )  # fmt: skip
    if joined:
        yield plural("{count} day of other leave joins on to it", "{count} days of other leave join on to it")(
            count=joined
        )
    had = facts.leave_of(form.employee, form.kind.value, form.first.year)
    yield _("In {year} so far: {taken} taken, {reserved} asked for")(
        year=form.first.year, taken=had.taken, reserved=had.reserved
    )
    pay = facts.policy("leave.pay")[form.kind.value]
    if least := pay.get("of-minimum-wage"):
        said = _("Paid at {percent} %, at least {least} % of the minimum wage")
        yield said(percent=pay["percent"], least=least)
    else:
        yield _("Paid at {percent} %")(percent=pay["percent"])
    if form.stand_in:
        yield _("Stand-in: {name}")(name=facts.name_of("employees", form.stand_in))
