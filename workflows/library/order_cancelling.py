"""The cancellation of an order (订单取消单): its form, what was paid for it, what goes back to its place — P79."""

from collections.abc import Iterator
from decimal import Decimal

from db.cases import Case
from db.message import Message, _
from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.facts import Facts
from workflows.engine.form import (
    CaseRef,
    Count,
    CustomerRef,
    Form,
    Line,
    LocationRef,
    LongText,
    Money,
    ProductRef,
    Text,
    field,
)
from workflows.engine.process import Reason, condition, effect, guard
from workflows.library import order_hold as hold
from workflows.library import ordering, orders, paid_orders, picking
from workflows.library.identity import ProvedBy
from workflows.library.order_hold import Papers
from workflows.library.ordering import OrderLine, SalesOrderRef
from workflows.library.orders import OrderState
from workflows.library.paid_orders import Means
from workflows.library.quoting import LineNumber
from workflows.posts import PLANNER, SHIPPING_CLERK, STOREKEEPER, WORKSHOP_LEAD

# --- form ---------------------------------------------------------------------------------------------------


class CancelledLine(Line):
    """A line of the order that is cancelled; nothing of it has left."""

    order_line: LineNumber = field(_("Order line"))
    product: ProductRef | None = field(_("Product"), read=True)
    quantity: Count | None = field(_("Quantity"), read=True)


class Pieces(Line):
    """Picked goods of a shipment that go back to their place."""

    shipment: CaseRef | None = field(_("Shipment"), read=True)
    product: ProductRef | None = field(_("Product"), read=True)
    lot: Text = field(_("Lot"), default="", read=True)
    location: LocationRef | None = field(_("Back to"), read=True)
    picked: Count | None = field(_("Quantity picked"), read=True, total=True)
    counted: Count | None = field(_("Counted back"), default=None, total=True)


class PaidPart(Line):
    """A part of what was paid, by the way it came and goes back."""

    means: Means | None = field(_("Paid by"), read=True)
    where: Text = field(_("Till, card or account"), default="", read=True)
    amount: Money | None = field(_("Paid"), read=True, total=True)


class OrderCancelForm(Form):
    customer: CustomerRef = field(_("Customer"))
    order: SalesOrderRef = field(_("Order"))
    identity_by: ProvedBy = field(_("Identity confirmed by"))
    identity_fact: Text = field(_("The fact itself"))
    only: list[CancelledLine] = field(_("Lines"), default_factory=list, hint=_("empty: the whole order"))
    reason: LongText = field(_("Reason"))
    state: OrderState | None = field(_("State when handed in"), read=True)
    paid: Money | None = field(_("Paid"), read=True)
    payments: list[PaidPart] = field(_("Payments"), read=True, default_factory=list)
    note: Text = field(_("Red-flag note"), default="", read=True)
    kept: Money = field(_("Deposit kept"), default=Decimal("0.00"))
    papers: list[Papers] = field(_("Papers and parcels"), default_factory=list)
    pieces: list[Pieces] = field(_("Goods to shelve"), default_factory=list)
    refund_case: CaseRef | None = field(_("Refund"), read=True)
    courier_word: Text = field(_("Word of the courier"), default="", hint=_("what was said, and by whom"))
    customer_told: Text = field(_("Customer told"), default="", hint=_("when and how"))

    @property
    def numbers(self) -> list[int]:
        """The lines it is about; none: the order as a whole."""
        return [line.order_line for line in self.only or ()]


Cancel = Facts[OrderCancelForm]
Cancelling = Booking[OrderCancelForm]
NOTHING = Decimal("0.00")

# --- where it goes ------------------------------------------------------------------------------------------


def paid_now(facts: Cancel) -> Decimal:
    """What was paid for the order and has not been given back, yuan."""
    order = hold.order_of(facts)
    if order is None:
        return NOTHING
    return paid_orders.paid_in_all(facts, order) - paid_orders.amount_of(paid_orders.refunds_of(facts, order))


