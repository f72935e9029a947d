"""Sales order and credit release (销售订单与放行) — P98, P99, P101, P122, P163.

The salesperson hands in what a customer orders, on a contract, a quotation, a phone call or a fax. What is in stock is
reserved; for custom, bulk and short lines the planner gives a date, and the customer agrees to it where it is later
than wanted. No contract in force, an account order over the tier, a limit passed, bills long overdue or easier terms
than the rule: each is a reason to decide, and one release by the sales manager, with the general manager where a reason
asks for both, covers all that were shown. What is due before production or delivery is paid next. Then the goods go:
the order opens what is to be made, bought and shipped, each shipment posts its part of the sale at the gate, and what
is still open is settled when it is due.

Long because planning, release, money and delivery of an order are one procedure, and its papers and links are many.
"""

from workflows.engine.language import *
from workflows.library import order_checks as check
from workflows.library import order_delivery, order_receipts, order_release, ordering, orders
from workflows.library.customers import is_known
from workflows.library.ordering import Order, SalesOrderForm
from workflows.posts import (
    CASHIER,
    FINANCE,
    GENERAL_MANAGER,
    PLANNER,
    PURCHASER,
    SALES,
    SALES_MANAGER,
    SALES_REP,
    SERVICE_AGENT,
    STOREKEEPER,
    WORKSHOP_LEAD,
)
from workflows.registers.customers import Terms

Booked = Booking[SalesOrderForm]

# --- where it goes ------------------------------------------------------------------------------------------

TO_DELIVERY = first_of((check.is_money_due, "payment"), "delivery")
GATE = first_of((check.must_be_released, "release"), (check.is_money_due, "payment"), "delivery")


@effect(_("what is in stock is reserved, the rest marked short; regular goods promised"))
def reserve(booking: Booked) -> None:
    order_delivery.reserve(booking, custom=False)
    order_delivery.promise_regular(booking)


@effect(_("the order is promised for its last line; the sections are told"))
def promise(booking: Booked) -> None:
    order_delivery.promise_all(booking.form)
    told = booking.holders(WORKSHOP_LEAD, PURCHASER, STOREKEEPER)
    booking.tell(told, _("{number} is planned for {day}")(number=booking.case.name, day=booking.form.promise or ""))


@effect(_("release recorded: reasons, exposure before and after, limit"))
def record_release(booking: Booked) -> None:
    if not check.asks_more.holds(booking):
        form = booking.form
        form.releases = [*form.releases, order_release.record(booking, form, booking.case.number)]


@effect(_("received, held for the order"))
def hold_receipt(booking: Booked) -> None:
    order_receipts.book_receipt(booking, orders.deposit_account(booking.form.customer, booking.case.name))


@effect(_("reservation given back, what was paid goes to a refund"))
def refund_what_was_paid(booking: Booked) -> None:
    order_receipts.open_refund(booking)


@effect(_("first time: shipment, production, purchasing, supply plan, follow-up, export opened; sample fee moved"))
def begin_delivery(booking: Booked) -> None:
    if booking.company.cases.last_round(booking.case.id, "delivery") == 1:
        order_delivery.open_all(booking)


@effect(_("goods that have come in are reserved; with part deliveries they are shipped"))
def reserve_more(booking: Booked) -> None:
    order_delivery.recount(booking)
    order_delivery.reserve(booking, custom=True)
    if booking.form.parts:
        order_delivery.open_shipment(booking, everything=False)


@effect(_("what has passed the gate is noted, payment falls due"))
def note_shipped(booking: Booked) -> None:
    order_delivery.recount(booking)
    if orders.receivable_of(booking, booking.case) > 0:
        booking.form.due_on = order_delivery.due_date(booking)


@effect(_("amounts and deposit worked out anew"))
def note_change(booking: Booked) -> None:
    ordering.work_out(booking)
    order_delivery.recount(booking)


