"""Refund and dispute (退款与维权) — P81.

Money goes back the way it came, part by part, and never more than was paid: an amount is claimed against its order when
the refund is handed in. What was paid before shipping goes straight to whoever pays; returned goods wait for their
verdict; in a dispute the evidence goes to the platform before its deadline, and its ruling decides. Everything else is
approved by amount. The refund is done when the customer has said that the money arrived.
"""

from workflows.engine.language import *
from workflows.library import contact_handing_on as handing
from workflows.library import refund_bookings as book
from workflows.library import refund_checks as check
from workflows.library import refunding
from workflows.library.paid_orders import RETURN
from workflows.library.refunding import HELD, GoodsBack, Refund, RefundForm, RefundKind, within_what_was_paid
from workflows.posts import AFTER_SALES, CASHIER, FINANCE, GENERAL_MANAGER, SALES_MANAGER, SERVICE, SERVICE_SUPERVISOR

# --- where it goes, and to whom -----------------------------------------------------------------------------


@condition(_("before shipping or sample fee, all of it"))
def is_full_and_held(facts: Refund) -> bool:
    order = refunding.order_of(facts)
    return facts.form.kind in HELD and order is not None and facts.form.amount == refunding.most(facts, order)


@condition(_("goods returned, not judged yet"))
def waits_for_goods(facts: Refund) -> bool:
    return facts.form.kind is RefundKind.RETURNED and facts.form.goods_back is not GoodsBack.YES


@condition(_("dispute"))
def is_disputed(facts: Refund) -> bool:
    return facts.form.kind is RefundKind.DISPUTE


LEADER = all_of(
    When(_("ordinary dispute"), check.is_ordinary, AFTER_SALES),
    When(_("important dispute"), check.is_important, SERVICE_SUPERVISOR),
)
BY_AMOUNT = in_order(
    SERVICE_SUPERVISOR,
    When(_("above the first limit"), check.above_first_tier, SALES_MANAGER),
    When(_("above the second limit"), check.above_second_tier, GENERAL_MANAGER),
)
PAYER = all_of(When(_("cash or card"), check.at_counter, CASHIER), When(_("otherwise"), check.by_finance, FINANCE))

# --- the procedure ------------------------------------------------------------------------------------------

REFUND = Process(
    "refund", _("Refund and dispute"), desk=SERVICE, prefix="RF", form=RefundForm, covers=("P81",),
    derive=[While(refunding.UNTIL_PAID, refunding.spread_over_payments)], takes_over=handing.taken_by("refund"),
    subject=refunding.subject,
    brief=refunding.brief,
    amount=lambda facts: facts.form.amount,
    customer=lambda facts: facts.form.customer or "",
    rank=lambda facts: 0 if facts.form.kind is RefundKind.DISPUTE else 1,
    offers={"order": refunding.orders_offered},
    protected=("order", "kind", "account"),
    held_by=refunding.claimed_meanwhile,
    steps=[
        Draft(
            by=AFTER_SALES, within=business_hours(4), edits=refunding.ASKED,
            to=first_of((is_full_and_held, "pay"), (waits_for_goods, "goods"), (is_disputed, "evidence"), "approve"),
            guards=[
                refunding.order_is_paid, refunding.cause_is_known, within_what_was_paid, refunding.is_still_held,
                refunding.dispute_is_known, refunding.goods_have_their_return,
            ],
            effects=[book.claim],
        ),
        Wait(
            "goods", _("goods"), AFTER_SALES, within=days(15), edits=("goods_back", "verdict", "amount"),
            actions=[
                Approve("approve", "right", _("Goods are right"), requires=["verdict"], moved_by=RETURN,
                        guards=[check.goods_are_back, check.amount_unchanged]),
                Approve("approve", "reduced", _("Reduced"), requires=["verdict"], moved_by=RETURN,
                        guards=[check.goods_are_back, check.is_reduced]),
                Reject("refused", "not-ours", _("Not ours, or used"), requires=["verdict"], moved_by=RETURN,
                       guards=[check.goods_are_back]),
                Reject("refused", "not-back", _("Not back"), moved_by=RETURN, guards=[check.goods_stay_away]),
            ],
        ),
        Work(
            "evidence", _("evidence"), LEADER, within=business_days(1), edits=("evidence", "ruling_by"),
            not_after=Until(_("a day before the platform's deadline"), check.a_day_before_deadline),
            actions=[
                Approve("ruling", "sent", _("Evidence sent"), guards=[check.has_evidence]),
                Approve("approve", "give-in", _("Give in")),
            ],
        ),
        Work(
            "ruling", _("ruling"), LEADER, within=Until(_("the platform's day"), check.ruling_due),
            edits=("ruling_number", "ruling", "amount"),
            actions=[
                Approve("approve", "for-customer", _("For the customer"), requires=["ruling_number", "ruling"],
                        guards=[check.amount_unchanged]),
                Approve("approve", "settled", _("Settled"), requires=["ruling_number", "ruling"],
                        guards=[within_what_was_paid]),
                Reject("rejected", "for-us", _("For us"), requires=["ruling_number", "ruling"]),
            ],
        ),
        Step(
            "approve", _("approval"), BY_AMOUNT, within=business_hours(4),
            actions=[Approve("pay"), SendBack(), Reject(guards=[check.not_ruled_for_customer])],
        ),
        Work(
            "pay", _("payment"), PAYER, within=business_days(1), edits=("account", "slip"), barred=check.approvers,
            actions=[
                Approve("confirm", "paid", _("Paid"), guards=[check.account_is_named], effects=[book.pay_back],
                        irreversible=True),
                SendBack("draft", "account-wrong", _("Account wrong")),
            ],
        ),
        Work(
            "confirm", _("confirmation"), AFTER_SALES, within=days(3), edits=("arrived_on", "arrived_how", "bank_return"),
            actions=[
                Approve("done", "arrived", _("Arrived"), requires=["arrived_on", "arrived_how"],
                        guards=[check.has_arrived], effects=[book.close]),
                Outcome("not-arrived", _("Not arrived"), "pay", reason=True, requires=["bank_return"],
                        effects=[book.book_opposite]),
            ],
        ),
        DONE, REFUSED,
        End("rejected", _("rejected by the platform"), purpose=False),
        WITHDRAWN,
    ],
    policies=[
        Policy("refund.tiers", (Decimal("500.00"), Decimal("5000.00")), kind="list", importance="authority",
               title=_("refunds up to which the service supervisor, then the sales manager too, decide")),
        Policy("refund.important", Decimal("5000.00"), _("dispute from which the service supervisor leads it"),
               importance="authority"),
    ],
    reasons=[
        _("amount wrong"), _("goods not back"), _("proof missing"), _("delivered as ordered"), _("refunded before"),
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
        Link("return-exchange", _("opens it for what was not paid at the till, and judges the goods")),
        Link("sales-order", _("opens it for what was paid for an order that is cancelled")),
        Link("sample-order", _("opens it for a fee to be given back")),
        Link("refund-watch", _("looks at every open refund daily; opens one for an order without a case")),
        Link("important-matter", _("opened for an important dispute")),
        Link("callback", _("opened for members when the money has arrived")),
        Link("vat-invoice", _("writes the red letter for an invoiced sale")),
        Link("cashback", _("follows the amount")),
    ],
)  # fmt: skip
