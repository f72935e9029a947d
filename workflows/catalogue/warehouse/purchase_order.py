"""Purchase order (采购订货) — P16, P56, P59.

Every working day the stock is held against what is wanted of it: demand that nobody has reserved goods for, and the
safety stock. What is short stands on a draft for its preferred supplier; a purchaser orders no more than that, or than
a requisition says. The warehouse supervisor approves, large orders the general manager besides, equipment the engineer
first. The supplier confirms price and date, an advance is paid, the goods come in receipt by receipt; what does not
come is closed short by the supervisor. Finance holds the invoice against what was stored and pays. Orders of kind
service pay what another case owes and start there.
"""

from workflows.engine.language import *
from workflows.library import deliveries, purchasing
from workflows.library import purchase_bookings as book
from workflows.library import purchase_checks as check
from workflows.library.purchasing import PayTerms, PurchaseKind, PurchaseOrderForm
from workflows.library.shortage import Needs
from workflows.library.shortage_drafts import daily_drafts
from workflows.posts import ENGINEER, FINANCE, GENERAL_MANAGER, PURCHASER, WAREHOUSE, WAREHOUSE_SUPERVISOR

Order = Facts[PurchaseOrderForm]

# --- what lists and previews say ----------------------------------------------------------------------------


def show_demand(facts: Order) -> None:
    """While it is a draft, stock and demand of every product stand beside its line."""
    if facts.step is None or not facts.step.draft:
        return
    needs = Needs(facts, besides=facts.case.id)
    for line in facts.form.lines:
        short = needs.shortage(line.product)
        line.on_hand, line.user_demand, line.shortage = short.on_hand, short.demand, short.quantity


def subject(facts: Order) -> str:
    form = facts.form
    if form.kind is PurchaseKind.SERVICE:
        return " · ".join(part for part in (form.payee, form.what) if part)
    products = [facts.name_of("products", key) for key in purchasing.products_of(form.lines or ())]
    more = f" +{len(products) - 1}" if len(products) > 1 else ""
    supplier = facts.name_of("suppliers", form.supplier) if form.supplier else ""
    return " · ".join(part for part in (supplier, f"{products[0]}{more}" if products else "") if part)


def rank(facts: Order) -> int:
    """The latest day to order: needed by, less the supplier's lead time."""
    days: list[date | None] = [line.needed_by for line in facts.form.lines or ()]
    known = [day for day in days if day]
    supplier = purchasing.supplier_of(facts, facts.form.supplier)
    return min(known).toordinal() - int((supplier and supplier.lead_days) or 0) if known else 0


def brief(facts: Order) -> Iterable[Message]:
    form = facts.form
    if form.kind is PurchaseKind.SERVICE:
        yield _("{amount} to {payee} for {source}")(
            amount=form.due or purchasing.NOTHING, payee=form.payee or "", source=form.source or ""
        )
    elif is_complete(form):
        if purchasing.amount_of(form) > facts.money_policy("purchase-order.supervisor-limit"):
            yield _("Above {limit}: the general manager approves too")(
                limit=facts.money_policy("purchase-order.supervisor-limit")
            )
        states = deliveries.deliveries_of(facts, facts.case).lines(facts.case)
        for line, state in zip(form.lines[:5], states, strict=False):
            yield _("{product}: {quantity} at {price}, received {received}, stored {stored}, open {open}")(
                product=facts.name_of("products", line.product), quantity=line.quantity, price=line.price,
                received=state.received, stored=state.stored, open=state.open,
            )  # fmt: skip


def stock_and_demand(facts: Order) -> Iterable[Message]:
    needs = Needs(facts, besides=facts.case.id)
    for product in purchasing.products_of(facts.form.lines or ())[:5]:
        short = needs.shortage(product)
        yield _(
            "{product}: on hand {on_hand}, available {available}, demand {demand}, safety stock {safety},"
            " on order {on_order}: shortage {shortage}"
        )(
            product=facts.name_of("products", product), on_hand=short.on_hand, available=short.available,
            demand=short.demand, safety=short.safety, on_order=short.on_order, shortage=short.quantity,
        )  # fmt: skip


def last_promise(facts: Order) -> datetime | None:
    promised = [line.promised or line.needed_by for line in facts.form.lines]
    return facts.calendar.closing(facts.calendar.business_day_from(max(promised))) if promised else None


def payment_due(facts: Order) -> datetime | None:
    if facts.form.terms is PayTerms.DAYS and facts.form.days:
        day = facts.calendar.business_day_from(facts.today + timedelta(days=int(facts.form.days)))
        return facts.calendar.closing(day)
    return business_days(2).after(facts.now, facts.calendar)


# --- the procedure ------------------------------------------------------------------------------------------

APPROVERS = in_order(
    When(_("equipment"), lambda facts: facts.form.kind is PurchaseKind.EQUIPMENT, ENGINEER),
    WAREHOUSE_SUPERVISOR,
    When(
        _("above the supervisor's limit"),
        lambda facts: purchasing.amount_of(facts.form) > facts.money_policy("purchase-order.supervisor-limit"),
        GENERAL_MANAGER,
    ),
)

