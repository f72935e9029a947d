"""The shipment (成品发货): its form, when it must go, and what it holds — P66, P101, P171.

Where the goods of a shipment are follows from the ledger (`workflows.library.picking`), how far it is from the step it
stands at; neither is kept on the form. Lines are the goods by place and lot; a line without a place waits for goods.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.durations import end_of_day
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.form import (
    Choice,
    Count,
    CustomerRef,
    DepartmentRef,
    Form,
    Is,
    Line,
    LocationRef,
    LongText,
    Money,
    ProductRef,
    Quantity,
    Text,
    field,
)
from workflows.library import orders
from workflows.library.ordering import SalesOrderRef
from workflows.library.picking import lacking
from workflows.library.sampling import lot_sample

SHIPMENT = "shipment"
WholeNumber = Annotated[int, Field(ge=1, le=100_000)]

# --- form ---------------------------------------------------------------------------------------------------


class Flag(Choice):
    """What a red flag on the delivery note is about."""

    COURIER = "courier", _("courier")
    INVOICE = "invoice", _("invoice title")
    CARD = "card", _("card text")
    SLOT = "slot", _("delivery slot")
    ATTRIBUTE = "attribute", _("goods changed")
    ADDRESS = "address", _("address changed")
    OTHER = "other", _("other wish")


class Note(Line):
    """A red flag: what the customer asked for beside the goods, ticked when it is seen to."""

    kind: Flag = field(_("Wish"), default=Flag.OTHER)
    text: Text = field(_("Note"))
    ticked: bool = field(_("Ticked"), default=False, tick=True)


class ShipmentLine(Line):
    order_line: WholeNumber | None = field(_("Order line"), default=None)
    product: ProductRef = field(_("Product"))
    quantity: Quantity = field(_("Quantity"), total=True)
    location: LocationRef | None = field(_("Location"), default=None, hint=_("empty: wherever it is found"))
    lot: Text = field(_("Lot"), default="")
    now: Count | None = field(_("Ships now"), default=None, hint=_("to split; empty: what is reserved"))
    picked: Count | None = field(_("Quantity picked"), default=None, total=True)
    defects: Count | None = field(_("Defective"), default=None, total=True)
    parcel: Text = field(_("Parcel"), default="", hint=_("number of the parcel; several with commas"))


class Parcel(Line):
    number: Text = field(_("Parcel number"))
    weight: Quantity | None = field(_("Weight in kg"), default=None)
    tracking: Text = field(_("Tracking number"), default="")


class ShipmentForm(Form):
    order: SalesOrderRef | None = field(_("Sales order"), default=None)
    customer: CustomerRef = field(_("Customer"))
    address: Text = field(_("Address"))
    contact: Text = field(_("Contact"), default="", hint=_("name and telephone at the door"))
    slot: Text = field(_("Delivery slot"), default="")
    carrier: Text = field(_("Carrier"), default="")
    promise: date | None = field(_("Promised for"), default=None)
    transport_days: WholeNumber | None = field(_("Transport days"), default=None, hint=_("empty: by policy"))
    ship_by: date | None = field(_("Ship by"), read=True)
    department: DepartmentRef | None = field(
        _("Charged to"),
        default=None,
        hint=_("goods without an order; empty: the department of the requester"),
        when=Is("order", None),
    )
    notes: list[Note] = field(_("Red flags"), default_factory=list)
    lines: list[ShipmentLine] = field(_("Lines"), default_factory=list)
    note_number: Text = field(_("Delivery note"), default="", read=True)
    waybill_number: Text = field(_("Courier slip"), default="", read=True)
    issue: int | None = field(_("Issue"), read=True)
    sample: Count | None = field(_("Pieces to check"), read=True)
    checked: Count | None = field(_("Pieces checked"), default=None)
    parcels: list[Parcel] = field(_("Parcels"), default_factory=list)
    note_issue: WholeNumber | None = field(_("Issue on the delivery note"), default=None)
    slip_issue: WholeNumber | None = field(_("Issue on the courier slip"), default=None)
    vehicle: Text = field(_("Vehicle"), default="", hint=_("where there is no tracking number"))
    parcels_counted: WholeNumber | None = field(_("Parcels at the gate"), default=None)
    cash_to_collect: Money | None = field(_("Cash to collect"), read=True)
    shipped_on: date | None = field(_("Shipped on"), read=True)
    signed_by: Text = field(_("Signed by"), default="")
    signed_on: date | None = field(_("Signed on"), default=None)
    cash_collected: Money | None = field(_("Cash collected"), default=None)
    door_note: LongText = field(_("What the customer said at the door"), default="")


Shipping = Facts[ShipmentForm]
Shipped = Booking[ShipmentForm]

OPENED = (
    "order", "customer", "address", "contact", "slot", "carrier", "promise", "transport_days", "department", "notes",
    "lines",
)  # fmt: skip
"""What a new shipment says, also the rest of one that is split."""
CHANGED = ("lines", "address", "contact", "slot", "carrier", "notes")
"""What an order change may bring along."""
NOTE = (
    "order", "customer", "address", "contact", "slot", "carrier", "promise", "notes", "lines.product", "lines.quantity",
    "lines.location", "lines.lot", "issue",
)  # fmt: skip
SLIP = ("customer", "address", "contact", "slot", "carrier", "issue")
CHECKED = (
    "order", "customer", "lines.product", "lines.lot", "lines.quantity", "lines.defects", "sample", "checked",
)  # fmt: skip
LABELS = ("customer", "address", "contact", "carrier", "parcels")
PROOF = (
    "order", "customer", "address", "lines.product", "lines.quantity", "parcels", "signed_by", "signed_on",
    "cash_collected",
)  # fmt: skip
"""What the papers print: delivery note, courier slip, inspection report, parcel labels, proof of delivery."""

# --- what kind of shipment it is, and when it must go -------------------------------------------------------


class Sent(Choice):
    """What goes out: decides what the gate books."""

    ORDER = "order", _("goods of an order")
    REPLACEMENT = "replacement", _("replacement")
    OTHER = "other", _("other goods")


def sent(facts: Shipping) -> Sent:
    """Return what kind of goods a shipment holds; a replacement is opened by a return or exchange."""
    parent = facts.parent
    if parent and parent.process == "return-exchange":
        return Sent.REPLACEMENT
    return Sent.ORDER if facts.form.order else Sent.OTHER


def transport_days(facts: Shipping) -> int:
    """Return how many days the goods are on the road."""
    return facts.form.transport_days or facts.count_policy("shipment.transport-days")


def say_when_it_leaves(facts: Shipping) -> None:
    """The day on which the goods must leave."""
    form = facts.form
    form.ship_by = form.promise - timedelta(days=transport_days(facts)) if form.promise else None


def size_the_sample(facts: Shipping) -> None:
    """How many pieces are checked."""
    facts.form.sample = pieces_to_check(facts)


def rank(facts: Shipping) -> int:
    """Red-flagged ones first (below 0), then by the day they must leave."""
    day = (facts.form.ship_by or date.max).toordinal()
    return day - date.max.toordinal() - 1 if facts.form.notes else day


def ship_by_end(facts: Shipping) -> datetime | None:
    """The end of the day on which the goods must leave the house."""
    return end_of_day(facts.form.ship_by) if facts.form.ship_by else None


def print_due(facts: Shipping) -> datetime | None:
    """A few hours once it can be printed; while it waits for goods or a release, the day it must leave."""
    if not is_printable(facts):
        return ship_by_end(facts)
    return facts.time_limit("shipment.print")


def cut_off(facts: Shipping) -> datetime:
    """The next time the carrier calls."""
    at: time = facts.policy("shipment.cut-off")
    day = facts.today if facts.now.time() < at else facts.calendar.next_business_day(facts.today)
    return datetime.combine(facts.calendar.business_day_from(day), at)


def proof_due(facts: Shipping) -> datetime:
    """When the signed slip is back: the days on the road and some more."""
    return facts.time_limit("shipment.proof") + timedelta(days=transport_days(facts))


# --- what it holds ------------------------------------------------------------------------------------------


def hold_on(facts: CompanyFacts, form: ShipmentForm) -> Message | None:
    """Say which open change or cancellation keeps the order of a shipment where it stands; None: nothing does."""
    return orders.why_held(facts, orders.find(facts, form.order))


def is_printable(facts: Shipping) -> bool:
    """Whether nothing but the clerk's own work stands against printing."""
    return hold_on(facts, facts.form) is None and not lacking(facts, facts.form.lines)


def pieces(facts: Shipping) -> Decimal:
    """Return how many pieces a shipment holds."""
    return sum((line.quantity for line in facts.form.lines), Decimal(0))


def pieces_to_check(facts: Shipping) -> Decimal:
    """Return how many pieces are checked: all of a small shipment, else a sample of it."""
    total = pieces(facts)
    return total if total <= facts.count_policy("shipment.full-check") else Decimal(lot_sample(total))


def defects(facts: Shipping) -> Decimal:
    return sum((line.defects or Decimal(0) for line in facts.form.lines), Decimal(0))


def parcels_of(line: ShipmentLine) -> list[str]:
    """Return the numbers of the parcels a line is in."""
    return [one.strip() for one in line.parcel.replace("，", ",").split(",") if one.strip()]
