"""The shipment (成品发货): its form, and what holds at each of its steps — P66, P101, P171.

Where the goods of a shipment are follows from the ledger (`workflows.library.picking`), how far it is from the step it
stands at; neither is kept on the form. Lines are the goods by place and lot; a line without a place waits for goods.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.form import (
    CaseRef,
    Choice,
    Count,
    CustomerRef,
    DepartmentRef,
    Form,
    Line,
    LocationRef,
    LongText,
    Money,
    ProductRef,
    Quantity,
    Text,
    field,
    lenient,
)
from workflows.engine.process import Reason, condition, guard
from workflows.library import orders, picking
from workflows.library.goods import is_customer_supplied, place_kinds
from workflows.library.picking import lacking, out_by_place, wanted
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
    ticked: bool = field(_("Ticked"), default=False)


class ShipmentLine(Line):
    order_line: WholeNumber | None = field(_("Line of the order"), default=None)
    product: ProductRef = field(_("Product"))
    quantity: Quantity = field(_("Quantity"), total=True)
    location: LocationRef | None = field(_("Location"), default=None, hint=_("empty: wherever it is found"))
    lot: Text = field(_("Lot"), default="")
    now: Count | None = field(_("Ships now"), default=None, hint=_("to split; empty: what is reserved"))
    picked: Count | None = field(_("Picked"), default=None, total=True)
    defects: Count | None = field(_("Defective"), default=None, total=True)
    parcel: Text = field(_("Parcel"), default="", hint=_("number of the parcel; several with commas"))


class Parcel(Line):
    number: Text = field(_("Parcel number"))
    weight: Quantity | None = field(_("Weight in kg"), default=None)
    tracking: Text = field(_("Tracking number"), default="")


class ShipmentForm(Form):
    order: CaseRef | None = field(_("Sales order"), default=None)
    customer: CustomerRef = field(_("Customer"))
    address: Text = field(_("Address"))
    contact: Text = field(_("Contact"), default="", hint=_("name and telephone at the door"))
    slot: Text = field(_("Delivery slot"), default="")
    carrier: Text = field(_("Carrier"), default="")
    promise: date | None = field(_("Promise"), default=None)
    transport_days: WholeNumber | None = field(_("Transport days"), default=None, hint=_("empty: by policy"))
    ship_by: date | None = field(_("Ship by"), read=True)
    department: DepartmentRef | None = field(
        _("Charged to"), default=None, hint=_("goods without an order; empty: the department of the requester")
    )
    notes: list[Note] = field(_("Red flags"), default_factory=list)
    lines: list[ShipmentLine] = field(_("Lines"), default_factory=list)
    note_number: Text = field(_("Delivery note"), default="", read=True)
    waybill_number: Text = field(_("Courier slip"), default="", read=True)
    issue: int | None = field(_("Issue"), read=True)
    sample: Count | None = field(_("Pieces to check"), read=True)
    checked: Count | None = field(_("Pieces checked"), default=None)
    labels_right: bool = field(_("Product, quantity and label right"), default=False)
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


def fill_in(facts: Shipping) -> None:
    """What the program fills: when the goods must leave, and how many pieces are checked."""
    form = facts.form
    form.ship_by = form.promise - timedelta(days=transport_days(facts)) if form.promise else None
    if facts.step and facts.step.key in ("pick", "check"):
        form.sample = pieces_to_check(facts)


def ship_by_end(facts: Shipping) -> datetime | None:
    """The end of the day on which the goods must leave the house."""
    return datetime.combine(facts.form.ship_by, time(23, 59, 59)) if facts.form.ship_by else None


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


def is_late(facts: Shipping) -> bool:
    """Whether the goods ought to have left by now."""
    return bool(facts.form.ship_by and facts.today > facts.form.ship_by)


# --- the hold -----------------------------------------------------------------------------------------------


def hold_on(facts: CompanyFacts, form: ShipmentForm) -> Message | None:
    """Say which open change or cancellation keeps the order of a shipment where it stands; None: nothing does."""
    order = orders.find(facts, form.order)
    case = orders.hold_on(facts, order) if order else None
    if case is None:
        return None
    said = _("cancellation {number} is open") if case.process == "order-cancel" else _("change {number} is open")
    return said(number=case.name)


@guard(_("no open change or cancellation of the order"))
def nothing_holds(facts: Shipping) -> Iterator[Message | Reason]:
    if said := hold_on(facts, facts.form):
        yield said


# --- draft and print ----------------------------------------------------------------------------------------


@guard(_("at least one line, from shelf places; customers' goods only to their owner"))
def has_goods(facts: Shipping) -> Iterator[Message | Reason]:
    lines = facts.form.lines
    if not lines:
        yield Reason(_("list the goods"), "lines")
    located = [(index, line) for index, line in enumerate(lines) if line.location]
    for index, line in located:
        for why in place_kinds(facts, [line], {"shelf"}):
            yield Reason(why.message, f"lines.{index}.location")
        owner = facts.company.stock.lot_owner(line.product, line.lot)
        if is_customer_supplied(facts, line.product, line.lot) and owner != facts.form.customer:
            said = _("belongs to customer {customer}")(customer=facts.name_of("customers", owner or ""))
            yield Reason(said, f"lines.{index}.lot")


@guard(_("without an order: goods in stock and unreserved"))
def goods_are_free(facts: Shipping) -> Iterator[Message | Reason]:
    if not facts.form.order:
        yield from reserved_or_not(facts)


def reserved_or_not(facts: Shipping) -> Iterator[Reason]:
    """Yield a reason for every line whose goods are neither reserved for it nor free to be."""
    for index, missing in lacking(facts, facts.form.lines).items():
        line = facts.form.lines[index]
        said = _("{product}: {missing} of {quantity} neither reserved nor in stock")
        name = facts.name_of("products", line.product)
        yield Reason(said(product=name, missing=missing, quantity=line.quantity), f"lines.{index}.quantity")


@guard(_("all goods reserved, or free to be"))
def all_reserved(facts: Shipping) -> Iterator[Message | Reason]:
    yield from reserved_or_not(facts)


@guard(_("address and carrier complete"))
def address_is_complete(facts: Shipping) -> Iterator[Message | Reason]:
    for name, said in (("address", _("write the address")), ("carrier", _("name the carrier"))):
        if not getattr(facts.form, name).strip():
            yield Reason(said, name)


@guard(_("every red flag ticked"))
def flags_ticked(facts: Shipping) -> Iterator[Message | Reason]:
    for index, note in enumerate(facts.form.notes):
        if not note.ticked:
            yield Reason(_("red flag: {note}; see to it and tick it")(note=note.text), f"notes.{index}.ticked")


def is_printable(facts: Shipping) -> bool:
    """Whether nothing but the clerk's own work stands against printing."""
    return hold_on(facts, facts.form) is None and not lacking(facts, facts.form.lines)


