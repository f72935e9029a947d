"""Sample order (样品打样) — P107, P108, P109, P160, P161.

A customer who has a quotation wants to see the goods first: the salesperson writes the sample order, asks for what is
missing, the sales manager signs it, and a new customer pays for each block of four pieces. The designer makes the
sample within eight days (fabric and accessories: the purchaser with the processor). The sample costs what was quoted:
a gap is closed by the design, recovered from the customer by a new round of the quotation, or absorbed by the sales manager.
The owner checks style, size and colour and photographs it, it is sent, and the customer approves it, wants changes
(a new round, which the owner himself must have understood) or declines. Its fee waits for the order that names it.
"""

from workflows.engine.language import *
from workflows.library import sample_checks as check
from workflows.library import sample_effects as book
from workflows.library import samples
from workflows.library.samples import SAMPLE_ORDER, SampleForm
from workflows.posts import (
    CASHIER,
    DESIGNER,
    ESTIMATOR,
    FINANCE,
    PURCHASER,
    SALES,
    SALES_MANAGER,
    SALES_REP,
    SHIPPING_CLERK,
)

MAKER = (
    When(_("fabric and accessories"), samples.is_fabric.holds, PURCHASER),
    When(_("other samples"), lambda facts: not samples.is_fabric.holds(facts), DESIGNER),
)
MADE_BY = Until(_("planned finish"), samples.end_of_making, again=True)
KEPT_FOR = Until(_("the time the fee is kept for"), samples.end_of_keeping)
WHEN_APPROVED = first_of((samples.holds_fee, "order"), "done")
WHEN_DECLINED = first_of((samples.holds_fee, "order"), "lost")
AFTER_MAKING = first_of((samples.has_quote, "costing"), "check")

# --- the procedure ------------------------------------------------------------------------------------------

