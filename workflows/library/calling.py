"""The record of a call and of a round of calls (回访记录表): its form, and what is read out of it — P103, P104.

A single call is about one customer and one piece of work; a round names the customers to call, or, for the monthly
report, the month whose single calls it counts.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from db.cases import Case
from db.message import Message, _, plural
from workflows.engine.facts import Facts
from workflows.engine.form import (
    CaseRef,
    Choice,
    CustomerRef,
    EmployeeRef,
    Form,
    Is,
    Line,
    LongText,
    Score,
    Text,
    field,
)
from workflows.library.callbacks import CALLBACK, single_calls_of
from workflows.library.customers import is_member
from workflows.library.member_cards import remind_of_id
from workflows.library.subjects import about, first_of_many
from workflows.registers.field_types import Number

# --- form ---------------------------------------------------------------------------------------------------


class Shape(Choice):
    SINGLE = "single", _("single call")
    ROUND = "round", _("round of calls")


class CallKind(Choice):
    PRE_SALE = "pre-sale", _("pre-sale callback")
    AFTER_SALE = "after-sale", _("after-sale callback")
    COMPLAINT = "complaint", _("complaint callback")
    REMINDER = "reminder", _("maintenance reminder")
    SPECIAL = "special", _("special callback")
    IRREGULAR = "irregular", _("irregular callback")
    MONTHLY = "monthly", _("monthly report")


class Way(Choice):
    PHONE = "phone", _("phone call")
    SMS = "sms", _("text message")


class Result(Choice):
    TALKED = "talked", _("talked")
    ANOTHER_TIME = "another-time", _("named another time")
    NOT_REACHED = "not-reached", _("not reached")
    SENT = "sent", _("message sent")
    NO_CALLS = "no-calls", _("wants no calls")


class Attempt(Line):
    at: datetime = field(_("Time"))
    way: Way = field(_("Way"))
    result: Result = field(_("Result of the attempt"))


class Called(Line):
    customer: CustomerRef = field(_("Customer"))
    proposed: EmployeeRef | None = field(_("Agent by balance"), read=True)
    agent: EmployeeRef | None = field(_("Another agent"), default=None)
    left_out: bool = field(_("Left out"), default=False)
    reason: Text = field(_("Reason"), default="")


class Cause(Line):
    cause: Text = field(_("Cause of dissatisfaction"))
    calls: Number = field(_("Calls"), total=True)


class CallbackForm(Form):
    shape: Shape = field(_("Single call or round"))
    kind: CallKind = field(_("Kind of callback"))
    customer: CustomerRef | None = field(_("Customer"), default=None, when=Is("shape", Shape.SINGLE))
    name: Text = field(_("Name"), default="", when=Is("shape", Shape.SINGLE))
    phone: Text = field(_("Phone"), default="", when=Is("shape", Shape.SINGLE))
    member: bool = field(_("Member"), default=False, read=True)
    source: CaseRef | None = field(_("Source case"), default=None, when=Is("shape", Shape.SINGLE))
    service_item: Text = field(_("Service item"), default="", when=Is("shape", Shape.SINGLE))
    service_end: datetime | None = field(_("End of the service"), default=None, when=Is("shape", Shape.SINGLE))
    handled_by: EmployeeRef | None = field(_("Handled by"), default=None, when=Is("shape", Shape.SINGLE))
    event: Text = field(_("Event or tier"), default="")
    month: Text = field(_("Month"), default="", hint=_("as 2026-06"))
    message: LongText = field(_("Message to the customer"), default="")
    questions: list[Text] = field(_("Questions"), default_factory=list)
    agent: EmployeeRef | None = field(_("Callback agent in charge"), default=None, when=Is("shape", Shape.SINGLE))
    agent_reason: Text = field(_("Reason for this agent"), default="", when=Is("shape", Shape.SINGLE))
    customers: list[Called] = field(_("Customers to call"), default_factory=list, when=Is("shape", Shape.ROUND))
    attempts: list[Attempt] = field(_("Attempts"), default_factory=list, read=True)
    way: Way = field(_("Way of this attempt"), default=Way.PHONE)
    customer_called: bool = field(_("The customer called us"), default=False)
    named_time: datetime | None = field(_("Time the customer named"), default=None)
    satisfied: bool | None = field(_("Satisfied"), read=True)
    score: Score | None = field(_("Score 1–5"), default=None)
    evaluation: LongText = field(_("Evaluation"), default="", hint=_("of the measure and its effect"))
    opinions: LongText = field(_("Opinions"), default="", hint=_("what the customer is not satisfied with"))
    suggestion: LongText = field(_("Suggestion"), default="")
    calls: Number | None = field(_("Calls made"), default=None)
    satisfied_calls: Number | None = field(_("Satisfied calls"), default=None)
    dissatisfied_calls: Number | None = field(_("Dissatisfied calls"), default=None)
    declined_calls: Number | None = field(_("Calls declined"), default=None)
    unreached_calls: Number | None = field(_("Calls unreached"), default=None)
    causes: list[Cause] = field(_("Causes of dissatisfaction"), default_factory=list)
    report: LongText = field(_("Summary report"), default="")


Call = Facts[CallbackForm]
ASKED_FOR = (
    "shape", "kind", "customer", "name", "phone", "source", "service_item", "service_end", "handled_by", "event",
    "message", "questions", "agent", "agent_reason", "customers",
)  # fmt: skip
SAID = ("way", "customer_called", "named_time", "score", "evaluation", "opinions", "suggestion")
COUNTED = ("calls", "satisfied_calls", "dissatisfied_calls", "declined_calls", "unreached_calls", "causes", "report")
"""What is typed at the draft, at the call, at the analysis of a round."""

TELLING = (CallKind.REMINDER, CallKind.SPECIAL)
"""Kinds of calls that tell something and do not ask whether somebody is satisfied."""

# --- what is read out of it ----------------------------------------------------------------------------------


def fill_person(facts: Call) -> None:
    """Name and phone from the customer register where nobody gave them; a member is who has a card when it opens."""
    form = facts.form
    if form.shape is Shape.SINGLE and form.customer:
        form.member = form.member if facts.case.submitted_at else is_member(facts, form.customer)
        phones = facts.record("customers", form.customer).get("phones") or [""]
        form.name = form.name or facts.name_of("customers", form.customer)
        form.phone = form.phone or phones[0]


def is_single(facts: Call) -> bool:
    return facts.form.shape is Shape.SINGLE


def wants_no_calls(facts: Call, customer: str | None) -> bool:
    return bool(customer and facts.record("customers", customer).get("no_calls"))


def source_of(facts: Call) -> Case | None:
    return facts.find_case(facts.form.source) if facts.form.source else None


def latest_without_wish(facts: Call) -> datetime:
    """Three days from the end of the service (N22); without one, from handing in."""
    return facts.time_limit("callback.call", facts.form.service_end or facts.case.submitted_at)


def call_by(facts: Call) -> datetime:
    limit, named = latest_without_wish(facts), facts.form.named_time
    return max(limit, named) if named else limit


def round_draft_by(facts: Call) -> datetime | None:
    return facts.time_limit("callback.draft") if facts.form.shape is Shape.ROUND else None


def calls_of_report(facts: Call) -> Sequence[Case]:
    """A round's own calls; the monthly round's are the single ones of its month."""
    if facts.form.kind is CallKind.MONTHLY:
        return single_calls_of(facts, facts.form.month) if facts.form.month else []
    return facts.children(CALLBACK)


def subject(facts: Call) -> str:
    form = facts.form
    if form.shape is Shape.ROUND:
        called = [row.customer for row in form.customers or () if row.customer and not row.left_out]
        return about(form.event, form.month, first_of_many(facts.name_of("customers", key) for key in called))
    person = form.name or (facts.name_of("customers", form.customer) if form.customer else "")
    return " ".join(part for part in (person, form.service_item) if part)


# --- what is said on the phone ------------------------------------------------------------------------------


def script(facts: Call) -> Iterator[Message]:
    """What to say, with the person's own data (P103)."""
    form, company = facts.form, facts.policy("callback.company")
    yield _("“Good day, this is customer service of {company}. Am I speaking with {name}? I am sorry to disturb you.”")(
        company=company or facts.firm or _("our company"), name=form.name
    )
    if form.message:
        yield _("“{message}”")(message=form.message)
    if form.kind not in TELLING:
        day = (form.service_end or facts.case.opened_at).date()
        yield _("“Thank you for taking our service “{item}” on {day}. Are you satisfied with it?”")(
            item=form.service_item, day=day
        )
        yield _("Satisfied: “Have you a suggestion for our service?”")
    yield _("Dissatisfied: “I am very sorry. What was it? We hand it on at once, and you have our answer by {time}.”")(
        time=facts.time_limit("complaint.reply")
    )
    for question in form.questions:
        yield _("Ask: {question}")(question=question)
    yield plural("Keep it under five minutes and {count} question", "Keep it under five minutes and {count} questions")(
        count=facts.count_policy("callback.questions")
    )


def brief_of_call(facts: Call) -> Iterator[Message]:
    form, source = facts.form, source_of(facts)
    if wants_no_calls(facts, form.customer):
        yield _("The customer wants no calls: do not ring, take “Wants no calls”")
    if source:
        yield _("Asks about {number} {subject}")(number=source.name, subject=source.subject)
        if done := source.form.get("result"):
            yield _("Done about it: {result}")(result=done)
    if form.member:
        yield _("Member: all of them are called")
    yield from remind_of_id(facts, form.customer)
    if hours_ := facts.record("customers", form.customer or "").get("contact_hours"):
        yield _("Wants to be called at {hours}")(hours=hours_)
    if form.named_time:
        yield _("Named {time}")(time=form.named_time)
    if form.attempts:
        yield plural("{count} attempt so far, {time}: {result}", "{count} attempts so far, the last {time}: {result}")(
            count=len(form.attempts), time=form.attempts[-1].at, result=form.attempts[-1].result.label
        )
    yield from script(facts)