@guard(_("something ships now and something later"))
def can_split(facts: Shipping) -> Iterator[Message | Reason]:
    lines = facts.form.lines
    now = picking.part_that_ships(facts, lines)
    for index, line in enumerate(lines):
        if line.now is not None and line.now > line.quantity:
            yield Reason(_("{now} exceeds the line")(now=line.now), f"lines.{index}.now")
    if not any(now):
        yield Reason(_("nothing would ship now: no goods are reserved"), "lines.now")
    elif all(part == line.quantity for part, line in zip(now, lines, strict=True)):
        yield Reason(_("everything ships now: print it; or say what ships now"), "lines.now")


# --- pick and check -----------------------------------------------------------------------------------------


@guard(_("picked as the note says, lot by lot"))
def picked_as_noted(facts: Shipping) -> Iterator[Message | Reason]:
    for index, line in enumerate(facts.form.lines):
        if line.picked != line.quantity:
            said = _("{picked} picked, the note says {quantity}; report it short if there is no more")
            yield Reason(said(picked=line.picked or 0, quantity=line.quantity), f"lines.{index}.picked")


@guard(_("less was found than the note says"))
def found_short(facts: Shipping) -> Iterator[Message | Reason]:
    lines = facts.form.lines
    for index, line in enumerate(lines):
        if (line.picked or 0) > line.quantity:
            yield Reason(_("{picked} picked, the note says {quantity}")(picked=line.picked or 0, quantity=line.quantity),
                         f"lines.{index}.picked")  # fmt: skip
    if all(line.picked == line.quantity for line in lines):
        yield Reason(_("everything was found: it is picked"), "lines.picked")


def pieces(facts: Shipping) -> Decimal:
    """Return how many pieces a shipment holds."""
    return sum((line.quantity for line in facts.form.lines), Decimal(0))


def pieces_to_check(facts: Shipping) -> Decimal:
    """Return how many pieces are checked: all of a small shipment, else a sample of it."""
    total = pieces(facts)
    return total if total <= facts.count_policy("shipment.full-check") else Decimal(lot_sample(total))


def defects(facts: Shipping) -> Decimal:
    return sum((line.defects or Decimal(0) for line in facts.form.lines), Decimal(0))


@guard(_("sample checked without defect; product, quantity and label right"))
def passes(facts: Shipping) -> Iterator[Message | Reason]:
    form, sample = facts.form, pieces_to_check(facts)
    if (form.checked or 0) < sample:
        yield Reason(_("{checked} checked, {sample} are to be")(checked=form.checked or 0, sample=sample), "checked")
    if defects(facts):
        yield Reason(_("{defects} defective: fail it, they are picked anew")(defects=defects(facts)), "lines.defects")
    if not form.labels_right:
        yield Reason(_("compare product, quantity and label with the note, then say yes here"), "labels_right")


@guard(_("with a defect every piece is checked"))
def checked_in_full(facts: Shipping) -> Iterator[Message | Reason]:
    for index, line in enumerate(facts.form.lines):
        if (line.defects or 0) > line.quantity:
            yield Reason(_("{defects} of {quantity}")(defects=line.defects or 0, quantity=line.quantity),
                         f"lines.{index}.defects")  # fmt: skip
    if defects(facts) and (facts.form.checked or 0) < pieces(facts):
        said = _("{defects} defective in the sample: check all {pieces}")
        yield Reason(said(defects=defects(facts), pieces=pieces(facts)), "checked")


