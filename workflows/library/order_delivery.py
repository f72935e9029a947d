"""What an order reserves, opens and promises on its way to the door (S4-S6) — P98, P101.

Reservations are the order's own until a shipment takes them over; `recount` reads them, and what its shipments hold,
back into the lines.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from db.locations import LocationKind, kind
from db.stock import Balance
from workflows.engine.booking import Booking
from workflows.library import orders
from workflows.library.callbacks import is_called, open_call
from workflows.library.customers import is_member
from workflows.library.ordering import Channel, OrderKind, OrderLine, SalesOrderForm, to_plan
from workflows.registers.customers import CUSTOMERS
from workflows.registers.products import PRODUCTS, Origin

Ordered = Booking[SalesOrderForm]
_NOTHING = Decimal(0)

# --- reservations -------------------------------------------------------------------------------------------


def reserve(booking: Ordered, *, custom: bool) -> None:
    """Claim what is free for every line that lacks goods; custom: for lines made to order too."""
    for line in booking.form.lines:
        if line.custom and not custom:
            line.reserved = _NOTHING
            continue
        wanted = line.wanted - (line.reserved or 0) - (line.shipped or 0)
        for place in _places(booking, line):
            part = min(wanted, place.free)
            if part <= 0:
                continue
            booking.reserve(line.product, place.location, part, lot=place.lot, promise=booking.form.promise)
            line.location = line.location or place.location
            line.reserved = (line.reserved or _NOTHING) + part
            wanted -= part
        line.reserved = line.reserved or _NOTHING


def _places(booking: Ordered, line: OrderLine) -> Iterator[Balance]:
    """Yield where in the order's warehouse goods for a line lie: on open shelves, ours, of the lot that is asked for."""
    stock = booking.company.stock
    for place in stock.balances(product=line.product, warehouse=booking.form.warehouse, limit=1000):
        if kind(place.location) is not LocationKind.SHELF or booking.record("locations", place.location).get("blocked"):
            continue
        if line.lot and place.lot != line.lot:
            continue
        if stock.lot_owner(line.product, place.lot) in (None, booking.form.customer):
            yield place


def recount(booking: Ordered) -> None:
    """Read back from the ledger what each line has reserved and shipped; the first lines of a product come first."""
    order = booking.case
    shipped = orders.shipped_quantities(booking, order)
    claims = _claims(booking)
    for number, line in enumerate(booking.form.lines, 1):
        line.shipped = shipped.get(number, _NOTHING)
        key = (line.product, line.lot)
        wanted, line.reserved = line.wanted - line.shipped, _NOTHING
        for claim in [key] if line.lot else [one for one in claims if one[0] == line.product]:
            part = min(wanted - line.reserved, claims[claim])
            claims[claim] -= part
            line.reserved += part


def _claims(booking: Ordered) -> dict[tuple[str, str], Decimal]:
    """Return what the order and its shipments have claimed, by product and lot."""
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for case in (booking.case, *orders.shipments_of(booking, booking.case)):
        for claim in booking.company.stock.reservations(case_id=case.id):
            found[claim.product, claim.lot] += claim.quantity
    return found


# --- promise ------------------------------------------------------------------------------------------------


def promise_regular(booking: Ordered) -> None:
    """Promise goods that are in stock for some days from today, a later wanted date wins."""
    form = booking.form
    days = form.regular_days or booking.count_policy("sales-order.regular-days")
    day = max(filter(None, (booking.today + timedelta(days=days), form.wanted)))
    planned = set(to_plan(form))
    for index, line in enumerate(form.lines):
        line.promise = None if index in planned else day
    promise_all(form)


def promise_all(form: SalesOrderForm) -> None:
    """The order is promised for the day its last line is; nothing is promised while a line has no date."""
    dates = [line.promise for line in form.lines]
    form.promise = max(day for day in dates if day) if dates and all(dates) else None
    form.first_promise = form.first_promise or form.promise


# --- entering delivery (S6) ---------------------------------------------------------------------------------


def open_all(booking: Ordered) -> None:
    """Open everything an order needs when it enters delivery."""
    _open_supply(booking)
    form, number = booking.form, booking.case.name
    if form.kind is OrderKind.BULK:
        booking.open_case("supply-plan", {"order": number, "customer": form.customer}, as_draft=True)
    if form.kind is OrderKind.BULK or any(line.custom for line in form.lines):
        due = f"{form.promise}" if form.promise else None
        booking.open_case(
            "order-follow-up", {"order": number, "customer": form.customer, "delivery_date": due}, as_draft=True
        )
    if form.channel is Channel.EXPORT:
        booking.open_case("export-shipment", {"order": number, "customer": form.customer}, as_draft=True)
    _move_sample_fees(booking)
    open_shipment(booking, everything=not form.parts)


