"""Returns to a supplier (退货给供应商): the form, what must hold, what is booked — P16, P18.

Goods rejected before they were stored carry no money. Goods found bad later are own stock: when they pass the gate the
payable falls by their receipt price, the stock by their cost, and the difference is a loss; finance then waits for the
credit note, and for the money where the goods were paid.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from db.cases import Case
from db.locations import is_own, kind
from db.message import Message, _
from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.facts import Facts
from workflows.engine.form import (
    CaseRef,
    Choice,
    Count,
    CustomerRef,
    Form,
    Line,
    LocationRef,
    LongText,
    Money,
    ProductRef,
    Quantity,
    SupplierRef,
    Text,
    field,
)
from workflows.engine.process import Reason, condition, effect, guard
from workflows.library import deliveries, purchasing, receiving
from workflows.library.goods import enough_unreserved, is_customer_supplied, not_blocked, place_kinds
from workflows.library.pricing import line_amount

NO_MONEY = Decimal("0.00")
REJECTED_STORED = "rejected/stored"
LineNumber = Annotated[int, Field(ge=1)]

# --- form ---------------------------------------------------------------------------------------------------


class ReturnOutcome(Choice):
    REPLACE = "replace", _("replacement")
    CREDIT = "credit", _("credit")
    REWORK = "rework", _("rework")


class ReturnLine(Line):
    product: ProductRef = field(_("Product"))
    lot: Text = field(_("Lot"), default="")
    quantity: Quantity = field(_("Quantity"), total=True)
    location: LocationRef = field(_("Location"))
    defect: Text = field(_("Defect"))
    order_line: LineNumber | None = field(_("Line of the order"), default=None)
    receipt_line: LineNumber | None = field(_("Line of the receipt"), default=None)
    handed: Count | None = field(_("Handed over"), default=None)
    price: Money | None = field(_("Receipt price"), read=True)
    booked: bool = field(_("Stored before"), read=True, default=False)
    cost: Money | None = field(_("Cost"), read=True, total=True)


class ReturnForm(Form):
    supplier: SupplierRef | None = field(_("Supplier"), default=None)
    customer: CustomerRef | None = field(_("Customer (his goods)"), default=None)
    order: CaseRef | None = field(_("Purchase order"), default=None)
    receipt: CaseRef | None = field(_("Goods receipt"), default=None)
    lines: list[ReturnLine] = field(_("Lines"), default_factory=list)
    outcome: ReturnOutcome | None = field(_("Outcome"), default=None)
    agreed_by: Text = field(_("Who agreed at the supplier's"), default="")
    agreed_on: date | None = field(_("Agreed on"), default=None)
    report: LongText = field(_("Report"), default="")
    price_cut: Money | None = field(_("Price cut"), default=None)
    keep_at: LocationRef | None = field(_("Keep at"), default=None)
    carrier: Text = field(_("Carrier"), default="")
    pieces: Count | None = field(_("Pieces"), default=None)
    counted: Count | None = field(_("Pieces counted at the gate"), default=None)
    credit_note_number: Text = field(_("Number of the credit note"), default="")
    credit_note: Money | None = field(_("Credit note"), default=None)
    gone_on: date | None = field(_("Gone on"), read=True)
    kept_value: Money | None = field(_("Value of what is kept"), read=True)
    credited: Money | None = field(_("Taken off the payable"), read=True)
    reclaimed: Money | None = field(_("Advance brought back"), read=True)

    @property
    def is_booked(self) -> bool:
        return any(line.booked for line in self.lines)


Back = Facts[ReturnForm]
Returning = Booking[ReturnForm]


def receipt_value(form: ReturnForm) -> Decimal:
    """What the goods cost at receipt price, yuan."""
    lines = [line for line in form.lines or () if line.quantity and line.price]
    return sum((line_amount(line.quantity, line.price or NO_MONEY) for line in lines), NO_MONEY)


def fill_from_receipt(facts: Back) -> None:
    """While it is a draft: supplier, order and prices of the receipt; whether goods were stored before."""
    form = facts.form
    if facts.step is None or not facts.step.draft:
        return
    receipt = receiving.receipt_of(facts, form.receipt)
    if receipt is not None:
        form.order = form.order or (receipt.form.get("order") if receipt.form.get("supplier") else None)
        form.supplier = form.supplier or receipt.form.get("supplier")
        form.customer = form.customer or receipt.form.get("customer")
    for line in form.lines:
        line.booked = is_own(line.location) and not is_customer_supplied(facts, line.product, line.lot)
        _fill_line(facts, receipt, line)


def _fill_line(facts: Back, receipt: Case | None, line: ReturnLine) -> None:
    rows = receipt.form.get("lines", []) if receipt else []
    numbered = [number for number, row in enumerate(rows, 1) if row.get("product") == line.product]
    line.receipt_line = line.receipt_line or next(iter(numbered), None)
    if receipt and line.receipt_line and line.receipt_line <= len(rows):
        row = rows[line.receipt_line - 1]
        line.order_line = line.order_line or row.get("order_line")
        line.price = line_amount(Decimal(1), receiving.price_received(receipt, row))
    elif not receipt:
        line.price = line_amount(Decimal(1), facts.unit_cost(line.product))


# --- what must hold -----------------------------------------------------------------------------------------


@guard(_("goods of one supplier or customer, on the shelf or rejected, unreserved"))
def may_be_returned(facts: Back) -> Iterator[Message | Reason]:
    form = facts.form
    if not form.lines:
        yield Reason(_("list the goods that go back"), "lines")
    if not (form.supplier or form.customer):
        yield Reason(_("name the supplier"), "supplier")
    yield from place_kinds(facts, form.lines, {"shelf", "rejected"})
    yield from not_blocked(facts, form.lines)
    yield from enough_unreserved(facts, form.lines)
    if len({line.booked for line in form.lines}) > 1:
        yield Reason(_("return goods that were stored and goods that were not on two forms"), "lines")
    for index, line in enumerate(form.lines):
        if not line.defect:
            yield Reason(_("name the defect"), f"lines.{index}.defect")
        if line.price is None:
            yield Reason(_("is not on that receipt"), f"lines.{index}.product")


@guard(_("only goods that carry value"))
def carries_value(facts: Back) -> Iterator[Message | Reason]:
    if not facts.form.is_booked:
        yield _("these goods were never stored: they need no review")


@guard(_("the supplier has agreed"))
def is_agreed(facts: Back) -> Iterator[Message | Reason]:
    if facts.form.agreed_on and facts.form.agreed_on > facts.today:
        yield Reason(_("lies in the future"), "agreed_on")


@guard(_("a report is attached"))
def is_reported(facts: Back) -> Iterator[Message | Reason]:
    if not facts.form.report:
        yield Reason(_("write down what the report says"), "report")


@guard(_("price cut and place are named"))
def keep_is_named(facts: Back) -> Iterator[Message | Reason]:
    form = facts.form
    if form.price_cut is None:
        yield Reason(_("name the price cut"), "price_cut")
    for index, line in enumerate(form.lines):
        if form.price_cut and line.price is not None and form.price_cut > line.price:
            yield Reason(_("cuts more than the price of line {line}")(line=index + 1), "price_cut")
    if not form.keep_at or kind(form.keep_at) != "shelf":
        yield Reason(_("name the shelf place the goods are kept at"), "keep_at")


@guard(_("what is handed over is what is listed"))
def handed_over_whole(facts: Back) -> Iterator[Message | Reason]:
    for index, line in enumerate(facts.form.lines):
        if line.handed != line.quantity:
            yield Reason(_("{quantity} go back")(quantity=line.quantity), f"lines.{index}.handed")


@guard(_("pieces counted as on the note"))
def pieces_fit(facts: Back) -> Iterator[Message | Reason]:
    if facts.form.counted != facts.form.pieces:
        yield Reason(
            _("{counted} counted, the note says {pieces}: let it go back to be handed over anew")(
                counted=facts.form.counted or 0, pieces=facts.form.pieces or 0
            ),
            "counted",
        )


@guard(_("the credit note is quantity × receipt price"))
def credit_note_fits(facts: Back) -> Iterator[Message | Reason]:
    due = receipt_value(facts.form)
    if facts.form.credit_note != due:
        yield Reason(_("{due} are due: quantity × receipt price")(due=due), "credit_note")


@condition(_("stored before"))
def was_stored(facts: Back) -> bool:
    return facts.form.is_booked


@condition(_("money is to come back"))
def has_money(facts: Back) -> bool:
    form = facts.form
    if form.is_booked:
        return form.outcome is not ReturnOutcome.REWORK
    return form.outcome is ReturnOutcome.CREDIT and _advance_left(facts) > 0


def _advance_left(facts: Back) -> Decimal:
    """What of the advance on the order is still out, yuan."""
    order = deliveries.find_order(facts, facts.form.order)
    if order is None or order.ended:
        return NO_MONEY
    return Decimal(order.form.get("advance") or 0) - deliveries.deliveries_of(facts, order).reclaimed(order)


# --- what is booked -----------------------------------------------------------------------------------------


@effect(_("goods are reserved"))
def reserve(booking: Returning) -> None:
    for line in booking.form.lines:
        booking.reserve(line.product, line.location, line.quantity, lot=line.lot)


@effect(_("goods set apart, not available any more"))
def set_apart(booking: Returning) -> None:
    for line in booking.form.lines:
        if line.location != REJECTED_STORED:
            booking.move(line.product, line.location, REJECTED_STORED, line.quantity, lot=line.lot)
            booking.reserve(line.product, REJECTED_STORED, line.quantity, lot=line.lot)
            line.location = REJECTED_STORED


@effect(_("goods back to the shelf at the reduced price"))
def keep(booking: Returning) -> None:
    """Never booked: debit stock, credit payable at the reduced price. Booked: debit payable, credit stock for the cut.

    The value of booked goods falls by letting them out at their cost and in again at what is left of it.
    """
    form, cut = booking.form, booking.form.price_cut or NO_MONEY
    place, payable = form.keep_at or "", Account("payable", form.supplier or form.customer or "")
    for line in form.lines:
        less = line_amount(line.quantity, cut)
        if form.customer and not form.supplier:
            booking.move(line.product, line.location, place, line.quantity, lot=line.lot)
        elif line.booked:
            cost = booking.move(line.product, line.location, "supplier", line.quantity, lot=line.lot)
            less = min(less, cost)
            booking.move(line.product, "supplier", place, line.quantity, lot=line.lot, value=cost - less)
            booking.post(payable, Account("stock"), less)
            form.credited = (form.credited or NO_MONEY) + less
        else:
            value = line_amount(line.quantity, line.price or NO_MONEY) - less
            booking.move(line.product, line.location, place, line.quantity, lot=line.lot, value=value)
            booking.post(Account("stock"), payable, value)
            form.kept_value = (form.kept_value or NO_MONEY) + value
    move_order_on.book(booking)


@effect(_("return note printed"))
def print_note(booking: Returning) -> None:
    printed = len(booking.company.cases.documents(booking.case.id))
    booking.issue("return-note", f"{booking.case.number}-{printed + 1}")
    if any(booking.record("products", line.product).get("kind") == "book" for line in booking.form.lines):
        booking.issue("rejected-books", f"{booking.case.number}-{printed + 2}")


@effect(_("goods out; stored ones leave the stock and the payable"))
def let_out(booking: Returning) -> None:
    form = booking.form
    form.gone_on = booking.today
    for line in form.lines:
        cost = booking.move(line.product, line.location, _outside(booking, line), line.quantity, lot=line.lot)
        if line.booked and form.outcome is not ReturnOutcome.REWORK:
            line.cost = cost
            price = line_amount(line.quantity, line.price or NO_MONEY)
            payable, stock, loss = Account("payable", form.supplier or ""), Account("stock"), Account("loss")
            booking.post(payable, stock, min(price, cost))
            booking.post(loss, stock, max(NO_MONEY, cost - price))
            booking.post(payable, loss, max(NO_MONEY, price - cost))
            form.credited = (form.credited or NO_MONEY) + price
    move_order_on.book(booking)


def _outside(booking: Returning, line: ReturnLine) -> str:
    """Where goods go: a customer's to him, rework to the processor, all others to the supplier.

    What a processor made and we never stored goes back into his work, since its material still stands at his place.
    """
    form = booking.form
    if form.outcome is ReturnOutcome.REWORK:
        if line.booked:
            return f"processor/{form.supplier}"
        order = deliveries.find_order(booking, form.order)
        return "production" if order and order.form.get("kind") == "processing" else "supplier"
    return "supplier" if form.supplier else "customer"


@effect(_("the order goes on: lines open again, or payment"))
def move_order_on(booking: Returning) -> None:
    order = deliveries.find_order(booking, booking.form.order)
    if order is not None:
        booking.take(order, "reopened", if_it_may=True)
        booking.take(order, "stored", if_it_may=True)


@effect(_("money for paid goods received, advance brought back"))
def settle(booking: Returning) -> None:
    form = booking.form
    if form.is_booked:
        payable = Account("payable", form.supplier or "")
        booking.post(Account("bank"), payable, form.credited or NO_MONEY if _was_paid(booking) else NO_MONEY)
    else:
        order = deliveries.find_order(booking, form.order)
        percent = Decimal(order.form.get("prepay") or 0) if order else Decimal(0)
        form.reclaimed = min(_advance_left(booking), purchasing.share(receipt_value(form), percent))
        booking.post(Account("bank"), Account("supplier-advance", form.supplier or ""), form.reclaimed)
    move_order_on.book(booking)


def _was_paid(facts: Back) -> bool:
    """Whether the goods were paid: their order is done; without an order, the supplier now owes us."""
    order = deliveries.find_order(facts, facts.form.order)
    return order.ended == "done" if order else facts.balance("payable", facts.form.supplier) < 0
