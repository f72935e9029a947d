"""What stands against a change of an order, and how its money, goods and shipments follow — P77-P80."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from db.cases import Case
from db.message import Message, _
from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.process import Reason, guard
from workflows.library import order_changing as changing
from workflows.library import order_hold as hold
from workflows.library import order_release, ordering, orders
from workflows.library.order_changing import Change, ChangeKind, OrderChangeForm
from workflows.library.order_receipts import FRONT
from workflows.library.ordering import Means
from workflows.library.orders import OrderState
from workflows.library.quoting import Invoice

Changing = Booking[OrderChangeForm]

# --- what is wanted -----------------------------------------------------------------------------------------


@guard(_("it says what is wanted"))
def answer_is_filled(facts: Change) -> Iterator[Reason]:
    form = facts.form
    if form.kind is ChangeKind.ATTRIBUTE:
        if not form.lines:
            yield Reason(_("name the lines that change"), "lines")
    elif not changing.answer(form):
        yield Reason(_("say what is wanted"), changing.answer_field(form))
    elif changing.answer(form) == form.before:
        yield Reason(_("the order says so already"), changing.answer_field(form))


@guard(_("lines of the order, of standard goods on the price list"))
def lines_are_of_the_order(facts: Change) -> Iterator[Reason]:
    order = changing.order_form(facts)
    numbers = [line.order_line for line in facts.form.lines]
    for index, line in enumerate(facts.form.lines):
        path = f"lines.{index}"
        if order is None or line.old_product is None:
            last = len(order.lines) if order else 0
            yield Reason(_("say which line of the order it is, 1 to {last}")(last=last), f"{path}.order_line")
            continue
        if line.order_line in numbers[:index]:
            yield Reason(_("named twice"), f"{path}.order_line")
        if order.lines[line.order_line - 1].custom or changing.is_custom(facts, line.product or ""):
            yield Reason(_("custom goods: cancel the order and order anew"), f"{path}.product")
        elif line.price is None:
            yield Reason(_("has no price on the list"), f"{path}.product")
        if line.product in (None, line.old_product) and line.quantity in (None, line.old_quantity):
            yield Reason(_("nothing changes on this line"), path)


# --- the change itself --------------------------------------------------------------------------------------


@guard(_("amended on both papers themselves"))
def papers_amended(facts: Change) -> Iterator[Reason]:
    if facts.form.state is OrderState.PRINTED and not facts.form.amended_on_papers:
        yield Reason(_("write it on delivery note and courier slip, then say yes here"), "amended_on_papers")


@guard(_("new goods available"))
def goods_are_there(facts: Change) -> Iterator[Reason]:
    for product, more in changing.more_of(facts).items():
        free = sum((part for _place, part in changing.free_places(facts, product)), Decimal(0))
        if free < more:
            name = facts.name_of("products", product)
            yield Reason(_("{free} of {more} {product} are free")(free=free, more=more, product=name), "lines")


@guard(_("what is paid more has its way and does not exceed the order"))
def payment_fits(facts: Change) -> Iterator[Reason]:
    form, order = facts.form, changing.changed_form(facts)
    if not form.paid_more or order is None:
        return
    if not form.paid_by:
        yield Reason(_("say whether it came in cash or by bank"), "paid_by")
    left = max(ordering.total(order) - changing.held(facts), changing.NOTHING)
    if form.paid_more > left:
        yield Reason(_("the order has {amount} left to pay")(amount=left), "paid_more")


@guard(_("dearer: paid, or release and limit still hold"))
def difference_is_covered(facts: Change) -> Iterator[Reason | Message]:
    order, case = changing.changed_form(facts), hold.order_of(facts)
    if order is None or case is None or (facts.form.difference or 0) <= 0:
        return
    due = ordering.deposit_due(facts, order)
    short = due - changing.held(facts) - (facts.form.paid_more or changing.NOTHING)
    if short > 0:
        yield Reason(_("{amount} short: the difference is paid first")(amount=short), "paid_more")
    for why in order_release.uncovered(facts, order, case.number):
        yield _("not released: {reason}")(reason=why.said)


def reserve(booking: Changing, product: str, quantity: Decimal) -> None:
    """Claim goods for the change, until the shipment takes them over."""
    for (_product, location, lot), free in changing.free_places(booking, product):
        part = min(quantity, free)
        if part > 0:
            booking.reserve(product, location, part, lot=lot)
            quantity -= part


def book_payment(booking: Changing, order: Case) -> None:
    """Debit till or bank, credit the deposit held for the order."""
    form = booking.form
    amount, counter = form.paid_more or changing.NOTHING, form.counter or FRONT
    debit = Account("till", counter) if form.paid_by is Means.TILL else Account("bank")
    booking.post(debit, orders.deposit_account(form.customer, order.name), amount)
    form.received_more += amount
    form.paid_more = None


# --- yes, and the printer -----------------------------------------------------------------------------------


@guard(_("note read out, and not ahead of time"))
def note_was_read(facts: Change) -> Iterator[Reason]:
    if not facts.form.note_read:
        yield Reason(_("read the note to the customer first"), "note_read")
    if facts.form.confirmed_at and facts.form.confirmed_at > facts.now:
        yield Reason(_("that time has not come yet"), "confirmed_at")


@guard(_("red flag ticked"))
def flag_is_ticked(facts: Change) -> Iterator[Reason]:
    if not facts.form.as_kept and not facts.form.flag_ticked:
        yield Reason(_("look at the red flag, then tick it"), "flag_ticked")


def move_of(booking: Changing, shipment: Case, values: dict[str, Any]) -> tuple[str, dict[str, Any], str]:
    """Return the action of a shipment the change takes, with what is typed and the note."""
    if "lines" in values and not values["lines"]:
        return "void", {}, booking.form.note
    packed = orders.state_of(booking, shipment) is OrderState.PACKED
    return "unpack" if packed else "amend", values, booking.form.note


def refund_too_much(booking: Changing, order: Case) -> None:
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


# --- what is told -------------------------------------------------------------------------------------------


def about_the_invoice(facts: Change) -> Iterator[Message]:
    """A VAT wish below the limit is told that it accumulates."""
    order = changing.order_form(facts)
    if facts.form.kind is not ChangeKind.INVOICE or order is None or order.invoice is not Invoice.VAT:
        return
    limit = facts.money_policy("order-change.vat-from")
    if ordering.total(order) < limit:
        yield _("Tell the customer: below {limit} VAT invoices wait until more orders make it up")(limit=limit)
