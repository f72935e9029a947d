"""The register of calls and visits (来电来访登记表): its form, what the program fills in, when it is due — P34, P35, P76.

Whoever calls, comes, writes or chats stands on one form; what of it is asked depends on the channel. It is typed while
somebody speaks, so nothing but the channel is wanted before an action needs it, and who is known is found by his phone
or his name.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from db.cases import Case
from db.message import _
from workflows.engine.durations import end_of_day
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.form import (
    Choice,
    CustomerRef,
    DepartmentRef,
    EmployeeRef,
    Form,
    Is,
    IsNot,
    Line,
    LongText,
    Moment,
    ProductRef,
    Quantity,
    Text,
    UnitRef,
    field,
)
from workflows.library import orders
from workflows.library.complaining import Channel, Ground
from workflows.library.identity import ProvedBy
from workflows.library.order_changing import ChangeKind
from workflows.library.ordering import SalesOrderRef
from workflows.library.subjects import about
from workflows.registers.customers import CUSTOMERS, CustomerState, phone_digits, plain_name
from workflows.registers.field_types import Number

CONTACT = "contact"

# --- form ---------------------------------------------------------------------------------------------------


class Menu(Choice):
    """What the caller has pressed."""

    CONSULTATION = "A", _("A consultation")
    COMPLAINT = "B", _("B complaint or suggestion")


class HandedOn(Choice):
    """As what a contact goes on: the process that takes it over."""

    COMPLAINT = "complaint", _("complaint")
    CHANGE = "order-change", _("wish on an order, or a change of it")
    CANCEL = "order-cancel", _("cancellation of an order")
    RETURN = "return-exchange", _("return or exchange of goods")
    REFUND = "refund", _("refund or dispute")
    CARD = "member-card", _("application for a member card")
    ORDER = "sales-order", _("order in the shop")
    LEAD = "lead", _("caller nobody knows, filed as a lead")


class NoOrder(Choice):
    """Why a chat ends without an order; that it does not matter is no reason (成不成交与我无关)."""

    PRICE = "price", _("too dear for him")
    STOCK = "stock", _("not in stock")
    DELIVERY = "delivery", _("comes too late for him")
    UNSUITABLE = "unsuitable", _("the goods do not suit")
    COMPARING = "comparing", _("still compares offers")
    BOUGHT = "bought-before", _("it was about something bought before")


class Wanted(Line):
    product: ProductRef = field(_("Product"))
    quantity: Quantity | None = field(_("Quantity"), default=None, total=True)


class Point(Line):
    question: LongText = field(_("Question of the letter"))
    answer: LongText = field(_("Answer of the letter"), default="")


_PHONE, _CHAT, _VISITOR = (Is("channel", one) for one in (Channel.PHONE, Channel.CHAT, Channel.VISITOR))
_SPOKEN = Is("channel", Channel.PHONE, Channel.COUNTER, Channel.CHAT)
_OF_ORDER = Is("outcome", HandedOn.CHANGE, HandedOn.ORDER)


class ContactForm(Form):
    channel: Channel = field(_("Channel"))
    menu: Menu | None = field(_("Voice menu"), default=None, when=_PHONE)
    place_named: bool = field(_("Place named"), default=False, when=_PHONE, tick=True)
    welcomed: bool = field(_("Welcomed"), default=False, when=_CHAT, tick=True)
    identity_asked: bool = field(_("Identity asked"), default=False, when=_PHONE, tick=True)
    phone: Text = field(_("Phone"), default="")
    name: Text = field(_("Name of the caller"), default="")
    customer: CustomerRef | None = field(_("Customer"), default=None, hint=_("empty: found by phone or name"))
    identity_by: ProvedBy | None = field(_("Identity confirmed by"), default=None)
    identity_fact: Text = field(_("The fact itself"), default="", when=IsNot("identity_by", None))
    host: EmployeeRef | None = field(
        _("Whom he visits"), default=None, hint=_("a resident: name the unit"), when=_VISITOR
    )
    badge: Number | None = field(_("Visitor badge"), default=None, hint=_("empty: the first free one"), when=_VISITOR)
    unit: UnitRef | None = field(_("Home or office"), default=None, when=IsNot("channel", Channel.CHAT))
    order: SalesOrderRef | None = field(_("Order"), default=None, when=IsNot("channel", Channel.VISITOR))
    promotion_told: bool = field(_("Promotion told"), default=False, when=_CHAT, tick=True)
    question: LongText = field(_("Question"), default="", hint=_("in the caller's words"))
    goods_introduced: bool = field(_("Goods introduced"), default=False, when=_CHAT, tick=True)
    order_confirmed: bool = field(_("Order confirmed"), default=False, when=_CHAT, tick=True)
    shop_bookmarked: bool = field(_("Asked to bookmark the shop"), default=False, when=_CHAT, tick=True)
    read_back: bool = field(_("Words read back"), default=False, when=_PHONE, tick=True)
    neither: bool = field(
        _("Neither complaint nor suggestion"), default=False, hint=_("as the caller says himself"),
        when=Is("menu", Menu.COMPLAINT), tick=True)  # fmt: skip
    answer: LongText = field(_("Answer"), default="")
    no_order: NoOrder | None = field(_("Reason without order"), default=None, when=_CHAT)
    outcome: HandedOn | None = field(_("Handed on as"), default=None)
    wish: ChangeKind | None = field(_("Wish"), default=None, when=_OF_ORDER)
    wished: Text = field(
        _("What is wished"), default="", hint=_("title, text, courier, address; 2026-06-12 18:00-20:00"),
        when=IsNot("wish", None, ChangeKind.ATTRIBUTE),
    )  # fmt: skip
    goods: list[Wanted] = field(_("Goods asked about"), default_factory=list, when=_SPOKEN)
    department: DepartmentRef | None = field(_("Technical department"), default=None, hint=_("to transfer to"))
    helper: EmployeeRef | None = field(_("Colleague asked for help"), default=None, hint=_("empty: the supervisor"))
    received_at: Moment | None = field(_("Received"), default=None, hint=_("empty: now"))
    recording: Text = field(_("Recording number"), default="", when=_PHONE)
    points: list[Point] = field(_("Reply letter"), default_factory=list)
    delicate: bool = field(_("Price, promise or legal point"), default=False, read=True)
    letter_number: Text = field(_("Number of the letter"), default="", read=True)
    new_time: Moment | None = field(_("New time told to the customer"), default=None)
    expert: EmployeeRef | None = field(_("Answered by"), default=None)
    running_service: bool = field(_("Problem during a running service"), default=False)
    told_at: Moment | None = field(_("Told to the customer at"), default=None, hint=_("empty: now"))
    told_by: EmployeeRef | None = field(_("Told by"), default=None, hint=_("empty: you"))
    advice: LongText = field(_("Advice"), default="")
    ground: Ground | None = field(_("What makes it major"), default=None)
    time_in: Moment | None = field(_("Time in"), read=True)
    badge_missing: bool = field(_("Badge not handed back"), default=False)
    time_out: Moment | None = field(_("Time out"), read=True)


Contact = Facts[ContactForm]
RECORDED = (
    "channel", "menu", "place_named", "welcomed", "identity_asked", "phone", "name", "customer", "identity_by",
    "identity_fact", "host", "badge", "unit", "order", "promotion_told", "question", "goods", "goods_introduced",
    "order_confirmed", "shop_bookmarked", "read_back", "neither", "answer", "no_order", "outcome", "wish", "wished",
    "department", "helper", "received_at", "recording",
)  # fmt: skip
"""What is typed while somebody speaks."""
FILLED_LATER = ("letter_number", "delicate", "time_in", "time_out")
ANSWERED = ("answer", "told_at", "told_by", "running_service")
REGISTERED = (
    "channel", "received_at", "recording", "name", "phone", "customer", "unit", "order", "question", "answer",
    "no_order", "outcome", "department", "told_at", "told_by", "host", "badge", "time_in", "time_out",
)  # fmt: skip
LETTER = ("letter_number", "name", "customer", "received_at", "points", "new_time")
BADGE = ("badge", "name", "host", "unit", "time_in")
"""What a technical department types; what the line of the register, the reply letter and the badge print."""

# --- who it is ----------------------------------------------------------------------------------------------


def caller(facts: Contact) -> str | None:
    """Return the customer who is speaking: the one named, else the only one of this phone, or of this name."""
    form = facts.form
    return form.customer or _only(_filed(facts, "phone", phone_digits(form.phone or ""))) or _by_name(facts)


def _by_name(facts: Contact) -> str | None:
    name = plain_name(facts.form.name) if facts.form.name else ""
    return _only(_filed(facts, "plain-name", name))


def _filed(facts: CompanyFacts, fact: str, value: str) -> list[str]:
    """The customers on file with a fact; those who are lost are none."""
    found = facts.company.registers.keys_with(CUSTOMERS.key, fact, value) if value else []
    return [key for key in found if facts.record(CUSTOMERS.key, key).get("state") != CustomerState.LOST]


def _only(found: list[str]) -> str | None:
    return found[0] if len(found) == 1 else None


def orders_of(facts: Contact) -> Iterator[Case]:
    """The orders that come into question: of whoever is speaking, the open ones first; of nobody known, none."""
    customer = caller(facts)
    known = facts.cases_of(orders.SALES_ORDER, customer=customer) if customer else []
    handed_in = [case for case in reversed(known) if case.submitted_at]
    yield from (case for case in handed_in if not case.ended)
    yield from (case for case in handed_in if case.ended == "done")


# --- what the program fills ---------------------------------------------------------------------------------


def fill(facts: Contact) -> None:
    """Who is speaking with what the register knows of him, the time, and what an action takes for granted."""
    form = facts.form
    form.received_at = form.received_at or facts.now
    named = facts.find_case(form.order) if form.order and not form.customer else None
    form.customer = named.customer if named else caller(facts)
    if form.customer:
        known = facts.record(CUSTOMERS.key, form.customer)
        form.name = form.name or known.get("name", "")
        form.phone = form.phone or next(iter(known.get("phones", ())), "")
    if facts.action == "in-writing" and not form.points and form.question:
        form.points = [Point(question=form.question)]
    if facts.action == "visitor" and form.badge is None:
        form.badge = next(free_badges(facts), None)
    if facts.step and facts.step.key == "technical" and facts.action == "answered":
        form.told_at = form.told_at or facts.now
        form.told_by = form.told_by or facts.employee_of(facts.person_id) or None


# --- visitors -----------------------------------------------------------------------------------------------


def visits(facts: CompanyFacts) -> list[Case]:
    """The visits of visitors who are in the house."""
    return [case for case in facts.cases_of(CONTACT, open_only=True) if case.form.get("time_in")]


def free_badges(facts: Contact) -> Iterator[int]:
    """Yield the badges nobody wears, by number."""
    out = {case.form.get("badge") for case in visits(facts) if case.id != facts.case.id}
    yield from (badge for badge in range(1, facts.count_policy("contact.badges") + 1) if badge not in out)


# --- when it is due -----------------------------------------------------------------------------------------


def letter_due(facts: Contact) -> datetime:
    """A day after the letter came in; then the time the customer was told instead."""
    return facts.form.new_time or facts.time_limit("contact.letter", facts.form.received_at or facts.case.opened_at)


def house_closes(facts: Contact) -> datetime:
    """The end of the day: until then every visitor has left."""
    return end_of_day(facts.today)


NOBODY_WAITS = ("transfer", "in-writing", "visitor", "delicate", "new-time", "name")
"""Actions after which nobody stands at the counter or is on the line any more."""


def rank(facts: Contact) -> int:
    """Somebody who waits at the counter or on the line stands before all else."""
    return 0 if facts.action in NOBODY_WAITS or facts.form.channel is Channel.LETTER else -1


# --- what lists say -----------------------------------------------------------------------------------------


def subject(facts: Facts[Any]) -> str:
    """Who it is, and what he wants or whom he visits."""
    form = facts.form
    host = facts.name_of("employees", form.host) if form.host else form.unit if form.time_in else ""
    who = form.name or facts.name_of(CUSTOMERS.key, caller(facts)) or form.phone
    return about(who, host, (form.question or "").split("\n")[0])[:120]
