"""Policy change (制度参数变更) — P83, P120.

Thresholds, deadlines, rates and the working calendar are data, and change only through this process: no setting, import
or administrator writes a value. Whoever heads a department, office director, finance or personnel proposes a value and
the day from which it holds. The head of the desk looks first, finance when it is about money, then the general manager
decides, and the committee too when it moves who decides what. The value takes effect at 0:00 of its day without anybody
acting; what was decided before is judged by the value of its own moment.
"""

from collections.abc import Callable

from db.calendar import SpecialDay
from workflows.engine.calendar import parse_hours
from workflows.engine.language import *
from workflows.engine.policies import typed_policy
from workflows.library.policy_values import (
    CHANGE,
    against_value,
    declared,
    desk_of,
    holders_concerned,
    importance,
    next_change,
    title_of,
    written_on,
)
from workflows.posts import (
    COMMITTEE,
    DEPARTMENT_HEAD,
    FINANCE,
    GENERAL_MANAGER,
    HR,
    MANAGEMENT,
    OFFICE_DIRECTOR,
    POSTS,
    QUALITY_MANAGER,
    SALES,
    SALES_MANAGER,
    SERVICE,
    SERVICE_SUPERVISOR,
    WAREHOUSE,
    WAREHOUSE_SUPERVISOR,
    WORKSHOP_LEAD,
    Desk,
)

PROPOSERS = (
    DEPARTMENT_HEAD, SALES_MANAGER, WAREHOUSE_SUPERVISOR, SERVICE_SUPERVISOR, QUALITY_MANAGER, WORKSHOP_LEAD,
    OFFICE_DIRECTOR, FINANCE, HR,
)  # fmt: skip
HEADS = (
    (SALES, SALES_MANAGER), (WAREHOUSE, WAREHOUSE_SUPERVISOR), (SERVICE, SERVICE_SUPERVISOR),
    (MANAGEMENT, OFFICE_DIRECTOR),
)  # fmt: skip

# --- form ---------------------------------------------------------------------------------------------------


class ChangeOf(Choice):
    VALUE = "value", _("value of a policy")
    CALENDAR = "calendar", _("working calendar")


class Importance(Choice):
    ORDINARY = "ordinary", _("ordinary")
    MONEY = "money", _("about money")
    AUTHORITY = "authority", _("about who decides")


class ChangedDay(Line):
    day: date = field(_("Day"))
    working: bool = field(_("Working day"))
    hours: Text = field(_("Hours"), default="", hint=_("as 09:00-12:00 13:00-18:00; empty: the ordinary hours"))
    was: Text = field(_("So far"), default="", read=True)


class PolicyChangeForm(Form):
    kind: ChangeOf = field(_("Change of"), default=ChangeOf.VALUE)
    policy: PolicyRef | None = field(_("Policy"), default=None)
    importance: Importance | None = field(_("Class"), read=True)
    current: LongText | None = field(_("Current value"), read=True)
    new: LongText = field(_("New value"), default="", hint=_("as the current one is written; lists and tables as JSON"))
    days: list[ChangedDay] = field(_("Days changed"), default_factory=list)
    effective: date | None = field(_("Effective from"), default=None, hint=_("from 0:00 of that day"))
    until: date | None = field(_("Until"), default=None, hint=_("the last day; then the old value returns"))
    reason: LongText = field(_("Reason"))
    figures: LongText = field(_("Effect in figures"), default="")


def read_current(facts: Facts[PolicyChangeForm]) -> None:
    """What holds on the day it takes effect, with everything decided by now; once decided it stays as it was."""
    form = facts.form
    if form.kind is ChangeOf.CALENDAR:
        form.importance = Importance.ORDINARY
        form.effective = form.effective or min((line.day for line in form.days), default=None)
        for line in form.days:
            _working, hours = facts.calendar.day(line.day)
            line.was = hours or "—"
    elif form.policy:
        form.importance = next(one for one in Importance if one == importance(declared(facts, form.policy)))
        form.current = written_on(facts, form.policy, form.effective or facts.today)


# --- guards -------------------------------------------------------------------------------------------------


@guard(_("a policy with its new value, or days"))
def says_what(facts: Facts[PolicyChangeForm]) -> Iterator[Reason]:
    form = facts.form
    if form.kind is ChangeOf.VALUE and not form.policy:
        yield Reason(_("name the policy"), "policy")
    if form.kind is ChangeOf.VALUE and form.days:
        yield Reason(_("days are changed by a change of the working calendar"), "days")
    if form.kind is ChangeOf.CALENDAR and not form.days:
        yield Reason(_("list the days"), "days")
    if form.kind is ChangeOf.CALENDAR and (form.policy or form.new or form.until):
        yield Reason(_("a change of the working calendar names days only"), "kind")


