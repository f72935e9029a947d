"""What the customer of a complaint is given through another case: goods taken back, money, another order — P31, P81, P114.

No money moves and no order changes on the complaint itself. The case is opened with what is known; it is handed in at
once where that is enough, otherwise its desk completes the draft, and the complaint is not solved before it has ended.
"""

from collections.abc import Iterator
from typing import Any

from db.cases import Case
from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.process import Reason, effect, guard
from workflows.library import sold_goods
from workflows.library.complaining import Complaint, ComplaintForm, Remedy, cost_of
from workflows.library.orders import SALES_ORDER
from workflows.library.paid_orders import NOTHING, REFUND, RETURN

CHANGE, CANCEL = "order-change", "order-cancel"
_PROCESS = {Remedy.CHANGE: CHANGE, Remedy.CANCEL: CANCEL, Remedy.RETURNED: RETURN}
"""Every other remedy is a kind of refund."""


def _order(facts: Complaint) -> Case | None:
    return facts.find_case(facts.form.remedy_order) if facts.form.remedy_order else None


def orders_offered(facts: Complaint) -> Iterator[Case]:
    """Yield the orders of the customer, once he is named, that are on their way or with him; the newest first."""
    if facts.form.customer:
        known = facts.cases_of(SALES_ORDER, customer=facts.form.customer)
        yield from (order for order in reversed(known) if order.submitted_at and order.ended in (None, "done"))


def _opens(remedy: Remedy) -> str:
    return _PROCESS.get(remedy, REFUND)


@guard(_("the order of this customer, and the amount that goes back"))
def remedy_is_known(facts: Complaint) -> Iterator[Reason]:
    form, order = facts.form, _order(facts)
    if form.remedy is None:
        return
    if order is None and form.remedy is not Remedy.COMPENSATION:
        yield Reason(_("name the order it is about"), "remedy_order")
    if order and form.customer and order.customer != form.customer:
        yield Reason(_("the order is another customer's: not the buyer"), "remedy_order")
    if _opens(form.remedy) == REFUND and not form.remedy_amount:
        yield Reason(_("say how much goes back"), "remedy_amount")


@guard(_("a compensation above the limit has consent"))
def compensation_is_covered(facts: Complaint) -> Iterator[Reason]:
    form, limit = facts.form, facts.money_policy("complaint.promise-limit")
    amount = form.remedy_amount or NOTHING
    if form.remedy is Remedy.COMPENSATION and amount > max(limit, cost_of(form.binding)):
        yield Reason(_("promise it first and take “Needs consent”: it is above {limit}")(limit=limit), "remedy_amount")


@guard(_("one need, one case"))
def not_opened_yet(facts: Complaint) -> Iterator[Message]:
    form = facts.form
    for child in facts.children(_opens(form.remedy)) if form.remedy else ():
        if not child.ended and form.remedy_order in (child.form.get("order"), child.form.get("sale")):
            yield _("{number} is open on it already")(number=child.name)


@effect(_("return, refund, order change or order cancellation opened with what is known"))
def open_remedy(booking: Booking[ComplaintForm]) -> None:
    form, order = booking.form, _order(booking)
    if form.remedy is None:
        return
    values: dict[str, Any] = {"customer": form.customer or (order.customer if order else None)}
    if form.remedy is Remedy.RETURNED:
        goods = sold_goods.as_lines(booking, order) if order else []
        values |= {"shape": "return", "sale": form.remedy_order, "lines": goods}
    elif _opens(form.remedy) == REFUND:
        values["order"] = form.remedy_order
        values |= {
            "source": booking.case.name, "kind": form.remedy.value, "amount": f"{form.remedy_amount}",
            "cause": form.cause or form.what,
        }  # fmt: skip
    else:
        proved = form.identity_by.value if form.identity_by else None
        values |= {"order": form.remedy_order, "identity_by": proved, "identity_fact": form.identity_fact}
        if form.remedy is Remedy.CANCEL:
            values["reason"] = form.what
    booking.open_case(_opens(form.remedy), {name: value for name, value in values.items() if value})
    form.remedy = form.remedy_order = form.remedy_amount = None
