"""Sales order and credit release (销售订单与放行) — P98, P99, P101, P122, P163.

The salesperson hands in what a customer orders, on a contract, a quotation, a phone call or a fax. What is in stock is
reserved; for custom, bulk and short lines the planner gives a date, and the customer agrees to it where it is later
than wanted. No contract in force, an account order over the tier, a limit passed, bills long overdue or easier terms
than the rule: each is a reason to decide, and one release by the sales manager, with the general manager where a reason
asks for both, covers all that were shown. What is due before production or delivery is paid next. Then the goods go:
the order opens what is to be made, bought and shipped, each shipment posts its part of the sale at the gate, and what
is still open is settled when it is due.
"""

from workflows.engine.language import *
from workflows.library import contact_handing_on as handing
from workflows.library import order_bookings as book
from workflows.library import order_checks as check
from workflows.library import order_receipts as money
from workflows.library import order_release, ordering, orders
from workflows.library import order_sources as sources
from workflows.library.ordering import SalesOrderForm
from workflows.library.subjects import about, goods_of
from workflows.posts import CASHIER, FINANCE, GENERAL_MANAGER, PLANNER, SALES, SALES_MANAGER, SALES_REP, SERVICE_AGENT

TO_DELIVERY = first_of((check.is_money_due, "payment"), "delivery")
GATE = first_of((check.must_be_released, "release"), TO_DELIVERY)
WHEN_PAID = first_of((check.is_paid, "done"), "settle")
RELEASING = in_order(SALES_MANAGER, When(_("a reason asks for both"), check.asks_both, GENERAL_MANAGER))
SETTLING = all_of(
    When(_("on account or export"), lambda facts: not ordering.is_cod(facts), FINANCE),
    When(_("cash on delivery"), ordering.is_cod, CASHIER),
)
EACH_VOTE = Until(_("some hours for each"), lambda facts: facts.time_limit("sales-order.release"), again=True)

# --- the procedure ------------------------------------------------------------------------------------------

