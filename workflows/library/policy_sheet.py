"""The policy change sheet (制度参数变更单): its form, and what a proposed value or day must keep to — P83, P120."""

from collections.abc import Iterable, Iterator
from datetime import date

from db.message import Message, _, plural
from workflows.engine.calendar import parse_hours
from workflows.engine.facts import Facts
from workflows.engine.form import Choice, Form, Is, Line, LongText, PolicyRef, Text, field
from workflows.engine.process import Reason, guard
from workflows.library.policy_values import (
    CHANGE,
    against_value,
    declared,
    importance,
    next_change,
    title_of,
    written_on,
)

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
    was: Text = field(_("Hours before"), default="", read=True)


class PolicyChangeForm(Form):
    kind: ChangeOf = field(_("Change of"), default=ChangeOf.VALUE)
    policy: PolicyRef | None = field(_("Policy"), default=None, when=Is("kind", ChangeOf.VALUE))
    importance: Importance | None = field(_("Class"), read=True)
    current: LongText | None = field(_("Current value"), read=True)
    new: LongText = field(
        _("New value"),
        default="",
        hint=_("as the current one is written; lists and tables as JSON"),
        when=Is("kind", ChangeOf.VALUE),
    )
    days: list[ChangedDay] = field(_("Days changed"), default_factory=list, when=Is("kind", ChangeOf.CALENDAR))
    effective: date | None = field(_("Effective from"), default=None, hint=_("from 0:00 of that day"))
    until: date | None = field(
        _("Until"), default=None, hint=_("the last day; then the old value returns"), when=Is("kind", ChangeOf.VALUE)
    )
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


# --- what is proposed ---------------------------------------------------------------------------------------


@guard(_("a policy with its new value, or days"))
def says_what(facts: Facts[PolicyChangeForm]) -> Iterator[Reason]:
    form = facts.form
    if form.kind is ChangeOf.VALUE and not form.policy:
        yield Reason(_("name the policy"), "policy")
    if form.kind is ChangeOf.CALENDAR and not form.days:
        yield Reason(_("list the days"), "days")


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
        yield plural("{count} day of the working calendar changes", "{count} days of the working calendar change")(
            count=len(form.days)
        )
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
