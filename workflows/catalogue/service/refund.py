"""Refund and dispute (退款与维权) — P81.

Money goes back the way it came, part by part, and never more than was paid: an amount is claimed against its order when
the refund is handed in. What was paid before shipping goes straight to whoever pays; returned goods wait for their
verdict; in a dispute the evidence goes to the platform before its deadline, and its ruling decides. Everything else is
approved by amount. The refund is done when the customer has said that the money arrived.
"""

from workflows.engine.language import *
from workflows.library import orders, paid_orders
from workflows.library import refund_checks as checks
from workflows.library.callbacks import open_call
from workflows.library.customers import is_member
from workflows.library.important_matters import Matter, open_matter
from workflows.library.paid_orders import NOTHING, Means, Paid
from workflows.library.refunding import (
    HELD,
    Public,
    Refund,
    RefundForm,
    RefundKind,
    brief,
    cause_is_known,
    dispute_is_known,
    is_still_held,
    most,
    order_is_paid,
    order_of,
    others,
    pays_out,
    spread_over_payments,
    subject,
    within_what_was_paid,
)
from workflows.posts import AFTER_SALES, CASHIER, FINANCE, GENERAL_MANAGER, SALES_MANAGER, SERVICE, SERVICE_SUPERVISOR

# --- where it goes ------------------------------------------------------------------------------------------


@condition(_("before shipping or sample fee, all of it"))
def is_full_and_held(facts: Refund) -> bool:
    order = order_of(facts)
    return facts.form.kind in HELD and order is not None and facts.form.amount == most(facts, order)


@condition(_("goods returned"))
def waits_for_goods(facts: Refund) -> bool:
    return facts.form.kind is RefundKind.RETURNED


@condition(_("dispute"))
def is_disputed(facts: Refund) -> bool:
    return facts.form.kind is RefundKind.DISPUTE


def is_important(facts: Refund) -> bool:
    """A dispute that the service supervisor leads himself."""
    form = facts.form
    large = (form.amount or NOTHING) >= facts.money_policy("refund.important")
    return form.kind is RefundKind.DISPUTE and (large or form.public is not Public.NO)


def is_ordinary(facts: Refund) -> bool:
    return not is_important(facts)


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


# --- payment ------------------------------------------------------------------------------------------------


def at_counter(facts: Refund) -> bool:
    return pays_out(facts, Means.CASH, Means.CARD)


def by_finance(facts: Refund) -> bool:
    return pays_out(facts, Means.BANK, Means.ACCOUNT) or not at_counter(facts)


def approvers(facts: Refund) -> Iterable[int]:
    return {made.person_id for made in facts.taken("approve", "approve")}


@guard(_("paid to the account it came from"))
def account_is_named(facts: Refund) -> Iterator[Reason]:
    if pays_out(facts, Means.BANK) and not facts.form.account:
        yield Reason(_("name the account the customer paid from"), "account")


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
    if debit.name == "refunds":
        _take_back_commission(booking)
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


def _take_back_commission(booking: Booking[RefundForm]) -> None:
    """In proportion to what was paid; the refund that returns the rest takes what is left of the commission."""
    if order := order_of(booking):
        amounts = paid_orders.commission_to_take_back(booking, order, booking.form.amount, others(booking))
        for employee, amount in amounts.items():
            booking.post(Account("commission", employee), Account("selling-expense"), amount)


@effect(_("opposite entries: the money is back from the bank"))
def book_opposite(booking: Booking[RefundForm]) -> None:
    booking.reverse_postings(booking.taken("paid", "pay")[-1])
    booking.form.paid_on = None


@guard(_("the day has come"))
def has_arrived(facts: Refund) -> Iterator[Reason]:
    if facts.form.arrived_on and facts.form.arrived_on > facts.today:
        yield Reason(_("that day has not come yet"), "arrived_on")


@effect(_("claim closed; members are called"))
def close(booking: Booking[RefundForm]) -> None:
    customer = booking.form.customer
    if customer and is_member(booking, customer):
        phones = booking.record("customers", customer).get("phones") or [""]
        open_call(
            booking, "after-sale", customer=customer, name=booking.name_of("customers", customer), phone=phones[0],
            item=booking.case.subject, ended=booking.now, member=True,
            handled_by=booking.employee_of(booking.case.requester_id) or None,
        )  # fmt: skip


# --- the procedure ------------------------------------------------------------------------------------------

_ABOVE_FIRST, _ABOVE_SECOND = _("above the first limit"), _("above the second limit")
_LEADER = all_of(
    When(_("ordinary dispute"), is_ordinary, AFTER_SALES),
    When(_("important dispute"), is_important, SERVICE_SUPERVISOR),
)

