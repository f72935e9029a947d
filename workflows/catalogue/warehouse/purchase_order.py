"""Purchase order (采购订货) — P16, P56, P59.

Every working day the stock is held against what is wanted of it: demand that nobody has reserved goods for, and the
safety stock. What is short stands on a draft for its preferred supplier; a purchaser orders no more than that, or than
a requisition says. The warehouse supervisor approves, large orders the general manager besides, equipment the engineer
first. The supplier confirms price and date, an advance is paid, the goods come in receipt by receipt; what does not
come is closed short by the supervisor. Finance holds the invoice against what was stored and pays. Orders of kind
service pay what another case owes and start there.
"""

from workflows.engine.language import *
from workflows.library import purchase_bookings as book
from workflows.library import purchase_checks as check
from workflows.library import purchasing
from workflows.library import shortage_drafts as drafts
from workflows.library.purchase_reminders import overdue
from workflows.library.purchasing import PurchaseOrderForm
from workflows.library.quoting import PRIVY
from workflows.posts import ENGINEER, FINANCE, GENERAL_MANAGER, PURCHASER, WAREHOUSE, WAREHOUSE_SUPERVISOR

APPROVERS = in_order(
    When(_("equipment"), purchasing.is_equipment, ENGINEER),
    WAREHOUSE_SUPERVISOR,
    When(_("above the supervisor's limit"), purchasing.is_large, GENERAL_MANAGER),
)

# --- the procedure ------------------------------------------------------------------------------------------

PURCHASE_ORDER = Process(
    "purchase-order", _("Purchase order"), desk=WAREHOUSE, prefix="PO", form=PurchaseOrderForm,
    covers=("P16", "P56", "P59"),
    derive=[While("draft", drafts.show_demand)],
    subject=purchasing.subject,
    amount=lambda facts: purchasing.amount_of(facts.form) if facts.form.kind else None,
    rank=purchasing.rank,
    sight=purchasing.sight, sights={purchasing.FEE: PRIVY},
    brief=purchasing.brief,
    draft_brief=drafts.stock_and_demand,
    protected=("supplier", "terms", "prepay", "lines"),
    not_copied=("source", "due", "advance", "invoice", "invoice_number", "lines.needed_by", "lines.promised"),
    starts_at=("settle",),
    steps=[
        Draft(
            by=PURCHASER, to="approve", within=business_days(1), edits=purchasing.ASKED,
            guards=[
                check.is_filled, check.kinds_apart, check.supplier_may_be_asked, check.within_demand,
                check.quotes_compared, check.within_contract_price, check.service_is_owed,
            ],
        ),
        Step(
            "approve", _("approval"), APPROVERS, within=business_days(1),
            actions=[Approve("send", effects=[book.note_approval]), SendBack(), Reject()],
        ),
        Work(
            "send", _("send to the supplier"), PURCHASER, within=business_hours(4),
            edits=("lines.quantity", "lines.price", "lines.promised"),
            actions=[
                Approve(first_of((check.is_prepaid, "advance"), "deliver"), "confirmed", _("Confirmed"),
                        guards=[check.confirmed_as_approved], effects=[book.note_promises], irreversible=True),
                Outcome("changed", _("Changed by the supplier"), "approve",
                        guards=[check.is_changed, check.within_demand, check.within_contract_price]),
                SendBack("draft", "declined", _("Supplier declines")),
            ],
        ),
        Step(
            "advance", _("advance"), FINANCE, within=business_days(2), edits=("advance",),
            actions=[
                Approve("deliver", "paid", _("Paid"), requires=["advance"], guards=[check.advance_is_right],
                        effects=[book.pay_advance], irreversible=True),
                SendBack("send"),
            ],
        ),
        Work(
            "deliver", _("delivery"), PURCHASER, within=Until(_("latest promised date"), purchasing.last_promise),
            edits=("lines.promised", "supplier_name", "supplier_word"),
            actions=[
                Outcome("new-date", _("New date"), "deliver", requires=["supplier_name", "supplier_word"],
                        guards=[check.date_is_new], effects=[book.tell_who_waits]),
                Outcome("close-short", _("Close short"), "close-short", reason=True),
                Approve("settle", "stored", _("Last receipt stored"), guards=[check.everything_is_in],
                        moved_by="goods-receipt", when_it_ends=("done",)),
            ],
        ),
        Step(
            "close-short", _("close short"), WAREHOUSE_SUPERVISOR, within=business_days(1),
            actions=[
                Approve(first_of((check.came_to_nothing, "cancelled"), "settle"), "agree", _("Agree"),
                        guards=[check.no_receipt_open], effects=[book.cancel_rest]),
                SendBack("deliver", "disagree", _("Disagree")),
            ],
        ),
        Step(
            "settle", _("payment"), FINANCE, within=Until(_("terms of payment"), purchasing.payment_due),
            edits=("invoice_number", "invoice"),
            actions=[
                Approve("done", "paid", _("Paid"), requires=["invoice"], effects=[book.pay], irreversible=True,
                        guards=[check.invoice_is_right, check.nothing_pending, check.service_is_owed]),
                Outcome("reopened", _("Goods come again"), "deliver", guards=[check.is_open_again],
                        moved_by="return-to-supplier", when_it_ends=("done",)),
            ],
        ),
        DONE, CANCELLED, REFUSED, WITHDRAWN,
    ],
    policies=[
        Policy("purchase-order.run", time(9), _("when the daily drafts are opened"), "time"),
        Limit("purchase-order.supervisor-limit", "20000.00", _("order up to which the supervisor approves alone")),
        Policy("purchase-order.quotes-from", Decimal("10000.00"), _("order from which three quotes are compared"),
               importance="money", low=Decimal(0)),
        Policy("purchase-order.trial-limit", Decimal("2000.00"), _("largest order to a candidate"), importance="money",
               low=Decimal(0)),
    ],
    reasons=[
        _("stock covers the demand"), _("price too high"), _("wrong supplier"), _("quantity"), _("terms not acceptable"),
    ],
    documents=[
        Document("purchase-order", _("Purchase order"), on=("send:confirmed",), signed=False, prints=purchasing.SENT),
    ],
    links=[
        Link("purchase-requisition", _("opens a draft for each supplier of approved lines")),
        Link("goods-receipt", _("books each delivery; the last one stored moves the order to payment")),
        Link("return-to-supplier", _("opens lines again (replacement) or cuts them (credit)")),
        Link("supplier-qualification", _("says which suppliers may be asked")),
        Link("strategic-supplier", _("its prices are the ceiling")),
        Link("equipment-repair", _("opens one of kind service for the repair")),
        Link("health-check", _("opens one of kind service for the clinic")),
        Link("canteen-settlement", _("opens one of kind service for the canteen")),
        Link("notice", _("opens one of kind service for its cost")),
        Link("training", _("opens one of kind service for the trainer")),
        Link("worker-training", _("opens one of kind service for the trainer")),
        Link("sales-order", _("opens one of kind service for the fee to a third party")),
    ],
    duties=[
        Duty("purchase-order.shortage", _("Drafts for what is short"), _("every working day at 09:00"),
             drafts.daily_drafts),
        Reminder("purchase-order.overdue", _("Orders past their promised date"),
                 _("every working day, after 2 business days to the supervisor too"), overdue),
    ],
)  # fmt: skip
