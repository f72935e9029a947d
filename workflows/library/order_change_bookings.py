"""What a change of an order books: the order by it, its goods and money, then its shipments — P77-P80."""

from decimal import Decimal
from typing import Any

from db.cases import Case
from db.message import _
from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.process import effect
from workflows.library import order_change_checks as check
from workflows.library import order_changing as changing
from workflows.library import order_hold as hold
from workflows.library import ordering, orders, paid_orders
from workflows.library.order_changing import OrderChangeForm
from workflows.library.order_receipts import FRONT
from workflows.library.ordering import Means
from workflows.library.orders import OrderState

Changing = Booking[OrderChangeForm]


@effect(_("order updated, new goods reserved, red-flag note written; what was paid more is held for the order"))
def change_order(booking: Changing) -> None:
    form, order = booking.form, hold.order_of(booking)
    if order is None:
        return
    booking.release_reservations()
    for product, more in changing.more_of(booking).items():
        _reserve(booking, product, more)
    if form.paid_more:
        _book_payment(booking, order)
    form.note = changing.note_text(booking)
    form.applied = True
    booking.take(order, "amend", changing.order_values(booking), note=form.note)


def _reserve(booking: Changing, product: str, quantity: Decimal) -> None:
    """Claim goods for the change, until the shipment takes them over."""
    for (_product, location, lot), free in changing.free_places(booking, product):
        part = min(quantity, free)
        if part > 0:
            booking.reserve(product, location, part, lot=lot)
            quantity -= part


def _book_payment(booking: Changing, order: Case) -> None:
    """Debit till or bank, credit the deposit held for the order."""
    form = booking.form
    amount, counter = form.paid_more or changing.NOTHING, form.counter or FRONT
    debit = Account("till", counter) if form.paid_by is Means.TILL else Account("bank")
    booking.post(debit, orders.deposit_account(form.customer, order.name), amount)
    form.received_more += amount
    form.paid_more = None


@effect(_("the opposite change; note struck out"))
def strike_out(booking: Changing) -> None:
    form, order = booking.form, hold.order_of(booking)
    form.as_kept = True
    booking.release_reservations()
    if order and form.applied:
        booking.take(order, "amend", changing.order_values(booking, old=True), note=form.note)
    form.applied = False


@effect(_("the opposite change, once a working day is over"))
def strike_out_if_long(booking: Changing) -> None:
    if check.not_reached_for_long.holds(booking):
        strike_out.book(booking)


@effect(
    _("papers in a new issue, parcels unpacked to be printed again, goods picked anew; what was paid too much refunded")
)
def hand_to_printer(booking: Changing) -> None:
    order = hold.order_of(booking)
    if order is None:
        return
    if not booking.form.as_kept:
        booking.release_reservations()
        for shipment, values in changing.shipment_values(booking):
            booking.take(shipment, *_move_of(booking, shipment, values))
        booking.take(order, "amend")  # counts again what is reserved
    _refund_too_much(booking, order)


def _move_of(booking: Changing, shipment: Case, values: dict[str, Any]) -> tuple[str, dict[str, Any], str]:
    """Return the action of a shipment the change takes, with what is typed and the note."""
    if "lines" in values and not values["lines"]:
        return "void", {}, booking.form.note
    packed = orders.state_of(booking, shipment) is OrderState.PACKED
    return "unpack" if packed else "amend", values, booking.form.note


def _refund_too_much(booking: Changing, order: Case) -> None:
    """Open a refund for what was paid beyond the order as it is now: a cheaper change, or one that was struck out."""
    over = changing.held(booking) - ordering.total(orders.form_of(booking, order))
    if over > 0:
        booking.open_case(
            "refund",
            {
                "source": booking.case.name, "kind": "before-shipping", "order": order.name,
                "customer": booking.form.customer, "amount": f"{over}",
            },
        )  # fmt: skip


@effect(_("exchange opened as a draft: what is sent back, and what was wanted instead"))
def open_return(booking: Changing) -> None:
    form, changed = booking.form, {line.order_line: line for line in booking.form.lines}
    values = hold.return_form(booking, list(changed))
    instead = [
        {
            "sale_line": row["sale_line"], "product": new.product if new and new.product else row["product"],
            "quantity": f"{new.quantity}" if new and new.quantity else row["quantity"],
        }
        for row in values["lines"]
        for new in [changed.get(row["sale_line"])]
    ]  # fmt: skip
    values |= {"shape": "exchange", "replacements": instead, "address": form.address}
    booking.open_case(paid_orders.RETURN, values, as_draft=True)
