"""The record of a complaint (投诉记录): its form, whose matter it is, its clocks, and what is read out of it — P31, P32.

A complaint is *valid* (about management service, charging, a breach in upkeep, goods, delivery, conduct) or
*communicative* (somebody needs help, asks, or vents). Its one central person is the supervisor of the department; what
is about a person never goes to that person but to the superior post. Two clocks run: the reply that was promised at
record, and from the first answer on the solution.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from db.cases import Case
from db.message import Message, _
from workflows.engine.durations import Duration
from workflows.engine.facts import Facts
from workflows.engine.form import (
    CaseLink,
    CaseRef,
    Choice,
    CustomerRef,
    DepartmentRef,
    EmployeeRef,
    Form,
    Is,
    IsNot,
    Line,
    LongText,
    Money,
    Text,
    UnitRef,
    field,
)
from workflows.library.callbacks import CALLBACK
from workflows.library.identity import ProvedBy, customers_behind, fee_paid_to, months_unpaid, owed_by
from workflows.library.member_cards import remind_of_id
from workflows.posts import fallbacks
from workflows.registers.customers import phone_digits

COMPLAINT = "complaint"

# --- form ---------------------------------------------------------------------------------------------------


class Channel(Choice):
    PHONE = "phone", _("by phone")
    COUNTER = "counter", _("at the counter")
    VISITOR = "visitor", _("by a visit")
    LETTER = "letter", _("by letter")
    CHAT = "chat", _("by chat")


class About(Choice):
    PROPERTY = "property", _("property management")
    GOODS = "goods", _("goods sold")
    DELIVERY = "delivery", _("delivery")
    CHARGE = "charge", _("a charge")
    STAFF = "staff", _("our staff")
    DISPATCHED = "dispatched-worker", _("a dispatched worker")
    DOMESTIC = "domestic-worker", _("a domestic worker")


class Nature(Choice):
    VALID = "valid", _("valid complaint")
    COMMUNICATIVE = "communicative", _("communicative complaint")


class Breach(Choice):
    CLEANING = "cleaning", _("cleaning")
    VEHICLES = "vehicles", _("vehicle management")
    CHARGING = "charging", _("arbitrary charging")
    REPAIR = "repair", _("repair and upkeep")
    OTHER = "other", _("other breach")


class Need(Choice):
    HELP = "help", _("needs help")
    CONSULTING = "consulting", _("asks")
    VENTING = "venting", _("vents")


class Ground(Choice):
    INJURY = "injury", _("injury")
    FIRE = "fire", _("fire")
    THEFT = "theft", _("theft")
    PRESS = "press", _("press or authority")
    CLAIM = "claim", _("large claim")
    MANY = "many", _("many complain about one thing")
    ROUNDS = "rounds", _("dissatisfied time and again")


class Identity(Choice):
    CONFIRMED = "confirmed", _("identity confirmed")
    STRANGER = "stranger", _("not a customer")


class Remedy(Choice):
    """What the customer is given through another case: a return, a refund of this kind, or another order."""

    RETURNED = "returned", _("goods come back")
    NOT_RECEIVED = "not-received", _("goods not received")
    PARTIAL = "partial", _("part of the price")
    COMPENSATION = "compensation", _("compensation")
    CHANGE = "order-change", _("the order is changed")
    CANCEL = "order-cancel", _("the order is cancelled")


class Measure(Line):
    what: Text = field(_("Measure"))
    who: EmployeeRef = field(_("By whom"))
    by: date = field(_("Until"))


class Promise(Line):
    what: Text = field(_("Promise"))
    by: date = field(_("Promised for"))
    cost: Money = field(_("Cost"), default=Decimal("0.00"), total=True)


class Concerned(Line):
    department: DepartmentRef = field(_("Department"))
    part: Text = field(_("Its part"), default="")


ComplaintRef = Annotated[Text, CaseLink(COMPLAINT)]


class ComplaintForm(Form):
    channel: Channel = field(_("Channel"))
    received_at: datetime | None = field(_("Received"), default=None)
    recording: Text = field(_("Recording number"), default="")
    name: Text = field(_("Name"))
    phone: Text = field(_("Phone"))
    customer: CustomerRef | None = field(_("Customer"), default=None)
    unit: UnitRef | None = field(_("Unit"), default=None)
    about: About = field(_("About"))
    against: EmployeeRef | None = field(_("Employee complained about"), default=None)
    what: LongText = field(_("What happened"))
    place: Text = field(_("Where"))
    happened: Text = field(_("When"), default="")
    source: CaseRef | None = field(_("Source case"), default=None)
    same_as: ComplaintRef | None = field(_("Same thing as"), default=None, hint=_("an earlier complaint"))
    claim: Money | None = field(_("Amount claimed"), default=None)
    nature: Nature = field(_("Nature"))
    breach: Breach | None = field(_("Field of a valid one"), default=None)
    need: Need | None = field(_("Type of a communicative one"), default=None, when=Is("nature", Nature.COMMUNICATIVE))
    major: bool = field(_("Major"), default=False)
    ground: Ground | None = field(_("What makes it major"), default=None)
    department: DepartmentRef = field(_("Department"))
    supervisor: EmployeeRef | None = field(_("Its supervisor"), default=None)
    reply_by: datetime | None = field(_("Reply by"), default=None, hint=_("the only promise at record"))
    owed: Money | None = field(_("Owes"), read=True)
    fee_paid_to: date | None = field(_("Fee paid to"), read=True)
    identity_by: ProvedBy | None = field(_("Identity confirmed by"), default=None)
    identity_fact: Text = field(_("The fact itself"), default="")
    identity: Identity | None = field(_("Identity"), read=True)
    identity_on: date | None = field(_("Identity checked on"), read=True)
    departments: list[Concerned] = field(_("Departments concerned"), default_factory=list)
    seen_at: datetime | None = field(_("Seen on the spot"), default=None)
    both_present: bool = field(_("Both present"), default=False, tick=True)
    findings: LongText = field(_("Findings"), default="")
    photo: Text = field(_("Photo number"), default="")
    handler: EmployeeRef | None = field(_("Handled by"), default=None)
    dispute: bool = field(_("Dispute"), default=False)
    customer_statement: LongText = field(_("Statement of the customer"), default="")
    other_statement: LongText = field(_("Statement of the other party"), default="", when=Is("dispute", True))
    both_agree: bool = field(_("Both parties agree"), default=False, when=Is("dispute", True))
    first_answer: LongText = field(_("First answer"), default="")
    first_answered_at: datetime | None = field(_("First answered"), read=True)
    late_because: Text = field(_("Why the answer was late"), default="")
    cause: LongText = field(_("Cause"), default="")
    measures: list[Measure] = field(_("Measures"), default_factory=list)
    promises: list[Promise] = field(_("Promises"), default_factory=list, hint=_("at handle only, with a day"))
    binding: list[Promise] = field(_("Binding promises"), default_factory=list, read=True)
    remedy: Remedy | None = field(_("Given to the customer"), default=None)
    remedy_order: CaseRef | None = field(_("Order it is about"), default=None, when=IsNot("remedy", None))
    remedy_amount: Money | None = field(
        _("Goes back"),
        default=None,
        hint=_("money back or compensation only"),
        when=Is("remedy", Remedy.NOT_RECEIVED, Remedy.PARTIAL, Remedy.COMPENSATION),
    )
    ruling: LongText = field(_("Ruling"), default="")
    ruling_accepted: bool = field(_("Ruling accepted by both"), default=True)
    result: LongText = field(_("Result"), default="")
    round: int = field(_("Round of handling"), default=1, read=True)


Complaint = Facts[ComplaintForm]
RECORDED = (
    "channel", "received_at", "recording", "name", "phone", "customer", "unit", "about", "against", "what", "place",
    "happened", "source", "same_as", "claim", "nature", "breach", "need", "major", "ground", "department", "supervisor",
    "reply_by", "dispute", "customer_statement", "promises",
)  # fmt: skip
HANDLED = (
    "handler", "first_answer", "late_because", "cause", "measures", "promises", "dispute", "customer_statement",
    "other_statement", "both_agree", "breach",
)  # fmt: skip
REMEDIED = ("remedy", "remedy_order", "remedy_amount")
"""What is typed at record, at handle, and for what the customer is given through another case."""

# --- whose matter it is -------------------------------------------------------------------------------------


def accused(facts: Facts[Any]) -> list[int]:
    """The person complained about, who has no part in any step; nobody where it is about no employee of ours."""
    number = facts.form.against
    person = facts.person_of_employee(number) if number else None
    return [] if person is None else [person]


def supervisors(facts: Complaint, department: str) -> list[str]:
    """Return the employee numbers of those who head a department."""
    heads = facts.company.people.heads(department, facts.today)
    return [head.employee for head in heads if head.employee]


def central_persons(facts: Facts[Any]) -> list[int]:
    """The supervisor of the department; complained about himself, his superior or the post above his."""
    number = facts.form.supervisor
    person = facts.person_of_employee(number) if number else None
    if person is None or person not in accused(facts):
        return [] if person is None else [person]
    above = facts.company.people.superiors(person)
    if above:
        return [above[0].id]
    for held in facts.company.people.posts_of(person, facts.today):
        for post in fallbacks(held.post):
            if found := [holder for holder in facts.holders(post) if holder != person]:
                return found
    return []


def handling_persons(facts: Facts[Any]) -> list[int]:
    """The central person; for a communicative complaint whom he has named."""
    form = facts.form
    named = facts.person_of_employee(form.handler) if form.handler else None
    return [named] if named and form.nature is Nature.COMMUNICATIVE else central_persons(facts)


def is_another_person(facts: Facts[Any]) -> bool:
    """Whether who recorded it is not the central person too."""
    return central_persons(facts) != [facts.case.requester_id]


# --- the clocks ---------------------------------------------------------------------------------------------


def latest_reply(facts: Complaint) -> datetime:
    """Until when a reply may be promised now."""
    return facts.time_limit("complaint.reply")


def reply_due(facts: Facts[Any]) -> datetime | None:
    """The promised reply, until the first answer is given."""
    promised: datetime | None = facts.form.reply_by
    return None if facts.form.first_answered_at else promised


def solve_by(facts: Facts[Any]) -> datetime:
    """Until when it should be solved, from handing in or from the last dissatisfied call."""
    again = facts.taken("dissatisfied")
    begun = again[-1].at if again else facts.case.submitted_at or facts.now
    return facts.time_limit("complaint.solve", begun)


def answer_or_solution_due(facts: Facts[Any]) -> datetime:
    """The promised reply, and once it is given the solution."""
    return reply_due(facts) or solve_by(facts)


# --- promises -----------------------------------------------------------------------------------------------


def cost_of(promises: Iterable[Promise]) -> Decimal:
    """Return what promises cost together, yuan."""
    return sum((promise.cost for promise in promises), Decimal("0.00"))


def needs_consent(facts: Complaint) -> bool:
    """Whether money or free work above the limit is promised that nobody has agreed to."""
    form = facts.form
    new = [promise for promise in form.promises if promise.cost and promise not in form.binding]
    return bool(new) and cost_of(form.promises) > facts.money_policy("complaint.promise-limit")


def amount(facts: Complaint) -> Decimal | None:
    """What is promised, else what is claimed, yuan."""
    return cost_of(facts.form.promises) or facts.form.claim


def is_unsettled_dispute(facts: Complaint) -> bool:
    return facts.form.dispute and not facts.form.both_agree


# --- other complaints ---------------------------------------------------------------------------------------


def by_this_person(facts: Complaint) -> list[Case]:
    """Complaints handed in within `complaint.repeat-days` by the same phone or customer, this one aside."""
    days = facts.count_policy("complaint.repeat-days")
    form, phone = facts.form, phone_digits(facts.form.phone)
    return [
        case
        for case in facts.cases_of(COMPLAINT, opened_from=facts.now - timedelta(days=days))
        if case.submitted_at
        and case.id != facts.case.id
        and (
            phone_digits(str(case.form.get("phone", ""))) == phone or (form.customer and case.customer == form.customer)
        )
    ]


def complainants_on_this(facts: Complaint) -> int:
    """How many persons (by phone) have complained about the same thing within `complaint.major-window`."""
    if not facts.form.same_as:
        return 1
    limit: Duration = facts.policy("complaint.major-window")
    since = (-limit).after(facts.now, facts.calendar)
    thing = _first_of(facts, facts.form.same_as)
    phones = {phone_digits(facts.form.phone)}
    for case in facts.cases_of(COMPLAINT, opened_from=since):
        if case.submitted_at and _first_of(facts, case.number or "") == thing:
            phones.add(phone_digits(str(case.form.get("phone", ""))))
    return len(phones)


def _first_of(facts: Complaint, number: str) -> str:
    """The complaint at the beginning of a chain of `same_as`."""
    seen: set[str] = set()
    while number not in seen:
        seen.add(number)
        case = facts.find_case(number)
        number = str(case.form.get("same_as") or number) if case else number
    return number


# --- what the program fills ---------------------------------------------------------------------------------


def fill_record(facts: Complaint) -> None:
    """Times, the supervisor and what makes it major."""
    form = facts.form
    form.received_at = form.received_at or facts.now
    form.reply_by = form.reply_by or latest_reply(facts)
    heads = supervisors(facts, form.department)
    form.supervisor = form.supervisor or (heads[0] if heads else None)
    if not facts.taken("not-major"):
        form.ground = form.ground or _ground(facts)
        form.major = form.major or form.ground is not None


def fill(facts: Complaint) -> None:
    """Payment status; the time of the first answer."""
    form = facts.form
    customers = customers_behind(facts, form.customer, form.unit)
    form.owed = max(owed_by(facts, customers), Decimal("0.00")) if customers else None
    form.fee_paid_to = fee_paid_to(facts, form.unit)
    if facts.action in ("answered", "solved") and form.first_answer and not form.first_answered_at:
        form.first_answered_at = facts.now


def _ground(facts: Complaint) -> Ground | None:
    if (facts.form.claim or 0) >= facts.money_policy("complaint.major-claim"):
        return Ground.CLAIM
    if complainants_on_this(facts) >= facts.count_policy("complaint.major-complainants"):
        return Ground.MANY
    return None


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Complaint) -> str:
    form = facts.form
    return " ".join(part for part in (form.name, form.unit, (form.what or "").split("\n")[0]) if part)[:120]


def brief(facts: Complaint) -> Iterator[Message]:
    form = facts.form
    if form.against:
        yield _("About {name}: goes to {superior}, never to that person")(
            name=facts.name_of("employees", form.against),
            superior=", ".join(facts.person(person).name for person in central_persons(facts)),
        )
    if form.first_answered_at:
        yield _("First answer {time}; solved by {by}")(time=form.first_answered_at, by=solve_by(facts))
    elif form.reply_by:
        yield _("Tell the customer: “You have our answer by {time}”; promise nothing else yet")(time=form.reply_by)
    yield from remind_of_id(facts, form.customer)
    yield from brief_of_payment(facts)
    if form.major and form.ground:
        yield _("Major: {ground}")(ground=form.ground.label)
    if form.promises:
        yield _("Promised: {cost}; above {limit} it needs consent")(
            cost=cost_of(form.promises), limit=facts.money_policy("complaint.promise-limit")
        )
    yield from brief_of_history(facts)


def brief_of_payment(facts: Complaint) -> Iterator[Message]:
    form = facts.form
    if form.owed:
        yield _("Owes {amount}: shown, it never stops the handling")(amount=form.owed)
    if form.fee_paid_to and (months := months_unpaid(form.fee_paid_to, facts.today)):
        yield _("Fee paid to {day}, unpaid: {months}; it never stops the handling")(
            day=form.fee_paid_to, months=", ".join(months)
        )


def brief_of_history(facts: Complaint) -> Iterator[Message]:
    """Contract, orders and earlier complaints stand beside the case, and what the last call said."""
    customer = facts.form.customer
    if customer:
        for process, said in (("contract", _("Contracts: {numbers}")), ("sales-order", _("Orders: {numbers}"))):
            if numbers := [case.name for case in facts.cases_of(process, customer=customer)]:
                yield said(numbers=", ".join(numbers[-5:]))
    if earlier := by_this_person(facts):
        yield _("Other complaints of this person: {numbers}")(numbers=", ".join(one.name for one in earlier[-5:]))
    calls = [call for call in facts.children(CALLBACK) if call.ended == "reopened"]
    if calls:
        yield _("Round {round}")(round=facts.form.round)
        yield _("Dissatisfied at {number}: {opinions}")(
            number=calls[-1].name, opinions=str(calls[-1].form.get("opinions"))
        )
