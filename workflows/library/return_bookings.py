"""What a return to a supplier books: goods set apart, kept or let out, and the money of what was stored — P16, P18.

Goods rejected before they were stored carry no money. Goods found bad later are own stock: when they pass the gate the
payable falls by their receipt price, the stock by their cost, and the difference is a loss; finance then waits for the
credit note, and for the money where the goods were paid.
"""

from decimal import Decimal

from db.locations import REJECTED_STORED
from db.message import _
from db.money import Account
from workflows.engine.process import effect
from workflows.library import deliveries, purchasing
from workflows.library.pricing import line_amount
from workflows.library.receiving import NO_MONEY
from workflows.library.returning import Back, Returning, ReturnLine, ReturnOutcome, advance_left, receipt_value


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
        form.reclaimed = min(advance_left(booking), purchasing.share(receipt_value(form), percent))
        booking.post(Account("bank"), Account("supplier-advance", form.supplier or ""), form.reclaimed)
    move_order_on.book(booking)


def _was_paid(facts: Back) -> bool:
    """Whether the goods were paid: their order is done; without an order, the supplier now owes us."""
    order = deliveries.find_order(facts, facts.form.order)
    return order.ended == "done" if order else facts.balance("payable", facts.form.supplier) < 0