SAMPLE_ORDER_PROCESS = Process(
    SAMPLE_ORDER, _("Sample order"), desk=SALES, prefix="SA", form=SampleForm,
    covers=("P107", "P108", "P109", "P160", "P161"),
    derive=[While(("draft", "data", "sign"), samples.work_out_fee), samples.read_quote],
    subject=samples.subject,
    amount=lambda facts: facts.form.fee,
    brief=samples.brief,
    not_copied=("customer_order", "received_on", "due", "data"),
    steps=[
        Draft(
            by=SALES_REP, to=first_of((samples.data_missing, "data"), "sign"), within=business_days(1), edits=samples.ASKED,
            guards=[check.lines_complete, check.fits_due_date, check.quotation_stands, check.block_fee_fits],
        ),
        Work(
            "data", _("data"), Owner(), within=business_days(2), edits=("data",),
            actions=[
                Outcome("ask-customer", _("Ask the customer"), "data", effects=[book.remind_of_data]),
                Approve("sign", "complete", _("Complete"), requires=["data.received_on"]),
                Outcome("give-up", _("Give up"), "lost", reason=True),
            ],
        ),
        Step(
            "sign", _("sign"), SALES_MANAGER, within=business_hours(4),
            actions=[
                Approve(first_of((samples.pays_fee, "fee"), "making"), "sign", _("Sign off"), effects=[book.issue_notice]),
                SendBack(), Reject(),
            ],
        ),
        Step(
            "fee", _("fee"), (FINANCE, CASHIER), within=business_days(5),
            edits=("fee_received", "means", "counter"),
            actions=[
                Approve("making", "received", _("Received"), requires=["fee_received", "means"],
                        guards=[check.fee_is_paid], effects=[book.receive_fee], irreversible=True),
                Outcome("not-paid", _("Not paid"), "lost"),
            ],
        ),
        Work(
            "making", _("making"), MAKER, within=MADE_BY, on_enter=[book.begin_making],
            edits=("planned_finish", "actual_finish", "cost"),
            actions=[
                Approve(AFTER_MAKING, "first-ready", _("First sample ready, parts as ordered"), requires=["actual_finish"],
                        guards=[check.only_earlier, check.is_finished]),
                Outcome("cannot-reach", _("Cannot reach the price"), "requote", requires=["cost"], reason=True,
                        guards=[check.only_earlier, check.was_quoted, check.there_is_a_gap]),
                Record("replan", _("Plan earlier"), requires=["planned_finish"], guards=[check.only_earlier]),
            ],
        ),
        Work(
            "costing", _("costing"), ESTIMATOR, within=business_days(1), on_enter=[book.begin_costing],
            edits=("cost", "target"),
            actions=[
                Approve("check", "equal", _("Equal"), requires=["cost"], guards=[check.cost_is_covered],
                        effects=[book.carry_quote]),
                Outcome("gap", _("Gap, target agreed"), "making", requires=["cost", "target"],
                        guards=[check.there_is_a_gap, check.target_fits]),
                Outcome("gap-stays", _("The gap stays"), "requote", requires=["cost"], guards=[check.there_is_a_gap]),
            ],
        ),
        Work(
            "requote", _("requote"), Owner(), within=business_days(2), on_enter=[book.begin_new_round],
            edits=("lines", "accepted_price"),
            actions=[
                Approve("check", "recovered", _("Recovered"), guards=[check.is_recovered], effects=[book.carry_recovered]),
                Outcome("new-design", _("New design"), "making", requires=["accepted_price"], guards=[check.design_is_new]),
                Outcome("customer-refuses", _("The customer refuses"), "absorb", reason=True),
            ],
        ),
        Step(
            "absorb", _("absorb"), SALES_MANAGER, within=business_days(1),
            actions=[
                Approve("check", "accept", _("Accept"), guards=[check.can_be_absorbed], effects=[book.absorb_gap]),
                Outcome("stop", _("Stop"), "lost", reason=True, effects=[book.refund_fee]),
            ],
        ),
        Work(
            "check", _("comparison"), Owner(), within=business_days(1), on_enter=[book.begin_check],
            edits=samples.PHOTOGRAPHS,
            actions=[
                Approve(first_of((samples.pictures_first, "pictures"), "dispatch"), "right",
                        _("Style, size and colour right"), requires=samples.PHOTOGRAPHS),
                Outcome("wrong", _("Wrong"), "making", reason=True),
            ],
        ),
        Work(
            "pictures", _("pictures"), Owner(), within=business_days(2), on_enter=[book.mail_pictures], edits=("changes",),
            actions=[
                Approve("dispatch", "right", _("Right")),
                Outcome("changes", _("Changes"), "revision", requires=["changes"]),
            ],
        ),
        Work(
            "dispatch", _("dispatch"), SHIPPING_CLERK, within=business_days(1), edits=("courier", "delivered_by"),
            not_after=UntilDay(_("the customer's due date"), "due"),
            actions=[Approve("customer", "send", _("Send"), guards=[check.way_is_known], effects=[book.send],
                             irreversible=True)],
        ),
        Work(
            "customer", _("customer's answer"), Owner(), within=days(10), edits=("approval", "approved_at", "changes"),
            actions=[
                Approve(WHEN_APPROVED, "approved", _("Approved"), requires=["approval", "approved_at"],
                        guards=[check.approval_is_past], effects=[book.tell_makers]),
                Outcome("changes", _("Changes"), "revision", requires=["changes"]),
                Outcome("declined", _("Declined"), WHEN_DECLINED, reason=True, effects=[book.note_decline]),
            ],
        ),
        Work(
            "revision", _("revision"), Owner(), within=business_days(1), edits=("changes", "planned_days"),
            actions=[
                Approve("making", "forward", _("Changes understood, on to making"), requires=["changes"],
                        guards=[check.owner_understands], effects=[book.begin_round]),
                Outcome("ask-again", _("Ask again"), "revision", requires=["changes"]),
                Outcome("stop", _("Stop"), WHEN_DECLINED, reason=True, effects=[book.note_decline]),
            ],
        ),
        Work(
            "order", _("order"), (Owner(), When(_("sample declined"), samples.is_declined.holds, FINANCE)),
            within=KEPT_FOR,
            actions=[
                Outcome("ordered", _("Ordered"), "done", moved_by="sales-order", effects=[book.pass_fee_on],
                        irreversible=True),
                Outcome("money-back", _("The customer wants the money"), "order", by=Owner(), effects=[book.want_money]),
                Outcome("fee-kept", _("Fee kept"), first_of((samples.is_declined, "lost"), "done"), by=FINANCE,
                        guards=[check.fee_may_be_kept], effects=[book.keep_fee]),
            ],
        ),
        DONE, LOST, REFUSED, WITHDRAWN,
    ],
    policies=[
        Policy("sample-order.cycle", 8, _("days within which a sample is made"), "days", low=Decimal(1), high=Decimal(60)),
        Policy("sample-order.warn", 5, _("day of making from which is warned"), "days", low=Decimal(1), high=Decimal(60)),
        Policy("sample-order.block-fee", Decimal("300.00"), _("sample fee of a block, at least"), low=Decimal(0)),
        Policy("sample-order.block-fee-most", Decimal("500.00"), _("sample fee of a block, at most"), low=Decimal(0)),
        Policy("sample-order.block-pieces", 4, _("pieces of a sample that make a block"), "count", low=Decimal(1)),
        Policy("sample-order.account", "", _("account number a sample fee is paid to, printed on the notice"), "text"),
        Policy("sample-order.absorb-floor", Decimal("0.9"), _("share of the cost a quote must reach to be absorbed"),
               "quantity", "authority", Decimal("0.5"), Decimal(1)),
        Policy("sample-order.fee-keep", days(180), _("time a sample fee waits for an order"), "duration", "money"),
    ],
    reasons=[_("data unclear"), _("style, size or colour wrong"), _("cost above quote"), _("customer not serious"),
             _("due date cannot be met")],
    documents=[
        Document("sample-sheet", _("Sample development sheet"), on=(), prints=samples.PRINTED),
        Document("sample-notice", _("Sample notice"), on=(), prints=samples.PRINTED),
        Document("sample-register", _("Line of the sample register"), signed=False, prints=samples.REGISTERED,
                 on=("draft:submit", "customer:approved", "customer:declined")),
        Document("fabric-notice", _("Fabric and accessories sample notice"), on=(), prints=samples.PRINTED),
    ],
    links=[
        Link("quotation", _("opens one for a wanted sample; is sent round again where the sample costs more")),
        Link("supply-plan", _("opens one for fabric")),
        Link("sample-tally", _("gathers the materials of samples in making every evening")),
        Link("goods-issue", _("issues the material of a rush piece")),
        Link("technical-file", _("takes the approved data")),
        Link("refund", _("opened to pay a fee back")),
        Link("sales-order", _("one that names the sample takes over its fee when it enters delivery")),
        Link("order-statistics", _("counts samples and their time")),
    ],
    duties=[Reminder("sample-order.warning", _("Samples long in making"), _("once, on the day of the policy"),
                     samples.long_in_making)],
)  # fmt: skip
