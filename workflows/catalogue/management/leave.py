"""Leave (请假) — P49.

An employee asks for days off (or his head for him, when he cannot). The head decides up to three working days, personnel
up to seven, the general manager beyond; leave that joins on to other leave counts with it. The days are reserved when he
asks and taken with the last approval, and whoever stands in for him acts in his name meanwhile. Back at work he reports,
the head confirms, and what he took more or less than approved is corrected.

Long because the procedure has eight types of leave, each with its own limits, proof and counting of days.
"""

from workflows.engine.calendar import Half
from workflows.engine.language import *
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
from workflows.posts import FINANCE, GENERAL_MANAGER, HR, MANAGEMENT

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
    first: date = field(_("From"))
    first_half: HalfDay = field(_("From the"), default=HalfDay.MORNING)
    last: date = field(_("To"))
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


# --- guards -------------------------------------------------------------------------------------------------


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
                    _("{days} days asked, {left} of personal leave are left in {year}")(
                        days=days, left=left, year=year
                    ),
                    "last",
                )
        elif form.kind is LeaveKind.COMPENSATORY and days > had.left:
            yield Reason(
                _("{days} days asked, {left} of compensatory leave are left")(days=days, left=had.left), "last"
            )
    longest = facts.policy("leave.pay")[form.kind.value].get("days")
    if longest is not None and form.days and form.days > longest:
        yield Reason(_("{kind} is {longest} days at most")(kind=form.kind.label, longest=longest), "last")


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


# --- who decides, and what is booked ------------------------------------------------------------------------


def with_joined(facts: Facts[LeaveForm]) -> Decimal:
    """The days of this leave and of all that join on to it, which decide who approves."""
    return (facts.form.days or Decimal(0)) + joined_days(facts, facts.form.employee, period(facts.form), facts.case.id)


@condition(_("longer than the head decides"))
def beyond_head(facts: Facts[LeaveForm]) -> bool:
    return with_joined(facts) > facts.count_policy("leave.head-until")


@condition(_("longer than personnel decides"))
def beyond_personnel(facts: Facts[LeaveForm]) -> bool:
    return with_joined(facts) > facts.count_policy("leave.hr-until")


@condition(_("over already"))
def is_over(facts: Facts[LeaveForm]) -> bool:
    return facts.form.last < facts.today


@effect(_("days are reserved"))
def reserve_days(booking: Booking[LeaveForm]) -> None:
    form = booking.form
    for year, days in days_by_year(booking, period(form), calendar_days=form.kind in CALENDAR_DAYS).items():
        booking.reserve_leave(form.employee, form.kind.value, year, days)


@effect(_("days are taken, the stand-in acts for him"))
def grant(booking: Booking[LeaveForm]) -> None:
    form = booking.form
    booking.take_leave()
    person = booking.person_of_employee(form.employee)
    stand_in = booking.person_of_employee(form.stand_in) if form.stand_in else None
    since = max(booking.now, starts_at(booking, form.first, Half(form.first_half.value)))
    until = datetime.combine(form.last + timedelta(days=1), datetime.min.time())
    if person and stand_in and until > since:
        booking.delegate(person, stand_in, since, until, form.scope or None)
        booking.tell([stand_in], _("{number}: you stand in for {name} from {first} to {last}")(
            number=booking.case.name, name=booking.person(person).name, first=form.first, last=form.last
        ))  # fmt: skip


@effect(_("days are taken, unless personnel decides too"))
def grant_by_head(booking: Booking[LeaveForm]) -> None:
    if not beyond_head.holds(booking):
        grant.book(booking)


@effect(_("days are taken, unless the general manager decides too"))
def grant_by_personnel(booking: Booking[LeaveForm]) -> None:
    if not beyond_personnel.holds(booking):
        grant.book(booking)


@effect(_("back-on day of a leave that is over"))
def back_already(booking: Booking[LeaveForm]) -> None:
    """A leave that is over when it is approved ended as it was asked for, unless something else was written."""
    if is_over.holds(booking) and booking.form.back_on is None:
        booking.form.back_on = booking.calendar.next_business_day(booking.form.last)
        count_days(booking)


@effect(_("difference to the approved days, the delegation ends"))
def settle(booking: Booking[LeaveForm]) -> None:
    """Fewer days go back; more without a second leave are absence; without proof in time they are personal leave."""
    form, by_calendar = booking.form, booking.form.kind in CALENDAR_DAYS
    count_days(booking)
    approved = days_by_year(booking, period(form), calendar_days=by_calendar)
    taken, absence = days_by_year(booking, away(form), calendar_days=by_calendar), absent(booking)
    unproved = needs_proof(form) and not form.proof
    for year in sorted({*approved, *absence}):
        had, kept = approved.get(year, Decimal(0)), taken.get(year, Decimal(0))
        booking.adjust_leave(form.employee, form.kind.value, year, (Decimal(0) if unproved else kept) - had)
        booking.adjust_leave(form.employee, "absence", year, absence.get(year, Decimal(0)))
        if unproved:
            booking.adjust_leave(form.employee, LeaveKind.PERSONAL.value, year, kept)
    booking.end_delegations()


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Facts[LeaveForm]) -> str:
    form = facts.form
    first, last = (getattr(form, name) for name in ("first", "last"))
    if not form.employee or first is None or last is None:
        return ""
    return f"{facts.name_of('employees', form.employee)} {first:%m-%d} – {last:%m-%d}"


