"""Goods receipt and inspection (到货验收入库) — P16, P18, P63, P67, P169, P170.

Goods that arrive pass two gates. The inspector checks them, fabric in full, accessories by sample; what he rejects goes
to the supplier directly, what he lets through although something is wrong the quality manager decides. The storekeeper
counts by hand and stores: the move in 流水帐, the balance in 库存台帐 and the payable are booked in one decision. What
he refuses goes back only after the supervisor has looked at it. Books are counted by the purchaser, catalogued, and
returned directly at both gates. A customer's own goods come in the same way, without money.
"""

from workflows.engine.language import *
from workflows.library import deliveries, receiving
from workflows.library import receipt_bookings as book
from workflows.library import receipt_checks as check
from workflows.library.receiving import GoodsReceiptForm, ReceiptKind, ReceiptLine
from workflows.posts import (
    CATALOGUER,
    EQUIPMENT_KEEPER,
    INSPECTOR,
    PURCHASER,
    QUALITY_MANAGER,
    STOREKEEPER,
    WAREHOUSE,
    WAREHOUSE_SUPERVISOR,
)

Receipt = Facts[GoodsReceiptForm]
NOT_AWAITED = date.max.toordinal()

# --- who, and by when ---------------------------------------------------------------------------------------


def is_equipment(facts: Receipt) -> bool:
    return facts.form.kind is ReceiptKind.EQUIPMENT


def inspection_due(facts: Receipt) -> datetime:
    fabric = facts.form.kind is ReceiptKind.FABRIC
    limit: Duration = facts.policy("goods-receipt.inspect-fabric" if fabric else "goods-receipt.inspect")
    return limit.after(facts.now, facts.calendar)


def inspectors(facts: Receipt) -> set[int]:
    return facts.who_acted("inspect")


INSPECTORS = all_of(
    When(_("goods"), lambda facts: not is_equipment(facts), INSPECTOR),
    When(_("equipment"), is_equipment, EQUIPMENT_KEEPER),
)

# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Receipt) -> str:
    form = facts.form
    party = facts.name_of("suppliers", form.supplier) if form.supplier else ""
    party = facts.name_of("customers", form.customer) if form.customer else party
    named = [facts.name_of("products", line.product) for line in form.lines or () if line.product]
    more = f" +{len(named) - 1}" if len(named) > 1 else ""
    return " · ".join(part for part in (party, f"{named[0]}{more}" if named else "") if part)


def value(facts: Receipt) -> Decimal | None:
    """What was delivered, at order price."""
    lines: list[ReceiptLine] = [line for line in facts.form.lines or () if line.price and line.delivered]
    return sum((receiving.worth(line, line.delivered) for line in lines), receiving.NO_MONEY) if lines else None


def rank(facts: Receipt) -> int:
    """The earliest promise of the orders the goods were bought for."""
    order = deliveries.find_order(facts, facts.form.order)
    rows = order.form.get("lines", []) if order else []
    waiting = [facts.find_case(row["demand"]) for row in rows if row.get("demand")]
    promises = [case.form.get("promise") or case.form.get("wanted") for case in waiting if case]
    return min((date.fromisoformat(day).toordinal() for day in promises if day), default=NOT_AWAITED)


def brief(facts: Receipt) -> Iterable[Message]:
    if not is_complete(facts.form):
        return
    for number, line in enumerate(facts.form.lines[:5], 1):
        product = facts.name_of("products", line.product or "")
        if line.method is receiving.Method.SAMPLE:
            yield _("{product}: {delivered} delivered, check {sample} of them; a defect means all")(
                product=product, delivered=line.delivered, sample=line.sample or 0
            )
        else:
            yield _("{product}: {delivered} delivered, check all")(product=product, delivered=line.delivered)
        if line.good or line.rejected:
            yield _("Line {line}: {accepted} accepted, {rejected} rejected, {concession} on concession, {stored} stored")(
                line=number, accepted=line.accepted or 0, rejected=line.rejected or 0,
                concession=line.concession or 0, stored=line.in_stock or 0,
            )  # fmt: skip


# --- the procedure ------------------------------------------------------------------------------------------