REFUND = Process(
    "refund",
    _("Refund and dispute"),
    desk=SERVICE,
    prefix="RF",
    form=RefundForm,
    covers=("P81",),
    derive=spread_over_payments,
    subject=subject,
    brief=brief,
    amount=lambda facts: facts.form.amount,
    customer=lambda facts: facts.form.customer or "",
    rank=lambda facts: 0 if facts.form.kind is RefundKind.DISPUTE else 1,
    protected=("order", "kind", "account"),
    steps=[
        Draft(
            by=AFTER_SALES, within=business_hours(4),
            to=first_of((is_full_and_held, "pay"), (waits_for_goods, "goods"), (is_disputed, "evidence"), "approve"),
            guards=[order_is_paid, cause_is_known, within_what_was_paid, is_still_held, dispute_is_known], effects=[claim],
            edits=(
                "source", "kind", "order", "customer", "amount", "cause", "goods_back", "platform_number", "deadline",
                "public", "means", "counter", "evidence", "account",
            ),
        ),
        Work(
            "goods", _("goods"), AFTER_SALES, within=days(15), edits=("goods_back", "verdict", "amount"),
            actions=[
                Approve("approve", "right", _("Goods are right"), requires=["verdict"],
                        guards=[checks.goods_are_back, checks.amount_unchanged]),
                Approve("approve", "reduced", _("Reduced"), requires=["verdict"],
                        guards=[checks.goods_are_back, checks.is_reduced]),
                Reject("refused", "not-ours", _("Not ours, or used"), requires=["verdict"], guards=[checks.goods_are_back]),
                Reject("refused", "not-back", _("Not back"), guards=[checks.goods_stay_away]),
            ],
        ),
        Work(
            "evidence", _("evidence"), _LEADER, within=business_days(1),
            not_after=Until(_("a day before the platform's deadline"), checks.a_day_before_deadline),
            edits=("evidence", "ruling_by"),
            actions=[
                Approve("ruling", "sent", _("Evidence sent"), guards=[checks.has_evidence]),
                Approve("approve", "give-in", _("Give in")),
            ],
        ),
        Work(
            "ruling", _("ruling"), _LEADER, within=Until(_("the platform's day"), checks.ruling_due),
            edits=("ruling_number", "ruling", "amount"),
            actions=[
                Approve("approve", "for-customer", _("For the customer"), requires=["ruling_number", "ruling"],
                        guards=[checks.amount_unchanged]),
                Approve("approve", "settled", _("Settled"), requires=["ruling_number", "ruling"],
                        guards=[within_what_was_paid]),
                Reject("rejected", "for-us", _("For us"), requires=["ruling_number", "ruling"]),
            ],
        ),
        Step(
            "approve", _("approval"), within=business_hours(4),
            by=in_order(
                SERVICE_SUPERVISOR, When(_ABOVE_FIRST, checks.above_first_tier, SALES_MANAGER),
                When(_ABOVE_SECOND, checks.above_second_tier, GENERAL_MANAGER),
            ),
            actions=[Approve("pay"), SendBack("draft"), Reject("refused", guards=[checks.not_ruled_for_customer])],
        ),
        Work(
            "pay", _("payment"), within=business_days(1), edits=("account", "slip"), barred=approvers,
            by=all_of(When(_("cash or card"), at_counter, CASHIER), When(_("otherwise"), by_finance, FINANCE)),
            actions=[
                Approve("confirm", "paid", _("Paid"), guards=[account_is_named], effects=[pay_back], irreversible=True),
                SendBack("draft", "account-wrong", _("Account wrong")),
            ],
        ),
        Work(
            "confirm", _("confirmation"), AFTER_SALES, within=days(3), edits=("arrived_on", "arrived_how", "bank_return"),
            actions=[
                Approve("done", "arrived", _("Arrived"), requires=["arrived_on", "arrived_how"],
                        guards=[has_arrived], effects=[close]),
                Action("not-arrived", _("Not arrived"), "pay", Kind.OTHER, reason=True, requires=["bank_return"],
                       effects=[book_opposite]),
            ],
        ),
        End("done", _("done")),
        End("refused", _("refused"), purpose=False),
        End("rejected", _("rejected by the platform"), purpose=False),
        End("withdrawn", _("withdrawn"), purpose=False),
    ],
    policies=[
        Policy("refund.tiers", (Decimal("500.00"), Decimal("5000.00")), kind="list", importance="authority",
               title=_("refunds up to which the service supervisor, then the sales manager too, decide")),
        Policy("refund.important", Decimal("5000.00"), _("dispute from which the service supervisor leads it"),
               importance="authority"),
    ],
    reasons=[
        _("amount wrong"),
        _("goods not back"),
        _("proof missing"),
        _("delivered as ordered"),
        _("refunded before"),
    ],
    documents=[
        Document("refund", _("Refund request")),
        Document("evidence", _("Evidence for the platform"), on=("evidence:sent",), signed=False,
                 prints=("order", "customer", "platform_number", "deadline", "cause", "evidence.kind", "evidence.copy_of")),
        Document("payment-slip", _("Payment slip"), on=("pay:paid",)),
    ],
    links=[
        Link("order-cancel", _("opens it for what was paid before shipping; its end lets the goods be shelved")),
        Link("order-change", _("opens it for the difference of a cheaper change")),
        Link("complaint", _("opens it for a compensation")),
        Link("contact", _("opens it from a call, visit or chat")),
        Link("return-exchange", _("opens it for goods returned online, on account or by transfer, and judges them")),
        Link("sales-order", _("opens it for what was paid for an order that is cancelled")),
        Link("sample-order", _("opens it for a fee to be given back")),
        Link("refund-watch", _("looks at every open refund daily; opens one for an order without a case")),
        Link("important-matter", _("opened for an important dispute")),
        Link("callback", _("opened for members when the money has arrived")),
        Link("vat-invoice", _("writes the red letter for an invoiced sale")),
        Link("cashback", _("follows the amount")),
    ],
)  # fmt: skip