def is_whole(facts: Cancel) -> bool:
    """Whether nothing is left of the order: no line is named, or every line that still stands."""
    order, numbers = hold.order_of(facts), facts.form.numbers
    lines = orders.form_of(facts, order).lines if order else []
    return not numbers or all(line.cancelled or number in numbers for number, line in enumerate(lines, 1))


def to_refund(facts: Cancel) -> Decimal:
    """What was paid, less what is kept; of single lines what is held beyond what the others need before they leave."""
    order = hold.order_of(facts)
    if order is None or is_whole(facts):
        return paid_now(facts) - facts.form.kept
    form = orders.form_of(facts, order)
    for number in facts.form.numbers:
        form.lines[number - 1].cancelled = True
    rest = form.model_copy(update={"lines": [line for line in form.lines if not line.shipped]})
    claims = [case for case in paid_orders.refunds_of(facts, order) if not paid_orders.is_paid(case)]
    held = paid_orders.deposit_left(facts, order) - paid_orders.amount_of(claims)
    return max(held - ordering.deposit_due(facts, rest), NOTHING)


def _lines(facts: Cancel, order: Case) -> list[OrderLine]:
    """The lines that are cancelled."""
    numbered = enumerate(orders.form_of(facts, order).lines, 1)
    return [line for number, line in numbered if not line.cancelled and number in (facts.form.numbers or [number])]


@condition(_("custom product, production started"))
def is_in_production(facts: Cancel) -> bool:
    """Without a production order kept here, goods made to order count as begun when their order is in delivery."""
    order = hold.order_of(facts)
    if order is None or hold.is_shipped.holds(facts) or not any(line.custom for line in _lines(facts, order)):
        return False
    begun = facts.cases_of("production-order", customer=order.customer)
    if "production-order" not in facts.company.catalogue.processes:
        return True
    return any(case.submitted_at and case.form.get("order") == order.number for case in begun)


@condition(_("printed or packed"))
def has_papers(facts: Cancel) -> bool:
    return hold.is_printed.holds(facts) or hold.is_packed.holds(facts)


@condition(_("papers or parcel in hand"))
def is_in_hand(facts: Cancel) -> bool:
    return bool(facts.taken("in-hand"))


@condition(_("something was paid"))
def was_paid(facts: Cancel) -> bool:
    return to_refund(facts) > 0


# --- rules --------------------------------------------------------------------------------------------------


@guard(_("lines of the order, each once and not cancelled yet"))
def lines_stand(facts: Cancel) -> Iterator[Reason]:
    order, numbers = hold.order_of(facts), facts.form.numbers
    lines = orders.form_of(facts, order).lines if order else []
    for index, number in enumerate(numbers):
        path = f"only.{index}.order_line"
        if number > len(lines):
            yield Reason(_("say which line of the order it is, 1 to {last}")(last=len(lines)), path)
        elif number in numbers[:index]:
            yield Reason(_("named twice"), path)
        elif lines[number - 1].cancelled:
            yield Reason(_("is cancelled"), path)


@effect(_("the order stands still; red-flag note; shipping clerk and storekeepers are told"))
def stop(booking: Cancelling) -> None:
    form, order = booking.form, hold.order_of(booking)
    hold.stop.book(booking)
    if order:
        for line in form.only:
            ordered = orders.form_of(booking, order).lines[line.order_line - 1]
            line.product, line.quantity = ordered.product, ordered.quantity
    named = f"第{'、'.join(map(str, form.numbers))}行" if form.only else ""
    form.note = hold.signed(booking, f"客户要求取消订单{named}")
    form.paid = paid_now(booking)
    parts = paid_orders.paid_for(booking, order) if order else []
    form.payments = [PaidPart(means=part.means, where=part.where, amount=part.amount) for part in parts]
    booking.tell(
        booking.holders(SHIPPING_CLERK, STOREKEEPER),
        _("{number}: order {order} is cancelled, leave it where it is")(number=booking.case.name, order=form.order),
    )


@guard(_("no more is kept than is held"))
def within_deposit(facts: Cancel) -> Iterator[Reason]:
    order = hold.order_of(facts)
    held = paid_orders.deposit_left(facts, order) if order else NOTHING
    if facts.form.kept > held:
        yield Reason(_("{held} is held for the order")(held=held), "kept")