GOODS_RECEIPT = Process(
    "goods-receipt",
    _("Goods receipt and inspection"),
    desk=WAREHOUSE,
    prefix="GR",
    form=GoodsReceiptForm,
    covers=("P16", "P18", "P63", "P67", "P169", "P170"),
    derive=receiving.fill_from_order,
    subject=subject,
    amount=value,
    customer=lambda facts: facts.form.customer or "",
    rank=rank,
    brief=brief,
    not_copied=("note_number", "lines", "defects", "books", "trial_run"),
    steps=[
        Draft(
            by=PURCHASER,
            key="arrival",
            title=_("arrival"),
            to=first_of((check.no_book_accepted, "returned"), (check.is_book, "catalogue"), "inspect"),
            within=business_hours(2),
            guards=[check.source_is_open, check.within_order, check.books_counted, check.material_is_known],
            effects=[book.arrive],
            edits=("kind", "source", "order", "customer", "note_number", "warehouse", "lines", "materials", "note"),
        ),
        Step(
            "inspect",
            _("inspection (gate 1)"),
            by=INSPECTORS,
            within=Until(_("a business day, fabric two"), inspection_due),
            edits=(
                "lines.checked",
                "lines.accepted",
                "lines.rejected",
                "lines.concession",
                "lines.use",
                "lines.cut_reason",
                "lines.price_cut",
                "defects",
                "trial_run",
            ),
            actions=[
                Approve(
                    "store",
                    key="qualified",
                    title=_("Qualified"),
                    guards=[
                        check.is_qualified,
                        check.verdicts_add_up,
                        check.checked_by_rule,
                        check.defects_are_named,
                        check.ran_on_trial,
                    ],
                    effects=[book.judge],
                ),
                Action(
                    "concession",
                    _("With concession"),
                    "concession",
                    guards=[
                        check.has_concession,
                        check.verdicts_add_up,
                        check.checked_by_rule,
                        check.defects_are_named,
                        check.ran_on_trial,
                    ],
                    effects=[book.judge],
                ),
                Action(
                    "unqualified",
                    _("Unqualified"),
                    "returned",
                    Kind.OTHER,
                    guards=[
                        check.is_unqualified,
                        check.verdicts_add_up,
                        check.checked_by_rule,
                        check.defects_are_named,
                    ],
                    effects=[book.judge],
                ),
            ],
        ),
        Step(
            "concession",
            _("concession"),
            by=QUALITY_MANAGER,
            within=business_hours(4),
            edits=("lines.use", "lines.cut_reason", "lines.price_cut"),
            actions=[
                Approve("store", key="grant", title=_("Grant"), guards=[check.concession_is_named]),
                Action(
                    "refuse",
                    _("Refuse"),
                    first_of((check.nothing_left, "returned"), "store"),
                    Kind.OTHER,
                    effects=[book.refuse_concession],
                    reason=True,
                ),
            ],
        ),
        Step(
            "catalogue",
            _("cataloguing"),
            by=CATALOGUER,
            within=business_days(1),
            edits=("books",),
            actions=[
                Approve(
                    "store",
                    key="catalogued",
                    title=_("Catalogued"),
                    requires=["books"],
                    guards=[check.books_catalogued],
                    effects=[book.catalogue_books],
                )
            ],
        ),
        Step(
            "store",
            _("storing (gate 2)"),
            by=STOREKEEPER,
            within=business_hours(4),
            barred=inspectors,
            on_enter=[book.clear_count],
            edits=("lines.stored", "lines.refused", "lines.location", "defects"),
            actions=[
                Approve(
                    "done",
                    key="qualified",
                    title=_("Qualified"),
                    guards=[check.nothing_refused, check.counted_by_hand, check.places_named],
                    effects=[book.store, book.move_order_on],
                ),
                Action(
                    "unqualified",
                    _("Unqualified, all or part"),
                    first_of((check.no_book_stored, "returned"), (check.is_book, "done"), "review"),
                    Kind.OTHER,
                    guards=[
                        check.something_refused,
                        check.counted_by_hand,
                        check.places_named,
                        check.defects_are_named,
                    ],
                    effects=[book.store, book.return_refused_books, book.move_order_on],
                ),
                SendBack("catalogue", key="note-wrong", title=_("Receipt note wrong"), guards=[check.is_of_books]),
            ],
        ),
        Step(
            "review",
            _("review"),
            by=WAREHOUSE_SUPERVISOR,
            within=business_days(1),
            edits=("defects",),
            actions=[
                Approve(
                    first_of((check.nothing_stored, "returned"), "done"),
                    key="confirm",
                    title=_("Confirm return"),
                    guards=[check.defects_are_named],
                    effects=[book.return_refused, book.move_order_on],
                ),
                Action("keep", _("Keep: count again"), "store", Kind.OTHER),
            ],
        ),
        DONE,
        End("returned", _("returned")),
        WITHDRAWN,
    ],
    policies=[
        Policy("goods-receipt.inspect", business_days(1), _("time to inspect"), "duration"),
        Policy("goods-receipt.inspect-fabric", business_days(2), _("time to inspect fabric"), "duration"),
        Policy(
            "goods-receipt.sampling-from",
            Decimal(50),
            _("delivery from which accessories are checked by sample"),
            "quantity",
            low=Decimal(1),
        ),
        Policy(
            "goods-receipt.tolerance",
            Decimal(3),
            _("% by which fabric and accessories may exceed the order"),
            "percent",
            low=Decimal(0),
            high=Decimal(20),
        ),
    ],
    reasons=[
        _("wrong product"),
        _("damaged"),
        _("quality defect"),
        _("short or over quantity"),
        _("papers missing or wrong"),
    ],
    documents=[
        Document("fabric-report", _("Fabric inspection report"), on=()),
        Document("accessory-report", _("Accessory inspection report"), on=()),
        Document("inspection-report", _("Inspection report"), on=()),
        Document(
            "warehouse-receipt",
            _("Warehouse receipt"),
            on=(),
            prints=(
                "order",
                "supplier",
                "customer",
                "warehouse",
                "lines.product",
                "lines.lot",
                "lines.stored",
                "lines.location",
                "books",
            ),
        ),
    ],
    links=[
        Link("purchase-order", _("books on its lines; the last one stored moves it to payment")),
        Link("supply-plan", _("books the customer's goods on its lines")),
        Link("return-to-supplier", _("opens one for what is rejected or refused")),
        Link("sales-order", _("lets the orders that wait reserve what has come in")),
    ],
)