@effect(_("promised anew, both dates are kept"))
def promise_anew(booking: Booked) -> None:
    order_delivery.promise_all(booking.form)


@effect(_("received against the receivable; commission and fee booked"))
def settle_receipt(booking: Booked) -> None:
    met = order_receipts.book_receipt(booking, Account("receivable", booking.form.customer))
    orders.book_commission(booking, booking.case, met)


@effect(_("paid in full: a member is asked about it within some days"))
def ask_member(booking: Booked) -> None:
    if check.is_paid.holds(booking):
        order_delivery.call_member(booking)


# --- deadlines ----------------------------------------------------------------------------------------------


def each_vote(facts: Order) -> datetime:
    limit: datetime = facts.policy("sales-order.release").after(facts.now, facts.calendar)
    return limit


def promised(facts: Order) -> datetime | None:
    day = facts.form.promise
    return datetime.combine(day, time(23, 59, 59)) if day else None


def payment_due(facts: Order) -> datetime | None:
    day = facts.form.due_on
    return datetime.combine(day, time(23, 59, 59)) if day else None


def is_cod(facts: Order) -> bool:
    return facts.form.terms is Terms.COD


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Order) -> str:
    form = facts.form
    goods = [facts.name_of("products", line.product) for line in form.lines or () if line.product]
    more = f" +{len(goods) - 1}" if len(goods) > 1 else ""
    name = facts.name_of("customers", form.customer) if form.customer else ""
    return " · ".join(part for part in (name, f"{goods[0]}{more}" if goods else "") if part)


def brief(facts: Order) -> Iterable[Message]:
    form = facts.form
    if not is_complete(form):
        return
    found = order_release.standing(facts, form, facts.case.number)
    known = _("known customer") if is_known(facts, form.customer) else _("new customer")
    yield _("{customer}, {known}: {amount}, {terms}, {basis}")(
        customer=facts.name_of("customers", form.customer), known=known, amount=ordering.total(form),
        terms=form.terms.label, basis=form.basis.label,
    )  # fmt: skip
    yield from (why.said for why in order_release.uncovered(facts, form, facts.case.number))
    yield _("Exposure {before} → {after}, limit {limit}")(
        before=found.before, after=found.after, limit=found.limit if found.limit is not None else _("none")
    )
    if form.exception:
        yield _("Easier terms asked for: {why}")(why=form.exception)
    if form.deposit:
        yield _("Due before delivery {due}, received {received}")(due=form.deposit, received=ordering.received(form))


# --- the procedure ------------------------------------------------------------------------------------------

