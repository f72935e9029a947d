"""What a refund books: the claim against its order, the money that goes back, the commission that follows — P81."""

from decimal import Decimal
from typing import Any

from db.cases import Case
from db.message import _
from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.process import effect
from workflows.library import orders, paid_orders
from workflows.library.callbacks import open_call
from workflows.library.customers import is_member
from workflows.library.important_matters import Matter, open_matter
from workflows.library.paid_orders import NOTHING, Means, Paid
from workflows.library.refund_checks import is_important
from workflows.library.refunding import HELD, Public, Refund, RefundForm, RefundKind, order_of, others
from workflows.posts import SERVICE_SUPERVISOR

# --- the claim ----------------------------------------------------------------------------------------------


@effect(_("amount claimed against the order; an important dispute becomes an important matter"))
def claim(booking: Booking[RefundForm]) -> None:
    """The claim is this case itself, as long as it is open and not at its draft; see `paid_orders.refunds_of`."""
    form = booking.form
    if is_important(booking):
        booking.tell(
            booking.holders(SERVICE_SUPERVISOR),
            _("{number}: an important dispute over {amount}, yours to lead")(
                number=booking.case.name, amount=form.amount
            ),
        )
        open_matter(
            booking, Matter.CUSTOMER, what=form.cause or booking.case.subject, where=form.platform_number,
            at=booking.now, amount=form.amount, outsiders=form.public is Public.PRESS,
        )  # fmt: skip


# --- the money ----------------------------------------------------------------------------------------------


def _debit(facts: Refund) -> Account:
    order = order_of(facts)
    if facts.form.kind is RefundKind.COMPENSATION:
        return Account("expense", "service")
    held = paid_orders.deposit_of(facts, order) if order and facts.form.kind in HELD else None
    return held or Account("refunds")


@effect(_("paid the way it came; commission follows the amount"))
def pay_back(booking: Booking[RefundForm]) -> None:
    """Debit deposit (held), expense[service] (compensation) or refunds; credit till, card, bank or receivable."""
    form, debit = booking.form, _debit(booking)
    if debit.name == "refunds" and (order := order_of(booking)):
        take_back_commission(booking, order, form.amount, others(booking))
    for part in form.payments:
        where = part.where or (form.customer or "" if part.means is Means.ACCOUNT else "")
        to = Paid(part.means or Means.BANK, where, part.to_return or NOTHING)
        booking.post(debit, to.account, to.amount)
    form.paid_on, form.bank_return = booking.today, ""
    _end_settlement(booking)


def _end_settlement(booking: Booking[RefundForm]) -> None:
    """A refund on account that leaves nothing open ends the settlement of its order."""
    order = orders.find(booking, booking.form.order)
    if order is None or orders.receivable_of(booking, order) > 0:
        return
    if any(task.step == "settle" for task in booking.company.cases.open_tasks(order.id)):
        booking.take(order, "nothing-open")


def take_back_commission(booking: Booking[Any], order: Case, amount: Decimal, before: list[Case]) -> None:
    """In proportion to what was paid; what pays the rest takes what is left of the commission.

    before: the other refunds and returns of the order.
    """
    for employee, part in paid_orders.commission_to_take_back(booking, order, amount, before).items():
        booking.post(Account("commission", employee), Account("selling-expense"), part)


@effect(_("opposite entries: the money is back from the bank"))
def book_opposite(booking: Booking[RefundForm]) -> None:
    booking.reverse_postings(booking.taken("paid", "pay")[-1])
    booking.form.paid_on = None


@effect(_("claim closed; members are called"))
def close(booking: Booking[RefundForm]) -> None:
    customer = booking.form.customer
    if customer and is_member(booking, customer):
        phones = booking.record("customers", customer).get("phones") or [""]
        open_call(
            booking, "after-sale", customer=customer, name=booking.name_of("customers", customer), phone=phones[0],
            item=booking.case.subject, ended=booking.now,
            handled_by=booking.employee_of(booking.case.requester_id) or None,
        )  # fmt: skip