SALES_ORDER = Process(
    "sales-order", _("Sales order and credit release"), desk=SALES, prefix="SO", form=SalesOrderForm,
    covers=("P98", "P99", "P101", "P122", "P163"),
    derive=[ordering.work_out_lines, While("draft", ordering.settle_lines), ordering.work_out_deposit],
    subject=lambda facts: about(facts.name_of("customers", facts.form.customer), goods_of(facts, facts.form.lines)),
    amount=lambda facts: ordering.amount_of(facts.form),
    brief=order_release.brief,
    protected=("*",),
    held_by=lambda facts: orders.why_held(facts, facts.case),
    offers={"lines.quotation": sources.quotations_of, "lines.sample": sources.samples_of},
    takes_over=handing.taken_by("sales-order", sources.taken_from_quotation),
    not_copied=("wanted", "delivery_date", "agreed", "exception", "customer_order", "lines.promise"),
    steps=[
        Draft(
            by=(SALES_REP, SERVICE_AGENT), to=first_of((check.needs_planning, "planning"), GATE), edits=ordering.ORDERED,
            guards=[
                check.right_desk, check.has_lines, check.has_address, check.basis_is_shown, check.prices_have_a_source,
                check.samples_are_theirs, check.plan_is_kept, check.terms_are_allowed, check.bulk_is_complete,
                check.dates_fit,
            ],
            effects=[book.reserve],
        ),
        Work(
            "planning", _("planning"), PLANNER, within=business_days(1), edits=("lines.promise", "rough_plan"),
            actions=[
                Approve(first_of((check.is_late, "agree"), GATE), "give-date", _("Give date"),
                        guards=[check.lines_are_dated], effects=[book.promise]),
                SendBack("draft", "cannot-make", _("Cannot be made")),
            ],
        ),
        Work(
            "agree", _("the customer agrees"), Owner(), within=business_days(2), edits=("agreed",),
            actions=[
                Approve(GATE, "agrees", _("Customer agrees"), guards=[check.word_is_noted]),
                SendBack("planning"),
                Outcome("declines", _("Customer declines"), "cancelled", guards=[check.word_is_noted]),
            ],
        ),
        Step(
            "release", _("release"), RELEASING, within=EACH_VOTE,
            actions=[
                Approve(first_of((check.asks_more, "release"), TO_DELIVERY), "release", _("Release"),
                        guards=[check.customer_is_active], effects=[book.record_release]),
                SendBack("draft", guards=[check.not_in_delivery]),
                Reject("refused", guards=[check.not_in_delivery]),
            ],
        ),
        Step(
            "payment", _("payment before delivery"), (FINANCE, CASHIER, SALES_MANAGER), within=days(7),
            not_after=Until(_("the time for payment, once extended"), money.payment_limit),
            edits=("amount_received", "means", "counter"),
            actions=[
                Approve(
                    "delivery", "received", _("All received"), by=(FINANCE, CASHIER),
                    requires=["amount_received", "means"], effects=[money.hold_receipt], irreversible=True,
                    guards=[check.something_came, check.all_is_in, check.not_too_much],
                ),
                Approve(
                    "payment", "part-received", _("Part received"), by=(FINANCE, CASHIER),
                    requires=["amount_received", "means"], effects=[money.hold_receipt], irreversible=True,
                    guards=[check.something_came, check.not_too_much],
                ),
                Outcome("extend", _("Extend by the same time"), "payment", by=SALES_MANAGER, guards=[check.extended_once]),
                Outcome("not-paid", _("Not paid"), "cancelled", by=(FINANCE, CASHIER), reason=True,
                        effects=[money.refund_what_was_paid], irreversible=True),
            ],
        ),
        Wait(
            "delivery", _("delivery"), Owner(), within=UntilDay(_("promise date"), "promise"), edits=ordering.CHANGED,
            on_enter=[book.begin_delivery],
            actions=[
                Approve("delivery", "part-shipped", _("Part shipped"), moved_by="shipment",
                        effects=[book.note_shipped], irreversible=True),
                Approve(WHEN_PAID, "all-shipped", _("All shipped"), moved_by="shipment",
                        effects=[book.note_shipped, money.ask_member], irreversible=True),
                Outcome("new-reason", _("New reason to decide"), "release", moved_by="shipment", irreversible=True),
                Outcome("reserve", _("Reserve what has come in"), "delivery", effects=[book.reserve_more]),
                Outcome("amend", _("Changed"), "delivery", moved_by="order-change", effects=[book.note_change]),
                Outcome("promise-anew", _("New promise"), "delivery", moved_by="order-follow-up",
                        effects=[book.promise_anew]),
                Outcome("cancelled", _("Cancelled"), "cancelled", moved_by="order-cancel", irreversible=True),
                Outcome("lines-cancelled", _("Lines cancelled"), first_of((check.is_under_way, "delivery"), WHEN_PAID),
                        moved_by="order-cancel", effects=[book.cancel_lines], irreversible=True),
            ],
        ),
        Step(
            "settle", _("settlement"), SETTLING, within=UntilDay(_("due date of the payment"), "due_on"),
            edits=("amount_received", "means", "counter"),
            actions=[
                Approve(
                    WHEN_PAID, "receipt", _("Receipt"), requires=["amount_received", "means"],
                    guards=[check.not_export, check.something_came, check.within_open_amount],
                    effects=[money.settle_receipt, money.ask_member], irreversible=True,
                ),
                Approve("done", "export-settled", _("Export settled"), moved_by="export-shipment", when_it_ends=("done",),
                        guards=[check.nothing_open], effects=[money.ask_member]),
                Outcome("nothing-open", _("Refunded or written off"), "done", moved_by="refund",
                        guards=[check.nothing_open], effects=[money.ask_member]),
            ],
        ),
        DONE, CANCELLED, REFUSED, WITHDRAWN,
    ],
    policies=[
        Policy("sales-order.deposit", Decimal(30), _("deposit on custom lines, % of their value"), "percent", "money"),
        Policy("sales-order.cod-from", Decimal("1500.00"), _("new customer in the city: cash on delivery from"),
               importance="money", low=Decimal(0)),
        Limit("sales-order.contract-both", "200000.00", _("without a contract: from here both managers")),
        Limit("sales-order.tier1", "20000.00", _("account, known: over this the sales manager")),
        Limit("sales-order.tier2", "50000.00", _("account, known: over this both managers"), above="sales-order.tier1"),
        Limit("sales-order.tier-new", "20000.00", _("account, new: from here both managers")),
        Policy("sales-order.overdue-block", 30, _("days a bill may be overdue before orders are decided"), "count",
               "authority", low=Decimal(0)),
        Policy("sales-order.regular-days", 4, _("days from the order to the door for goods in stock"), "count",
               low=Decimal(1), high=Decimal(60)),
        Policy("sales-order.release", business_hours(4), _("time of each manager to release"), "duration"),
        Policy("sales-order.settle", business_days(1), _("cash on delivery: time to hand in the money"), "duration"),
    ],
    reasons=[
        _("credit not justified"), _("overdue bills first"), _("deposit or payment first"),
        _("order not confirmed by the customer"), _("details missing"), _("price basis wrong"),
    ],
    documents=[
        Document("order-confirmation", _("Order confirmation"), signed=False, prints=ordering.CONFIRMED),
        Document("deposit-receipt", _("Receipt for the deposit"), on=("payment:received", "payment:part-received"),
                 prints=("customer", "deposit", "receipts")),
        Document("release", _("Release form"), on=("release:release",), prints=ordering.RELEASED),
    ],
    links=[
        Link("quotation", _("gives prices, commission and fee of the lines that name it")),
        Link("contract", _("is the basis of an order; until it is kept here, its number on paper is")),
        Link("contact", _("opens shop orders")),
        Link("operation-plan", _("an order that names one keeps its amount, and waits while its briefing deviates")),
        Link("shipment", _("is opened for the goods, posts the sale at the gate, moves the order on")),
        Link("production-order", _("is opened for custom and short made lines")),
        Link("purchase-requisition", _("is opened for short bought lines")),
        Link("supply-plan", _("is opened for bulk orders")),
        Link("order-follow-up", _("is opened for bulk and custom orders; may promise anew")),
        Link("export-shipment", _("is opened for export orders, books their receipts")),
        Link("sample-order", _("the fee of a named sample moves to the deposit of the order")),
        Link("goods-receipt", _("lets the oldest waiting orders reserve what comes in")),
        Link("order-change", _("changes an order by its state")),
        Link("order-cancel", _("cancels an order by its state; decides what becomes of its deposit")),
        Link("refund", _("pays back what was paid for an order that was not paid in full")),
        Link("purchase-order", _("pays the fees that orders owe")),
        Link("vat-invoice", _("invoices what was billed")),
        Link("dunning", _("asks for what is overdue")),
        Link("callback", _("asks members three days after the order is done")),
    ],
)  # fmt: skip