@guard(_("another value, of its type and inside its range, that fits its neighbours"))
def fits(facts: Facts[PolicyChangeForm]) -> Iterator[Reason]:
    form = facts.form
    if form.policy and form.effective:
        for why in against_value(facts, form.policy, form.new, form.effective):
            yield Reason(why, "new")


@guard(_("effective from the next business day at the earliest"))
def in_time(facts: Facts[PolicyChangeForm]) -> Iterator[Reason]:
    form, earliest = facts.form, facts.calendar.next_business_day(facts.today)
    if form.effective is None:
        yield Reason(_("say from which day it holds"), "effective")
        return
    if form.effective < earliest:
        yield Reason(_("{day} at the earliest")(day=earliest), "effective")
    if form.until and form.until < form.effective:
        yield Reason(_("it ends before it begins"), "until")
    following = next_change(facts, form.policy, form.effective) if form.policy and form.until else None
    if form.until and following and following <= form.until:
        yield Reason(_("another value is decided from {day} on: end before it")(day=following), "until")


@guard(_("no other change of it is undecided"))
def only_one(facts: Facts[PolicyChangeForm]) -> Iterator[Reason]:
    days = {line.day for line in facts.form.days}
    for case in facts.cases_of(CHANGE, open_only=True):
        other = facts.form_of(case)
        if case.id == facts.case.id or case.submitted_at is None or not isinstance(other, PolicyChangeForm):
            continue
        if facts.form.policy and other.policy == facts.form.policy:
            yield Reason(_("{number} on it is not decided yet")(number=case.name), "policy")
        if days & {line.day for line in other.days}:
            yield Reason(_("{number} on these days is not decided yet")(number=case.name), "days")


@guard(_("days still to come, each once and really changed"))
def days_fit(facts: Facts[PolicyChangeForm]) -> Iterator[Reason]:
    seen: set[date] = set()
    for index, line in enumerate(facts.form.days):
        if line.day <= facts.today or (facts.form.effective and line.day < facts.form.effective):
            yield Reason(_("past days stay as they were"), f"days.{index}.day")
        if line.day in seen:
            yield Reason(_("this day is listed twice"), f"days.{index}.day")
        seen.add(line.day)
        try:
            parse_hours(line.hours or "09:00-18:00")
        except ValueError:
            yield Reason(_("write hours as 09:00-12:00 13:00-18:00"), f"days.{index}.hours")
        if line.hours and not line.working:
            yield Reason(_("a day off has no hours"), f"days.{index}.hours")
        if facts.calendar.is_working(line.day) is line.working and (not line.working or line.hours in ("", line.was)):
            yield Reason(_("it is so already"), f"days.{index}.working")


@guard(_("its day is still to come"))
def still_ahead(facts: Facts[PolicyChangeForm]) -> Iterator[Reason]:
    day = facts.form.effective
    if day is None or day <= facts.today:
        yield Reason(_("{day} is over or has begun: send it back for a later day")(day=day or facts.today), "effective")


# --- who decides, and what is booked ------------------------------------------------------------------------


def _at_desk(desk: Desk) -> Callable[[Facts[PolicyChangeForm]], bool]:
    return lambda facts: (desk_of(facts, facts.form.policy) if facts.form.policy else MANAGEMENT) is desk


HEAD_OF_DESK = all_of(*(When(desk.title, _at_desk(desk), post) for desk, post in HEADS))


@condition(_("about money"))
def is_money(facts: Facts[PolicyChangeForm]) -> bool:
    return facts.form.importance is Importance.MONEY


@condition(_("about who decides"))
def is_authority(facts: Facts[PolicyChangeForm]) -> bool:
    return facts.form.importance is Importance.AUTHORITY


@condition(_("ordinary, from a callback policy the general manager has approved"))
def decided_with_standard(facts: Facts[PolicyChangeForm]) -> bool:
    parent = facts.parent
    return parent is not None and parent.process == "callback-policy" and facts.form.importance is Importance.ORDINARY


@effect(_("value or days in force from their day, everybody concerned is told"))
def put_in_force(booking: Booking[PolicyChangeForm]) -> None:
    form = booking.form
    assert form.effective
    if form.kind is ChangeOf.CALENDAR:
        booking.set_days(SpecialDay(line.day, line.working, line.hours or None) for line in form.days)
        told = booking.holders(*POSTS)
        said = _("{number}: the working calendar changes from {day}")(number=booking.case.name, day=form.effective)
    else:
        assert form.policy
        policy = declared(booking, form.policy)
        booking.set_policy(policy.name, typed_policy(policy, form.new), form.effective, form.until)
        told = holders_concerned(booking, policy.name)
        said = _("{number}: “{title}” is {new} from {day}, so far {current}")(
            number=booking.case.name, title=policy.title, new=form.new, day=form.effective, current=form.current or ""
        )
    told = list(dict.fromkeys(told))
    booking.watch(told)
    booking.tell(told, said)