def _open_supply(booking: Ordered) -> None:
    """Have custom and short made goods made, and short bought goods bought."""
    number, to_buy = booking.case.name, []
    for line in booking.form.lines:
        lacking = line.wanted - (line.reserved or 0)
        record = booking.record(PRODUCTS.key, line.product)
        if lacking <= 0 or not record:
            continue
        if line.custom or PRODUCTS.read(record).origin is Origin.MADE:
            due = f"{line.promise}" if line.promise else None
            made = {"order": number, "product": line.product, "quantity": f"{lacking}", "due": due}
            booking.open_case("production-order", made, as_draft=True)
        else:
            to_buy.append({"product": line.product, "quantity": f"{lacking}"})
    if to_buy:
        needed = booking.form.promise or booking.form.wanted
        wanted = {"purpose": "order", "for_case": number, "needed_by": f"{needed or booking.today}", "lines": to_buy}
        booking.open_case("purchase-requisition", wanted)


def _move_sample_fees(booking: Ordered) -> None:
    """Tell every named sample that waits for an order that this is it; it moves its fee to this order's deposit."""
    for number in dict.fromkeys(line.sample for line in booking.form.lines if line.sample):
        sample = booking.find_case(number)
        if sample and any(task.step == "order" for task in booking.company.cases.open_tasks(sample.id)):
            booking.take(sample, "ordered", note=booking.case.name)


def open_shipment(booking: Ordered, *, everything: bool) -> None:
    """Open a shipment for what is reserved and in none yet; everything: for all lines, reserved or not."""
    form = booking.form
    lines = list(_to_ship(booking, everything=everything))
    if lines:
        values = {
            "order": booking.case.name, "customer": form.customer, "address": form.address, "slot": form.slot,
            "carrier": form.courier, "notes": list(_wishes(form)), "lines": lines,
            "promise": f"{form.promise}" if form.promise else None,
        }  # fmt: skip
        booking.open_case("shipment", {key: value for key, value in values.items() if value})


def _wishes(form: SalesOrderForm) -> Iterator[dict[str, str]]:
    """Return the red flags of a shipment: what the customer asked for beside the goods."""
    wishes = {"courier": form.courier, "invoice": form.invoice_title, "card": form.card_text, "slot": form.slot}
    return ({"kind": kind, "text": text} for kind, text in wishes.items() if text)


def _to_ship(booking: Ordered, *, everything: bool) -> Iterator[dict[str, Any]]:
    """Yield the lines of a new shipment: by place and lot what is reserved, and the rest without a place."""
    left = orders.open_quantities(booking, booking.case)
    claims = [(claim, [claim.quantity]) for claim in booking.company.stock.reservations(case_id=booking.case.id)]
    for number, line in enumerate(booking.form.lines, 1):
        rest = _NOTHING if line.cancelled else left[number]
        for claim, unused in claims:
            part = min(rest, unused[0])
            if claim.product == line.product and part > 0 and line.lot in ("", claim.lot):
                yield _ship_line(number, line, part, location=claim.location, lot=claim.lot)
                unused[0] -= part
                rest -= part
        if everything and rest > 0:
            yield _ship_line(number, line, rest, lot=line.lot)


def _ship_line(number: int, line: OrderLine, quantity: Decimal, **place: str) -> dict[str, Any]:
    values = {"order_line": number, "product": line.product, "quantity": f"{quantity}", **place}
    return {key: value for key, value in values.items() if value != ""}


def due_date(booking: Ordered) -> date:
    """Return until when goods shipped today are paid: on account by the register's days, else the next working day."""
    days = booking.record("customers", booking.form.customer).get("settlement_days")
    if booking.form.terms.value == "account":
        return booking.today + timedelta(days=int(days or 0))
    limit = booking.policy("sales-order.settle")
    return limit.after(booking.now, booking.calendar).date()  # type: ignore[no-any-return]


def call_member(booking: Ordered) -> None:
    """Open the call to a member whose order is done; nobody else is asked about one."""
    customer, number = booking.form.customer, booking.case.name
    if not is_member(booking, customer) or not is_called(booking, number, member=True):
        return
    record = booking.record("customers", customer)
    phones = CUSTOMERS.read(record).every_phone()
    goods = ", ".join(dict.fromkeys(booking.name_of(PRODUCTS.key, line.product) for line in booking.form.lines))
    open_call(
        booking, "after-sale", customer=customer, name=booking.name_of("customers", customer),
        phone=phones[0] if phones else "", item=goods, ended=booking.now,
        handled_by=record.get("owner"),
    )  # fmt: skip