# --- pack, hand over, gate ----------------------------------------------------------------------------------


@guard(_("the newest issue of both papers"))
def newest_papers(facts: Shipping) -> Iterator[Message | Reason]:
    form = facts.form
    for name in ("note_issue", "slip_issue"):
        held = getattr(form, name)
        if held is not None and held != form.issue:
            said = _("issue {held} is void, the newest is {issue}")
            yield Reason(said(held=held, issue=form.issue or 0), name)


@guard(_("every piece in a parcel"))
def all_in_parcels(facts: Shipping) -> Iterator[Message | Reason]:
    form = facts.form
    numbers = [parcel.number for parcel in form.parcels]
    if not numbers:
        yield Reason(_("list the parcels"), "parcels")
    for index, number in enumerate(numbers):
        if number in numbers[:index]:
            yield Reason(_("parcel {number} is there twice")(number=number), f"parcels.{index}.number")
    named: set[str] = set()
    for index, line in enumerate(form.lines):
        inside = parcels_of(line)
        named |= set(inside)
        if not inside:
            yield Reason(_("say in which parcel it is"), f"lines.{index}.parcel")
        for number in inside:
            if number not in numbers:
                yield Reason(_("there is no parcel {number}")(number=number), f"lines.{index}.parcel")
    for index, number in enumerate(numbers):
        if number not in named:
            yield Reason(_("nothing is in parcel {number}")(number=number), f"parcels.{index}.number")


def parcels_of(line: ShipmentLine) -> list[str]:
    """Return the numbers of the parcels a line is in."""
    return [one.strip() for one in line.parcel.replace("，", ",").split(",") if one.strip()]


@guard(_("all that is on the note lies in dispatch"))
def all_in_dispatch(facts: Shipping) -> Iterator[Message | Reason]:
    out, asked = out_by_place(facts, facts.case), wanted(facts.form.lines)
    for index, line in enumerate(facts.form.lines):
        place = (line.product, line.location or "", line.lot)
        if out.get(place, Decimal(0)) < asked[place]:
            said = _("{out} of {quantity} lie in dispatch")
            yield Reason(said(out=out.get(place, Decimal(0)), quantity=asked[place]), f"lines.{index}.quantity")


@guard(_("a tracking number for every parcel, or the vehicle"))
def can_be_traced(facts: Shipping) -> Iterator[Message | Reason]:
    if facts.form.vehicle.strip():
        return
    for index, parcel in enumerate(facts.form.parcels):
        if not parcel.tracking.strip():
            yield Reason(_("write its tracking number, or name the vehicle"), f"parcels.{index}.tracking")


@guard(_("as many parcels as the note says"))
def parcels_agree(facts: Shipping) -> Iterator[Message | Reason]:
    counted, noted = facts.form.parcels_counted, len(facts.form.parcels)
    if counted != noted:
        said = _("{counted} counted, the note says {noted}")
        yield Reason(said(counted=counted or 0, noted=noted), "parcels_counted")


# --- proof --------------------------------------------------------------------------------------------------


@guard(_("signed between the day it left and today"))
def signed_in_time(facts: Shipping) -> Iterator[Message | Reason]:
    form = facts.form
    if form.signed_on and not (form.shipped_on or form.signed_on) <= form.signed_on <= facts.today:
        said = _("from {day}, when it left, to today")
        yield Reason(said(day=form.shipped_on or facts.today), "signed_on")


@guard(_("cash on delivery: the amount collected"))
def cash_is_collected(facts: Shipping) -> Iterator[Message | Reason]:
    due, collected = facts.form.cash_to_collect or Decimal(0), facts.form.cash_collected or Decimal(0)
    if due != collected:
        yield Reason(_("{due} to collect, {collected} collected")(due=due, collected=collected), "cash_collected")


# --- what other cases and the clerk may do ------------------------------------------------------------------


@guard(_("opened by the shipping clerk himself"))
def is_own(facts: Shipping) -> Iterator[Message | Reason]:
    if facts.case.parent_id is not None:
        yield _("opened by {number}: only that case takes it back")(number=facts.parent.name if facts.parent else "")


@guard(_("what is wanted now is reserved, or free to be"))
def change_is_possible(facts: Shipping) -> Iterator[Message | Reason]:
    """A changed quantity or product is reserved in the same decision, or refused; an address may change any time."""
    before = lenient(ShipmentForm, facts.case.form).lines
    if _goods(before) != _goods(facts.form.lines):
        yield from reserved_or_not(facts)


def _goods(lines: Iterable[ShipmentLine]) -> dict[tuple[int | None, str], Decimal]:
    found: dict[tuple[int | None, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        found[line.order_line, line.product] += line.quantity
    return found


@condition(_("picked goods change"))
def picks_anew(facts: Shipping) -> bool:
    """Whether what lies in dispatch is no longer what the note says."""
    return out_by_place(facts, facts.case) != wanted(facts.form.lines)