@effect(_("value or days in force from their day, unless the committee decides too"))
def put_in_force_unless_authority(booking: Booking[PolicyChangeForm]) -> None:
    if not is_authority.holds(booking):
        put_in_force.book(booking)


@effect(_("in force at once where a callback policy brings it"))
def put_in_force_with_standard(booking: Booking[PolicyChangeForm]) -> None:
    if decided_with_standard.holds(booking):
        put_in_force.book(booking)


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Facts[PolicyChangeForm]) -> str:
    form = facts.form
    if form.kind is ChangeOf.CALENDAR:
        days: list[date | None] = [line.day for line in form.days[:3]]
        return ", ".join(str(day) for day in days if day)
    return f"{form.policy} {form.current or ''} → {form.new}" if form.policy else ""


def brief(facts: Facts[PolicyChangeForm]) -> Iterable[Message]:
    form = facts.form
    if form.kind is ChangeOf.CALENDAR:
        yield _("{count} days of the working calendar change")(count=len(form.days))
    elif form.policy:
        yield _("“{title}”: {current} → {new}")(
            title=title_of(facts, form.policy), current=form.current or "", new=form.new
        )
        if form.effective and not form.until and (day := next_change(facts, form.policy, form.effective)):
            yield _("Another value is decided from {day} on")(day=day)
    if form.effective and form.until:
        yield _("From 0:00 of {day} through {until}, then what holds now")(day=form.effective, until=form.until)
    elif form.effective:
        yield _("From 0:00 of {day}")(day=form.effective)
    if form.importance is Importance.AUTHORITY:
        yield _("It moves who decides: the committee decides after the general manager")
    elif form.importance is Importance.MONEY:
        yield _("It is about money: finance writes its effect in figures")


# --- the procedure ------------------------------------------------------------------------------------------

POLICY_CHANGE = Process(
    CHANGE,
    _("Policy change"),
    desk=MANAGEMENT,
    prefix="PY",
    form=PolicyChangeForm,
    covers=("P83", "P120"),
    derive=read_current,
    subject=subject,
    brief=brief,
    protected=("policy", "new", "days", "effective", "until"),
    steps=[
        Draft(
            by=PROPOSERS,
            to=first_of((decided_with_standard, "done"), "desk"),
            guards=[says_what, in_time, fits, only_one, days_fit],
            effects=[put_in_force_with_standard],
            edits=("kind", "policy", "new", "days", "effective", "until", "reason"),
        ),
        Step(
            "desk", _("head of the desk"), by=HEAD_OF_DESK, within=business_days(2),
            actions=[Approve(first_of((is_money, "finance"), "decision")), SendBack(), Reject()],
        ),
        Step(
            "finance", _("finance"), by=FINANCE, within=business_days(2), edits=("figures",),
            actions=[Approve("decision", requires=["figures"]), SendBack(), Reject()],
        ),
        Step(
            "decision", _("decision"), by=GENERAL_MANAGER, within=business_days(2),
            actions=[
                Approve(
                    first_of((is_authority, "committee"), "done"),
                    guards=[still_ahead, fits],
                    effects=[put_in_force_unless_authority],
                ),
                SendBack(),
                Reject(),
            ],
        ),
        Step(
            "committee", _("committee"), by=Committee(COMMITTEE, "policy-change.committee-votes", 5),
            within=business_days(5),
            actions=[Approve("done", guards=[still_ahead, fits], effects=[put_in_force]), SendBack(), Reject()],
        ),
        End("done", _("done")),
        End("refused", _("refused"), purpose=False),
        End("withdrawn", _("withdrawn"), purpose=False),
    ],
    policies=[
        Policy(
            "policy-change.committee-votes", 3, _("votes of the committee that move who decides"), "count", "authority",
            Decimal(1), Decimal(5),
        ),
    ],
    reasons=[
        _("no need shown"),
        _("value too loose"),
        _("value too strict"),
        _("date unsuitable"),
        _("clashes with a rule or law"),
    ],
    documents=[Document("policy-change", _("Policy change sheet"))],
    links=[
        Link("business-meeting", _("opens one for terms and values it has resolved to change")),
        Link("market-survey", _("opens one for values the market calls for")),
        Link("suggestion", _("opens one for values a suggestion improves")),
        Link("callback-policy", _("opens one a parameter; ordinary ones are decided by its own approval")),
        Link("important-matter", _("opens one for values a matter shows to be wrong")),
        Link("notice", _("tells everybody else; holders of the posts in the process are told here")),
        Link("document-control", _("keeps written rules, as against values")),
    ],
)  # fmt: skip