SALES_ORDER = Process(
    "sales-order",
    _("Sales order and credit release"),
    desk=SALES,
    prefix="SO",
    form=SalesOrderForm,
    covers=("P98", "P99", "P101", "P122", "P163"),
    derive=ordering.work_out,
    subject=subject,
    amount=lambda facts: ordering.amount_of(facts.form),
    customer=lambda facts: facts.form.customer or "",
    brief=brief,
    protected=("*",),
    not_copied=("wanted", "delivery_date", "agreed", "exception", "customer_order", "lines.promise"),
    steps=[
        Draft(
            by=(SALES_REP, SERVICE_AGENT),
            to=first_of(
                (check.needs_planning, "planning"),
                (check.must_be_released, "release"), (check.is_money_due, "payment"), "delivery",
            ),
            guards=[
                check.right_desk, check.has_lines, check.has_address, check.basis_is_shown, check.prices_have_a_source,
                check.plan_is_kept, check.terms_are_allowed, check.bulk_is_complete, check.dates_fit,
            ],
            effects=[reserve],
            edits=(
                "customer", "channel", "basis", "basis_note", "contract", "customer_order", "kind", "terms", "exception",
                "invoice", "warehouse", "address", "wanted", "parts", "regular_days", "lines.product", "lines.quantity",
                "lines.price", "lines.quotation", "lines.quotation_line", "lines.sample", "lines.lot", "lines", "style",
                "sizes", "materials_from", "packing", "delivery_date", "courier", "invoice_title", "card_text", "slot",
                "operation_plan",
            ),
        ),
        Work(
            "planning",
            _("planning"),
            by=PLANNER,
            within=business_days(1),
            edits=("lines.promise", "rough_plan"),
            actions=[
                Approve(
                    first_of((check.is_late, "agree"), GATE), key="give-date", title=_("Give date"),
                    guards=[check.lines_are_dated], effects=[promise],
                ),
                SendBack("draft", key="cannot-make", title=_("Cannot be made")),
            ],
        ),
        Work(
            "agree",
            _("the customer agrees"),
            by=Owner(),
            within=business_days(2),
            edits=("agreed",),
            actions=[
                Approve(GATE, key="agrees", title=_("Customer agrees"), guards=[check.word_is_noted]),
                SendBack("planning"),
                Action("declines", _("Customer declines"), "cancelled", Kind.OTHER, guards=[check.word_is_noted]),
            ],
        ),
        Step(
            "release",
            _("release"),
            by=in_order(SALES_MANAGER, When(_("a reason asks for both"), check.asks_both, GENERAL_MANAGER)),
            within=Until(_("some hours for each"), each_vote, again=True),
            actions=[
                Approve(
                    first_of((check.asks_more, "release"), TO_DELIVERY), key="release", title=_("Release"),
                    guards=[check.customer_is_active], effects=[record_release],
                ),
                SendBack("draft", guards=[check.not_in_delivery]),
                Reject("refused", guards=[check.not_in_delivery]),
            ],
        ),
        Step(
            "payment",
            _("payment before delivery"),
            by=(FINANCE, CASHIER, SALES_MANAGER),
            within=days(7),
            not_after=Until(_("the time for payment, once extended"), order_receipts.payment_limit),
            edits=("amount_received", "means", "counter"),
            actions=[
                Approve(
                    "delivery", key="received", title=_("All received"), by=(FINANCE, CASHIER),
                    requires=["amount_received", "means"],
                    guards=[check.something_came, check.all_is_in, check.not_too_much], effects=[hold_receipt],
                    irreversible=True,
                ),
                Action(
                    "part-received", _("Part received"), "payment", by=(FINANCE, CASHIER),
                    requires=["amount_received", "means"], guards=[check.something_came, check.not_too_much],
                    effects=[hold_receipt], irreversible=True,
                ),
                Action(
                    "extend", _("Extend by the same time"), "payment", Kind.OTHER, by=SALES_MANAGER,
                    guards=[check.extended_once],
                ),
                Action(
                    "not-paid", _("Not paid"), "cancelled", Kind.OTHER, by=(FINANCE, CASHIER), reason=True,
                    effects=[refund_what_was_paid], irreversible=True,
                ),
            ],
        ),
        Wait(
            "delivery",
            _("delivery"),
            by=Owner(),
            within=Until(_("promise date"), promised),
            edits=(
                "address", "courier", "invoice_title", "card_text", "slot", "lines.product", "lines.quantity",
                "lines.price", "lines.promise",
            ),
            on_enter=[begin_delivery],
            actions=[
                Action(
                    "part-shipped", _("Part shipped"), "delivery", moved_by="shipment", effects=[note_shipped],
                    irreversible=True,
                ),
                Action(
                    "all-shipped", _("All shipped"), first_of((check.is_paid, "done"), "settle"), moved_by="shipment",
                    effects=[note_shipped, ask_member], irreversible=True,
                ),
                Action(
                    "new-reason", _("New reason to decide"), "release", Kind.OTHER, moved_by="shipment",
                    irreversible=True,
                ),
                Action(
                    "reserve", _("Reserve what has come in"), "delivery", Kind.OTHER, effects=[reserve_more],
                ),
                Action("amend", _("Changed"), "delivery", Kind.OTHER, moved_by="order-change", effects=[note_change]),
                Action(
                    "promise-anew", _("New promise"), "delivery", Kind.OTHER, moved_by="order-follow-up",
                    effects=[promise_anew],
                ),
                Action("cancelled", _("Cancelled"), "cancelled", Kind.OTHER, moved_by="order-cancel", irreversible=True),
            ],
        ),
        Step(
            "settle",
            _("settlement"),
            by=all_of(
                When(_("on account or export"), lambda facts: not is_cod(facts), FINANCE),
                When(_("cash on delivery"), is_cod, CASHIER),
            ),
            within=Until(_("due date of the payment"), payment_due),
            edits=("amount_received", "means", "counter"),
            actions=[
                Approve(
                    first_of((check.is_paid, "done"), "settle"), key="receipt", title=_("Receipt"),
                    requires=["amount_received", "means"],
                    guards=[check.not_export, check.something_came, check.within_open_amount],
                    effects=[settle_receipt, ask_member], irreversible=True,
                ),
                Action(
                    "export-settled", _("Export settled"), "done", moved_by="export-shipment", when_it_ends=("done",),
                    guards=[check.nothing_open], effects=[ask_member],
                ),
                Action(
                    "nothing-open", _("Refunded or written off"), "done", Kind.OTHER, moved_by="refund",
                    guards=[check.nothing_open], effects=[ask_member],
                ),
            ],
        ),
        End("done", _("done")),
        End("cancelled", _("cancelled"), purpose=False),
        End("refused", _("refused"), purpose=False),
        End("withdrawn", _("withdrawn"), purpose=False),
    ],
    policies=[
        Policy("sales-order.deposit", Decimal(30), _("deposit on custom lines, % of their value"), "percent", "money"),
        Policy("sales-order.cod-from", Decimal("1500.00"), _("new customer in the city: cash on delivery from"),
               importance="money", low=Decimal(0)),
        Policy("sales-order.contract-both", Decimal("200000.00"), _("without a contract: from here both managers"),
               importance="authority", low=Decimal(0)),
        Policy("sales-order.tier1", Decimal("20000.00"), _("account, known: over this the sales manager"),
               importance="authority", low=Decimal(0)),
        Policy("sales-order.tier2", Decimal("50000.00"), _("account, known: over this both managers"),
               importance="authority", low=Decimal(0), above="sales-order.tier1"),
        Policy("sales-order.tier-new", Decimal("20000.00"), _("account, new: from here both managers"),
               importance="authority", low=Decimal(0)),
        Policy("sales-order.overdue-block", 30, _("days a bill may be overdue before orders are decided"), "count",
               "authority", low=Decimal(0)),
        Policy("sales-order.regular-days", 4, _("days from the order to the door for goods in stock"), "count",
               low=Decimal(1), high=Decimal(60)),
        Policy("sales-order.release", business_hours(4), _("time of each manager to release"), "duration"),
        Policy("sales-order.settle", business_days(1), _("cash on delivery: time to hand in the money"), "duration"),
    ],
    reasons=[
        _("credit not justified"),
        _("overdue bills first"),
        _("deposit or payment first"),
        _("order not confirmed by the customer"),
        _("details missing"),
        _("price basis wrong"),
    ],
    documents=[
        Document(
            "order-confirmation", _("Order confirmation"), signed=False,
            prints=(
                "customer", "customer_order", "terms", "invoice", "address", "wanted", "lines.product", "lines.quantity",
                "lines.price", "lines.amount", "lines.promise", "style", "sizes", "packing", "delivery_date", "deposit",
                "promise",
            ),
        ),
        Document(
            "deposit-receipt", _("Receipt for the deposit"), on=("payment:received", "payment:part-received"),
            prints=("customer", "deposit", "receipts"),
        ),
        Document(
            "release", _("Release form"), on=("release:release",),
            prints=("customer", "basis", "terms", "exception", "lines.product", "lines.quantity", "lines.price",
                    "lines.amount", "releases"),
        ),
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