PURCHASE_ORDER = Process(
    "purchase-order",
    _("Purchase order"),
    desk=WAREHOUSE,
    prefix="PO",
    form=PurchaseOrderForm,
    covers=("P16", "P56", "P59"),
    derive=show_demand,
    subject=subject,
    amount=lambda facts: purchasing.amount_of(facts.form) if facts.form.kind else None,
    rank=rank,
    brief=brief,
    draft_brief=stock_and_demand,
    protected=("supplier", "terms", "prepay", "lines"),
    not_copied=("source", "due", "advance", "invoice", "invoice_number", "lines.needed_by", "lines.promised"),
    starts_at=("settle",),
    steps=[
        Draft(
            by=PURCHASER,
            to="approve",
            within=business_days(1),
            guards=[
                check.is_filled, check.kinds_apart, check.supplier_may_be_asked, check.within_demand,
                check.quotes_compared, check.within_contract_price, check.service_is_owed,
            ],
            edits=(
                "kind", "supplier", "terms", "prepay", "days", "place", "quotes", "lines", "payee", "source", "what",
                "due", "note",
            ),
        ),
        Step(
            "approve",
            _("approval"),
            by=APPROVERS,
            within=business_days(1),
            actions=[Approve("send", effects=[book.note_approval]), SendBack("draft"), Reject("refused")],
        ),
        Work(
            "send",
            _("send to the supplier"),
            by=PURCHASER,
            within=business_hours(4),
            edits=("lines.quantity", "lines.price", "lines.promised"),
            actions=[
                Approve(
                    first_of((check.is_prepaid, "advance"), "deliver"), key="confirmed", title=_("Confirmed"),
                    guards=[check.confirmed_as_approved], effects=[book.note_promises], irreversible=True,
                ),
                Action(
                    "changed", _("Changed by the supplier"), "approve", Kind.OTHER,
                    guards=[check.is_changed, check.within_demand, check.within_contract_price],
                ),
                SendBack("draft", key="declined", title=_("Supplier declines")),
            ],
        ),
        Step(
            "advance",
            _("advance"),
            by=FINANCE,
            within=business_days(2),
            edits=("advance",),
            actions=[
                Approve(
                    "deliver", key="paid", title=_("Paid"), requires=["advance"], guards=[check.advance_is_right],
                    effects=[book.pay_advance], irreversible=True,
                ),
                SendBack("send"),
            ],
        ),
        Work(
            "deliver",
            _("delivery"),
            by=PURCHASER,
            within=Until(_("latest promised date"), last_promise),
            edits=("lines.promised", "supplier_name", "supplier_word"),
            actions=[
                Action(
                    "new-date", _("New date"), "deliver", Kind.OTHER, requires=["supplier_name", "supplier_word"],
                    guards=[check.date_is_new], effects=[book.tell_who_waits],
                ),
                Action("close-short", _("Close short"), "close-short", Kind.OTHER, reason=True),
                Action(
                    "stored", _("Last receipt stored"), "settle", guards=[check.everything_is_in],
                    moved_by="goods-receipt", when_it_ends=("done",),
                ),
            ],
        ),
        Step(
            "close-short",
            _("close short"),
            by=WAREHOUSE_SUPERVISOR,
            within=business_days(1),
            actions=[
                Approve(
                    first_of((check.came_to_nothing, "cancelled"), "settle"), key="agree", title=_("Agree"),
                    guards=[check.no_receipt_open], effects=[book.cancel_rest],
                ),
                SendBack("deliver", key="disagree", title=_("Disagree")),
            ],
        ),
        Step(
            "settle",
            _("payment"),
            by=FINANCE,
            within=Until(_("terms of payment"), payment_due),
            edits=("invoice_number", "invoice"),
            actions=[
                Approve(
                    "done", key="paid", title=_("Paid"), requires=["invoice"],
                    guards=[check.invoice_is_right, check.nothing_pending, check.service_is_owed], effects=[book.pay],
                    irreversible=True,
                ),
                Action(
                    "reopened", _("Goods come again"), "deliver", Kind.OTHER, guards=[check.is_open_again],
                    moved_by="return-to-supplier", when_it_ends=("done",),
                ),
            ],
        ),
        End("done", _("done")),
        End("cancelled", _("cancelled"), purpose=False),
        End("refused", _("refused"), purpose=False),
        End("withdrawn", _("withdrawn"), purpose=False),
    ],
    policies=[
        Policy("purchase-order.run", time(9), _("when the daily drafts are opened"), "time"),
        Policy(
            "purchase-order.supervisor-limit", Decimal("20000.00"), _("order up to which the supervisor approves alone"),
            importance="authority", low=Decimal(0),
        ),
        Policy(
            "purchase-order.quotes-from", Decimal("10000.00"), _("order from which three quotes are compared"),
            importance="money", low=Decimal(0),
        ),
        Policy(
            "purchase-order.trial-limit", Decimal("2000.00"), _("largest order to a candidate"), importance="money",
            low=Decimal(0),
        ),
    ],
    reasons=[
        _("stock covers the demand"),
        _("price too high"),
        _("wrong supplier"),
        _("quantity"),
        _("terms not acceptable"),
    ],
    documents=[
        Document(
            "purchase-order", _("Purchase order"), on=("send:confirmed",), signed=False,
            prints=(
                "supplier", "terms", "prepay", "days", "place", "lines.product", "lines.quantity", "lines.price",
                "lines.promised",
            ),
        )
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
        Duty(
            "purchase-order.shortage", _("Drafts for what is short"), _("every working day at 09:00"), daily_drafts
        )
    ],
)  # fmt: skip