def brief(facts: Facts[LeaveForm]) -> Iterable[Message]:
    form, joined = facts.form, with_joined(facts) - (facts.form.days or Decimal(0))
    yield _("{name}: {kind}, {days} days, {first} to {last}")(
        name=facts.name_of("employees", form.employee), kind=form.kind.label, days=form.days or Decimal(0), first=form.first,
        last=form.last,
    )  # fmt: skip
    if joined:
        yield _("{days} days of other leave join on to it")(days=joined)
    had = facts.leave_of(form.employee, form.kind.value, form.first.year)
    yield _("In {year} so far: {taken} taken, {reserved} asked for")(
        year=form.first.year, taken=had.taken, reserved=had.reserved
    )
    pay = facts.policy("leave.pay")[form.kind.value]
    yield _("Paid at {percent} %")(percent=pay["percent"])
    if form.stand_in:
        yield _("Stand-in: {name}")(name=facts.name_of("employees", form.stand_in))


def concerned(facts: Facts[LeaveForm]) -> Iterable[int]:
    person = facts.person_of_employee(facts.form.employee) if facts.form.employee else None
    return [person] if person else []


def reported_by(facts: Facts[LeaveForm]) -> datetime:
    """One working day after the last day of leave."""
    return facts.calendar.add_business_days(
        facts.calendar.closing(facts.calendar.business_day_from(facts.form.last)), 1
    )


LAST_OF_HEAD = first_of((beyond_head, "personnel"), (is_over, "return"), "away")
LAST_OF_PERSONNEL = first_of((beyond_personnel, "decision"), (is_over, "return"), "away")
LEAVE_PAY = {
    "personal": {"percent": 0},
    "sick": {"percent": 60},
    "marriage": {"percent": 100, "days": 3},
    "bereavement": {"percent": 100, "days": 3},
    "maternity": {"percent": 100, "days": 98},
    "paternity": {"percent": 100, "days": 15},
    "work-injury": {"percent": 100},
    "compensatory": {"percent": 100},
}

# --- the procedure ------------------------------------------------------------------------------------------

LEAVE = Process(
    "leave",
    _("Leave"),
    desk=MANAGEMENT,
    prefix="LE",
    form=LeaveForm,
    covers=("P49",),
    seen_by=(HR, FINANCE, GENERAL_MANAGER),
    derive=count_days,
    subject=subject,
    brief=brief,
    beneficiary=concerned,
    department=lambda facts: str(facts.record("employees", facts.form.employee or "").get("department", "")),
    steps=[
        Draft(
            by=Anyone(),
            to="superior",
            guards=[may_ask, has_days, in_time, no_overlap, within_limit, stand_in_named],
            effects=[reserve_days],
            edits=(
                "employee",
                "kind",
                "first",
                "first_half",
                "last",
                "last_half",
                "reason",
                "proof",
                "stand_in",
                "scope",
            ),
        ),
        Step(
            "superior",
            _("superior"),
            by=HeadOfDepartment(),
            within=business_hours(4),
            actions=[Approve(LAST_OF_HEAD, effects=[grant_by_head, back_already]), SendBack(), Reject()],
        ),
        Step(
            "personnel",
            _("personnel"),
            by=HR,
            within=business_hours(4),
            actions=[Approve(LAST_OF_PERSONNEL, effects=[grant_by_personnel, back_already]), SendBack(), Reject()],
        ),
        Step(
            "decision",
            _("decision"),
            by=GENERAL_MANAGER,
            within=business_days(1),
            actions=[
                Approve(first_of((is_over, "return"), "away"), effects=[grant, back_already]),
                SendBack(),
                Reject(),
            ],
        ),
        Work(
            "away",
            _("away"),
            by=Named("employee", _("employee")),
            within=Until(_("one working day after the last day"), reported_by),
            edits=("back_on", "back_half", "proof"),
            actions=[Approve("return", "report", _("Report back"), requires=["back_on"], guards=[back_after_start])],
        ),
        Step(
            "return",
            _("return"),
            by=HeadOfDepartment(),
            within=business_days(1),
            edits=("proof",),
            actions=[
                Approve("done", "confirm", _("Confirm the return"), guards=[proof_in_time], effects=[settle]),
                SendBack("away", keeps_entries=True),
            ],
        ),
        End("done", _("done")),
        End("refused", _("refused"), purpose=False),
        End("withdrawn", _("withdrawn"), purpose=False),
    ],
    policies=[
        Policy(
            "leave.head-until", 3, _("working days the head decides"), "count", "authority", Decimal(0), Decimal(30)
        ),
        Policy("leave.hr-until", 7, _("working days personnel decides"), "count", "authority", Decimal(0), Decimal(60)),
        Policy(
            "leave.personal-year", 20, _("days of personal leave a year"), "count", low=Decimal(0), high=Decimal(365)
        ),
        Policy("leave.pay", LEAVE_PAY, _("pay in per cent and longest time by type of leave"), "table", "money"),
    ],
    reasons=[
        _("too many away"),
        _("notice too short"),
        _("proof missing"),
        _("use annual or compensatory leave first"),
    ],
    documents=[Document("leave", _("Leave slip"))],
    links=[
        Link("payroll", _("pays by type and days, and deducts absence")),
        Link("annual-leave", _("its days join on to these")),
        Link(
            "duty-roster",
            _(
                "offers roster lines of the days away for a swap; until then the stand-in is asked for approving posts only"
            ),
        ),
    ],
)
