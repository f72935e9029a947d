"""Money that comes in for an order, and goes back where it was not enough — P98, P101."""

from datetime import datetime
from decimal import Decimal

from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.facts import Facts
from workflows.library.ordering import ZERO, Means, Receipt, SalesOrderForm, received

FRONT = "front"
"""The counter cash comes in at where none is named."""


def book_receipt(booking: Booking[SalesOrderForm], credit: Account) -> Decimal:
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


def open_refund(booking: Booking[SalesOrderForm]) -> None:
    """Open the refund of everything that was paid for an order that will not be shipped."""
    form, number = booking.form, booking.case.name
    if paid := received(form):
        values = {
            "source": number, "kind": "before-shipping", "order": number, "customer": form.customer,
            "amount": f"{paid}", "cause": booking.note,
        }  # fmt: skip
        booking.open_case("refund", values)


def payment_limit(facts: Facts[SalesOrderForm]) -> datetime | None:
    """Return until when the money due is paid: the policy's time from when it was first asked, twice once extended."""
    asked = next((made.at for made in facts.decisions if made.target == "payment"), facts.now)
    limit = facts.policy("sales-order.payment")
    until: datetime = limit.after(asked, facts.calendar)
    extended = facts.action == "extend" or facts.taken("extend")
    return limit.after(until, facts.calendar) if extended else until
