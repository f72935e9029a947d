"""Money that comes in for an order, and goes back where it was not enough — P98, P101."""

from datetime import datetime
from decimal import Decimal

from db.message import _
from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.facts import Facts
from workflows.engine.process import effect
from workflows.library import order_checks as check
from workflows.library import order_delivery, orders
from workflows.library.ordering import ZERO, Means, Receipt, SalesOrderForm, received

Booked = Booking[SalesOrderForm]
FRONT = "front"
"""The counter cash comes in at where none is named."""


@effect(_("received, held for the order"))
def hold_receipt(booking: Booked) -> None:
    _book_receipt(booking, orders.deposit_account(booking.form.customer, booking.case.name))


@effect(_("received against the receivable; commission and fee booked"))
def settle_receipt(booking: Booked) -> None:
    met = _book_receipt(booking, Account("receivable", booking.form.customer))
    orders.book_commission(booking, booking.case, met)


def _book_receipt(booking: Booked, credit: Account) -> Decimal:
    """Book what was typed as received: bank or till against `credit`; return the amount, yuan."""
    form = booking.form
    amount, counter = form.amount_received or ZERO, form.counter or FRONT
    cash = form.means is Means.TILL
    booking.post(Account("till", counter) if cash else Account("bank"), credit, amount)
    receipt = Receipt(on=booking.today, amount=amount, means=form.means, counter=counter if cash else None)
    form.receipts = [*form.receipts, receipt]
    form.amount_received = form.means = None
    form.counter = ""
    return amount


@effect(_("reservation given back, what was paid goes to a refund"))
def refund_what_was_paid(booking: Booked) -> None:
    form, number = booking.form, booking.case.name
    if paid := received(form):
        values = {
            "source": number, "kind": "before-shipping", "order": number, "customer": form.customer,
            "amount": f"{paid}", "cause": booking.note,
        }  # fmt: skip
        booking.open_case("refund", values)


@effect(_("paid in full: a member is asked about it within some days"))
def ask_member(booking: Booked) -> None:
    if check.is_paid.holds(booking):
        order_delivery.call_member(booking)


def payment_limit(facts: Facts[SalesOrderForm]) -> datetime | None:
    """Return until when the money due is paid: the policy's time from when it was first asked, twice once extended."""
    asked = next((made.at for made in facts.decisions if made.target == "payment"), facts.now)
    limit = facts.policy("sales-order.payment")
    until: datetime = limit.after(asked, facts.calendar)
    extended = facts.action == "extend" or facts.taken("extend")
    return limit.after(until, facts.calendar) if extended else until