@effect(_("part of the deposit kept; production is told"))
def keep_part(booking: Cancelling) -> None:
    order = hold.order_of(booking)
    if held := paid_orders.deposit_of(booking, order) if order else None:
        booking.post(held, Account("other-income"), booking.form.kept)
    said = _("{number}: order {order} is cancelled, stop making its goods")
    booking.tell(booking.holders(PLANNER, WORKSHOP_LEAD), said(number=booking.case.name, order=booking.form.order))


@effect(_("what was kept is held again; papers and parcels go back as they were"))
def let_go(booking: Cancelling) -> None:
    for made in booking.taken("agree", "consent"):
        booking.reverse_postings(made)
    booking.form.kept = NOTHING
    said = _("{number}: the customer keeps order {order}, go on with it")
    booking.tell(booking.holders(SHIPPING_CLERK, STOREKEEPER), said(number=booking.case.name, order=booking.form.order))


@effect(_("shipments voided, lines or order cancelled, reservations released"))
def void_all(booking: Cancelling) -> None:
    for shipment in hold.open_shipments(booking):
        booking.take(shipment, "void", note=booking.form.note)
    if order := hold.order_of(booking):
        booking.take(order, "cancelled" if is_whole(booking) else "lines-cancelled", note=booking.form.note)


@effect(_("refund opened for what was paid, less what is kept"))
def open_refund(booking: Cancelling) -> None:
    form, amount = booking.form, to_refund(booking)
    values = {"source": booking.case.name, "kind": "before-shipping", "order": form.order, "customer": form.customer}
    booking.open_case("refund", {**values, "amount": f"{amount}", "cause": form.reason})


@guard(_("refund settled: what was paid, less what is kept"))
def refund_is_settled(facts: Cancel) -> Iterator[Message]:
    refunds = facts.children("refund")
    for case in refunds:
        if not case.ended:
            yield _("{number} is not settled")(number=case.name)
    rest = to_refund(facts)
    if rest > 0 and all(case.ended for case in refunds):
        yield _("{amount} is still to be refunded")(amount=rest)


@guard(_("the last refund has ended without paying everything"))
def refund_is_missing(facts: Cancel) -> Iterator[Message]:
    for case in facts.children("refund"):
        if not case.ended:
            yield _("{number} is under way")(number=case.name)
    if to_refund(facts) <= 0:
        yield _("everything is refunded")


@effect(_("refund noted"))
def note_refund(booking: Cancelling) -> None:
    refunds = booking.children("refund")
    booking.form.refund_case = refunds[-1].number if refunds else None


@effect(_("goods to shelve listed"))
def list_pieces(booking: Cancelling) -> None:
    booking.form.pieces = [
        Pieces(shipment=shipment.number, product=product, lot=lot, location=location, picked=quantity)
        for shipment in hold.open_shipments(booking)
        for (product, location, lot), quantity in picking.out_by_place(booking, shipment).items()
    ]


def anything_picked(facts: Cancel) -> bool:
    return any(picking.out_by_place(facts, shipment) for shipment in hold.open_shipments(facts))


@guard(_("pieces counted as picked"))
def all_counted(facts: Cancel) -> Iterator[Reason]:
    for index, row in enumerate(facts.form.pieces):
        if row.counted != row.picked:
            said = _("{counted} counted, {picked} were picked: look for the rest")
            yield Reason(said(counted=row.counted or 0, picked=row.picked or 0), f"pieces.{index}.counted")


@effect(_("return opened for the goods; it asks for their money when they are in"))
def open_return(booking: Cancelling) -> None:
    booking.open_case(paid_orders.RETURN, hold.return_form(booking, booking.form.numbers))


def brief(facts: Cancel) -> Iterator[Message]:
    form = facts.form
    yield from hold.brief_of_order(facts)
    # What was paid when it was handed in: once it is refunded, nothing of it is left that could be told.
    paid = form.paid or NOTHING
    yield _("Paid {paid}, kept {kept}, to refund {rest}")(paid=paid, kept=form.kept, rest=paid - form.kept)
