"""What a counter sale books: the money and the goods at the till, who let them out at the exit — P19.

This is the only place where a sale over the counter and its cost are posted; what comes back is a return's.
"""

from collections.abc import Sequence

from db.message import _
from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.process import effect
from workflows.library import counter_sales as counter
from workflows.library.counter_sales import CounterForm, LooseLine, Payment, SoldLine
from workflows.library.member_calls import call_member
from workflows.library.subjects import goods_of
from workflows.posts import SERVICE_SUPERVISOR

Charging = Booking[CounterForm]
RECEIPT = "receipt"
SENT_BACK_TOO_OFTEN = 3
"""The send-back of one receipt of which the service supervisor is told."""

# --- at the till --------------------------------------------------------------------------------------------


@effect(_("sold and paid: till or bank; goods shop → customer at their cost"))
def charge(booking: Charging) -> None:
    """Debit till or bank, credit sales; debit cost of sales, credit stock."""
    form = booking.form
    form.payments = counter.paid(form.payments, form.total or counter.NOTHING)
    _sell(booking, form.lines, form.payments)


def _sell(booking: Charging, lines: Sequence[SoldLine | LooseLine], payments: Sequence[Payment]) -> None:
    form = booking.form
    for part in payments:
        booking.post(part.account(form.till), Account("sales"), part.amount or counter.NOTHING)
    for line in lines:
        cost = booking.move(line.product or "", counter.SHOP, "customer", line.quantity, lot=line.lot)
        booking.post(Account("cost-of-sales"), Account("stock"), cost)
    form.printed_on = booking.today


@effect(_("the rest is charged and added to the receipt, which is printed anew"))
def charge_rest(booking: Charging) -> None:
    form = booking.form
    more = counter.paid(form.rest, form.due or counter.NOTHING)
    _sell(booking, form.extra, more)
    form.lines = [*form.lines, *(_as_sold(booking, line) for line in form.extra)]
    form.payments = [*form.payments, *more]
    form.total, form.pieces = counter.sum_of(form.lines), counter.pieces(booking, form.lines)
    _check_anew(form)
    booking.issue(RECEIPT)


def _as_sold(booking: Charging, line: LooseLine) -> SoldLine:
    barcode = booking.record("products", line.product or "").get("barcode")
    return SoldLine(**line.model_dump(exclude={"product"}), product=line.product or "", barcode=barcode)


@effect(_("nothing is booked; the receipt is checked again"))
def put_back(booking: Charging) -> None:
    booking.form.received = booking.form.change = None
    _check_anew(booking.form)


def _check_anew(form: CounterForm) -> None:
    """What was counted is counted again with what leaves now."""
    form.extra, form.rest, form.due, form.seen = [], [], None, None


# --- at the exit --------------------------------------------------------------------------------------------


@effect(_("time and guard on the receipt"))
def let_out(booking: Charging) -> None:
    form = booking.form
    form.let_out_at, form.let_out_by = booking.now, booking.employee_of(booking.person_id) or None


@effect(_("marked as not seen leaving"))
def mark_unseen(booking: Charging) -> None:
    booking.form.unseen = True


@effect(_("cash is counted anew at the till; the service supervisor is told of the third time"))
def send_to_till(booking: Charging) -> None:
    form = booking.form
    form.received, form.change, form.due = None, counter.NOTHING, counter.NOTHING
    if len(booking.taken("to-till")) == SENT_BACK_TOO_OFTEN:
        said = _("{number} was sent to the till {times} times")
        booking.tell(booking.holders(SERVICE_SUPERVISOR), said(number=booking.case.name, times=SENT_BACK_TOO_OFTEN))


@effect(_("a member is asked about it within some days"))
def ask_member(booking: Charging) -> None:
    form = booking.form
    cashier = booking.employee_of(booking.case.requester_id) or None
    call_member(booking, form.customer, goods_of(booking, form.lines), cashier)
