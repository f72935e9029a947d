"""Important matters: the report, when it is urgent or late, and the measures taken — P27, P82, P120.

A process whose own case grows into an important matter opens one with `open_matter`.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from db.cases import Case
from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.facts import Facts
from workflows.engine.form import (
    CaseRef,
    Choice,
    CustomerRef,
    DepartmentRef,
    EmployeeRef,
    Form,
    Is,
    Line,
    LongText,
    Moment,
    Money,
    Text,
    as_json,
    field,
)
from workflows.engine.forms import is_complete
from workflows.engine.process import Reason, condition, guard

IMPORTANT_MATTER = "important-matter"
_HEARS_RESULT = ("complaint", "injury-claim")

# --- the report ---------------------------------------------------------------------------------------------


class Matter(Choice):
    EMERGENCY = "emergency", _("emergency")
    MAJOR_COMPLAINT = "major-complaint", _("major complaint")
    SAFETY = "safety", _("safety")
    LOSS = "loss", _("loss of goods or money")
    STAFF = "staff", _("staff matter")
    CUSTOMER = "customer-at-risk", _("customer at risk")
    HELP = "difficult-customer", _("help with a difficult customer")
    OTHER = "other", _("other matter")


class LateAnswer(Choice):
    PENALTY = "penalty", _("a penalty is proposed")
    NONE = "none", _("no penalty")


class Concerned(Line):
    employee: EmployeeRef | None = field(_("Employee"), default=None)
    customer: CustomerRef | None = field(_("Customer"), default=None)
    other: Text = field(_("Somebody else"), default="")


class Measure(Line):
    person: EmployeeRef = field(_("Person"))
    task: Text = field(_("What he does"))
    due: date = field(_("Until"))
    result: LongText = field(_("Result"), default="")


class MatterForm(Form):
    kind: Matter = field(_("Kind of matter"))
    happened_at: Moment = field(_("Happened at"))
    where: Text = field(_("Where"))
    what: LongText = field(_("What happened"))
    department: DepartmentRef | None = field(_("Department"), default=None, hint=_("empty: your own"))
    head: EmployeeRef | None = field(_("Head, jointly liable"), read=True)
    concerned: list[Concerned] = field(_("People and customers"), default_factory=list)
    injured: bool = field(_("Somebody is injured"), default=False)
    danger: bool = field(_("The danger continues"), default=False)
    outsiders: bool = field(_("Authority or press involved"), default=False)
    amount: Money | None = field(_("Amount at stake"), default=None)
    urgent: bool = field(_("Urgent"), read=True, default=False)
    late: bool = field(_("Reported late"), read=True, default=False)
    done_so_far: LongText = field(_("Done so far"), default="")
    proposal: LongText = field(_("Proposal"), default="")
    source: CaseRef | None = field(_("Source case"), default=None)
    measures: list[Measure] = field(_("Measures"), default_factory=list)
    lesson: LongText = field(_("Lesson"), default="")
    late_answer: LateAnswer | None = field(_("Answer to the late report"), default=None, when=Is("late", True))
    propose_penalty: bool = field(_("Open a reward or penalty"), default=False)
    change_policy: bool = field(_("Open a policy change"), default=False)
    train: bool = field(_("Open a training"), default=False)


ImportantMatter = Facts[MatterForm]
REPORTED = (
    "kind", "happened_at", "where", "what", "department", "concerned", "injured", "danger", "outsiders", "amount",
    "done_so_far", "proposal", "source",
)  # fmt: skip
"""What is typed in the report; measures and lesson follow."""


def work_out(facts: ImportantMatter) -> None:
    """Urgent and late follow from the facts; nobody marks them. Whether it came late is settled by the first report."""
    form = facts.form
    form.urgent = is_urgent_by_rule(facts)
    if facts.case.submitted_at is None:
        limit = facts.policy(f"important-matter.report-{'urgent' if form.urgent else 'normal'}")
        form.late = facts.now > limit.after(form.happened_at, facts.calendar)
    heads = facts.company.people.heads(facts.department, facts.today)
    form.head = next((head.employee for head in heads if head.employee), None)


def is_urgent_by_rule(facts: ImportantMatter) -> bool:
    """Somebody injured, danger, authority or press, or much money; help with a difficult customer never is."""
    form = facts.form
    if form.kind is Matter.HELP:
        return False
    much = (form.amount or Decimal(0)) >= facts.money_policy("important-matter.urgent-from")
    return form.injured or form.danger or form.outsiders or much


@condition(_("urgent"))
def is_urgent(facts: ImportantMatter) -> bool:
    return bool(facts.form.urgent)


@guard(_("it has happened"))
def has_happened(facts: ImportantMatter) -> Iterator[Reason]:
    if facts.form.happened_at > facts.now:
        yield Reason(_("lies in the future"), "happened_at")


# --- measures -----------------------------------------------------------------------------------------------


@guard(_("at least one measure, each with somebody who can report"))
def measures_named(facts: ImportantMatter) -> Iterator[Reason]:
    if not facts.form.measures:
        yield Reason(_("say who does what until when"), "measures")
    for index, measure in enumerate(facts.form.measures):
        if facts.person_of_employee(measure.person) is None:
            yield Reason(_("cannot sign in and report; name somebody else"), f"measures.{index}.person")
        if measure.due < facts.today and not measure.result:
            yield Reason(_("that day is past"), f"measures.{index}.due")


def handlers(facts: ImportantMatter) -> list[int]:
    """The persons of the measures."""
    found = (facts.person_of_employee(measure.person) for measure in facts.form.measures)
    return [person for person in found if person is not None]


def next_due(facts: ImportantMatter) -> datetime | None:
    """When the next measure nobody has reported on falls due."""
    votes = facts.company.cases.votes(facts.task.id) if facts.task and facts.task.step == "handling" else []
    reported = {vote.on_behalf_of or vote.person_id for vote in votes}
    due = [measure.due for measure in facts.form.measures if facts.person_of_employee(measure.person) not in reported]
    return facts.calendar.closing(facts.calendar.business_day_from(min(due))) if due else None


@guard(_("the result of every own measure is written"))
def own_results_written(facts: ImportantMatter) -> Iterator[Reason]:
    mine = _numbers_behind(facts)
    for index, measure in enumerate(facts.form.measures):
        if measure.person in mine and not measure.result:
            yield Reason(_("write what came of it"), f"measures.{index}.result")


@guard(_("others' results are theirs to write"))
def others_results_unchanged(facts: ImportantMatter) -> Iterator[Reason]:
    mine, before = _numbers_behind(facts), facts.case.form.get("measures", [])
    for index, (measure, was) in enumerate(zip(facts.form.measures, before, strict=True)):
        if measure.person not in mine and measure.result != was.get("result", ""):
            yield Reason(
                _("{name} writes it himself")(name=facts.name_of("employees", measure.person)),
                f"measures.{index}.result",
            )


def _numbers_behind(facts: ImportantMatter) -> set[str]:
    """The employee numbers whose measures this person reports on: his own, and those of whom he stands in for."""
    stood_for = (one.principal_id for one in facts.company.people.principals_for(facts.person_id, facts.now))
    return {facts.employee_of(person) for person in (facts.person_id, *stood_for)}


# --- other cases --------------------------------------------------------------------------------------------


def linked_case(facts: ImportantMatter) -> Case | None:
    """The complaint or claim that hears what came of the measures."""
    found = facts.find_case(facts.form.source) if facts.form.source else facts.parent
    return found if found and found.process in _HEARS_RESULT else None


def results(facts: ImportantMatter) -> str:
    """What came of the measures, as it is written into the linked case."""
    return "\n".join(f"{facts.case.name} {measure.task}: {measure.result}" for measure in facts.form.measures)


def open_matter(booking: Booking[Any], kind: Matter, *, what: str, where: str, at: datetime, **more: Any) -> None:
    """Report a case as an important matter; more: further fields of the report (injured, amount, department …)."""
    report = MatterForm(
        kind=kind, happened_at=at, where=where[:200], what=what, source=booking.case.number, **more
    )  # fmt: skip
    computed = {"urgent", "late", "head"}
    booking.open_case(
        IMPORTANT_MATTER, {name: value for name, value in as_json(report).items() if name not in computed}
    )


def subject(facts: ImportantMatter) -> str:
    return " · ".join(part for part in (facts.form.where, (facts.form.what or "").split("\n")[0]) if part)[:120]


def brief(facts: ImportantMatter) -> Iterator[Message]:
    form = facts.form
    if form.urgent:
        yield _("Urgent: the general manager instructs, the head acts meanwhile")
    if form.head:
        yield _("Jointly liable: {name}")(name=facts.name_of("employees", form.head))
    if form.late:
        yield _("Reported late: at closing a penalty is chosen, or none")
    if form.kind is Matter.HELP:
        yield _("Join the contact with the customer, or name a colleague who does")
    if form.proposal:
        yield _("Proposed: {what}")(what=form.proposal.split("\n")[0])
    for measure in form.measures or ():
        if is_complete(measure):
            yield _("{name} until {day}: {task}")(
                name=facts.name_of("employees", measure.person), day=measure.due, task=measure.task
            )
