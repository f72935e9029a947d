"""What an order of purchase books, from its approval to its payment — P16, P56, P59."""

from decimal import Decimal

from db.cases import Case
from db.message import _
from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.process import effect
from workflows.library import deliveries, purchasing
from workflows.library import purchase_checks as check
from workflows.library.purchasing import PurchaseLine, PurchaseOrderForm
from workflows.library.shortage import SALES_ORDER, Needs


@effect(_("from now on the quantity counts as on order"))
def note_approval(booking: Booking[PurchaseOrderForm]) -> None:
    for line in booking.form.lines:
        line.approved_quantity, line.approved_price = line.quantity, line.price
        line.approved_date = max(line.needed_by, line.promised or line.needed_by)


@effect(_("promised dates stand"))
def note_promises(booking: Booking[PurchaseOrderForm]) -> None:
    for line in booking.form.lines:
        line.promised = line.promised or line.approved_date


@effect(_("advance paid"))
def pay_advance(booking: Booking[PurchaseOrderForm]) -> None:
    advance = booking.form.advance or purchasing.NOTHING
    booking.post(Account("supplier-advance", booking.form.party), Account("bank"), advance)


@effect(_("salespeople who wait learn of the later date"))
def tell_who_waits(booking: Booking[PurchaseOrderForm]) -> None:
    needs, changes = Needs(booking), {path: (was, now) for path, was, now in booking.decision.changes}
    for index, line in enumerate(booking.form.lines):
        was, now = changes.get(f"lines.{index}.promised", (None, None))
        if not now or now <= (was or ""):
            continue
        for order in _waiting(booking, needs, line):
            owner = booking.owner_of(order.customer) if order.customer else None
            said = _("{product} for {number} comes later: {day}, says {supplier}")(
                product=booking.name_of("products", line.product), number=order.name, day=line.promised or "",
                supplier=booking.name_of("suppliers", booking.form.party),
            )  # fmt: skip
            booking.tell({owner or order.requester_id}, said, about=order)


def _waiting(booking: Booking[PurchaseOrderForm], needs: Needs, line: PurchaseLine) -> list[Case]:
    """Whom goods of a line are bought for; of those bought for the stock as a whole, every order that waits for them."""
    if line.demand:
        order = booking.find_case(line.demand)
        return [order] if order else []
    waiting = (one.case for one in needs.waiting_for(line.product) if one.case.process == SALES_ORDER)
    return list({order.id: order for order in waiting}.values())


@effect(_("the rest is cancelled, no longer on order"))
def cancel_rest(booking: Booking[PurchaseOrderForm]) -> None:
    states = deliveries.deliveries_of(booking, booking.case).lines(booking.case)
    for line, state in zip(booking.form.lines, states, strict=True):
        line.cancelled = (line.cancelled or Decimal(0)) + state.open


@effect(_("payable settled: from the advance, the rest by bank; what is left of the advance comes back"))
def pay(booking: Booking[PurchaseOrderForm]) -> None:
    due, payable = check.to_pay(booking), Account("payable", booking.form.party)
    advance, left = Account("supplier-advance", booking.form.party), purchasing.NOTHING
    if booking.form.advance:
        left = booking.form.advance - deliveries.deliveries_of(booking, booking.case).reclaimed(booking.case)
    booking.post(payable, advance, min(due, left))
    booking.post(payable, Account("bank"), max(purchasing.NOTHING, due - left))
    booking.post(Account("bank"), advance, max(purchasing.NOTHING, left - due))
