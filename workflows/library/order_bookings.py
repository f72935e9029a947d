"""What a sales order books about goods, promises and its release — P98, P99, P101. Its money is in `order_receipts`."""

from db.message import _
from workflows.engine.booking import Booking
from workflows.engine.process import effect
from workflows.library import order_checks as check
from workflows.library import order_delivery, order_release, orders
from workflows.library.ordering import SalesOrderForm
from workflows.posts import PURCHASER, STOREKEEPER, WORKSHOP_LEAD

Booked = Booking[SalesOrderForm]


@effect(_("what is in stock is reserved, the rest marked short; regular goods promised"))
def reserve(booking: Booked) -> None:
    order_delivery.reserve(booking, custom=False)
    order_delivery.promise_regular(booking)


@effect(_("the order is promised for its last line; the sections are told"))
def promise(booking: Booked) -> None:
    order_delivery.promise_all(booking.form)
    told = booking.holders(WORKSHOP_LEAD, PURCHASER, STOREKEEPER)
    booking.tell(told, _("{number} is planned for {day}")(number=booking.case.name, day=booking.form.promise or ""))


@effect(_("release recorded: reasons, exposure before and after, limit"))
def record_release(booking: Booked) -> None:
    if not check.asks_more.holds(booking):
        form = booking.form
        form.releases = [*form.releases, order_release.record(booking, form, booking.case.number)]


@effect(_("first time: shipment, production, purchasing, supply plan, follow-up, export opened; sample fee moved"))
def begin_delivery(booking: Booked) -> None:
    if booking.company.cases.last_round(booking.case.id, "delivery") == 1:
        order_delivery.open_all(booking)


@effect(_("goods that have come in are reserved; with part deliveries they are shipped"))
def reserve_more(booking: Booked) -> None:
    order_delivery.recount(booking)
    order_delivery.reserve(booking, custom=True)
    if booking.form.parts:
        order_delivery.open_shipment(booking, everything=False)
    for shipment in orders.shipments_of(booking, booking.case):
        booking.take(shipment, "goods-in", if_it_may=True)


@effect(_("what has passed the gate is noted, payment falls due"))
def note_shipped(booking: Booked) -> None:
    order_delivery.recount(booking)
    if orders.receivable_of(booking, booking.case) > 0:
        booking.form.due_on = order_delivery.due_date(booking)


@effect(_("amounts and deposit worked out anew"))
def note_change(booking: Booked) -> None:
    booking.process.work_out(booking)
    order_delivery.recount(booking)


@effect(_("lines cancelled, amounts and deposit worked out anew; what is left is reserved and shipped anew"))
def cancel_lines(booking: Booked) -> None:
    """Their shipments are void by now; the goods of the other lines on them are free, and no one else's yet."""
    form, cases = booking.form, booking.company.cases
    cancelling = cases.case(cases.decision(booking.decision.via_id or 0).case_id or 0)
    for row in cancelling.form["only"]:
        form.lines[int(row["order_line"]) - 1].cancelled = True
    booking.release_reservations()
    booking.process.work_out(booking)
    order_delivery.recount(booking)
    order_delivery.reserve(booking, custom=True)
    order_delivery.open_shipment(booking, everything=not form.parts)


@effect(_("promised anew, both dates are kept"))
def promise_anew(booking: Booked) -> None:
    order_delivery.promise_all(booking.form)
