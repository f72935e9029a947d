"""Return to supplier (退货给供应商) — P16, P18.

What is rejected at a gate goes back: the purchaser agrees with the supplier on a replacement, a credit or rework. The
quality manager decides what the supplier disputes; kept goods return to the shelf at a reduced price. The storekeeper
hands over with the return note (退货单), the guard counts the pieces against it. A replacement opens the line of the
order again, a credit cuts it. Goods found bad after they were stored are the supervisor's first, and finance settles
them by the credit note.
"""

from workflows.engine.language import *
from workflows.library import returning
from workflows.library.returning import ReturnForm
from workflows.posts import FINANCE, GUARD, PURCHASER, QUALITY_MANAGER, STOREKEEPER, WAREHOUSE, WAREHOUSE_SUPERVISOR

Back = Facts[ReturnForm]


def end_of_day(facts: Back) -> datetime:
    return facts.calendar.closing(facts.calendar.business_day_from(facts.today))


def stored_long_enough(facts: Back) -> datetime:
    """Rejected goods do not lie longer: then the step is overdue, and comes to the supervisor."""
    return facts.case.opened_at + timedelta(days=facts.count_policy("return-to-supplier.store-days"))


STORE_DAYS = Until(_("days goods may lie rejected"), stored_long_enough)


def subject(facts: Back) -> str:
    form = facts.form
    party = facts.name_of("suppliers", form.supplier) if form.supplier else ""
    party = party or (facts.name_of("customers", form.customer) if form.customer else "")
    named = [facts.name_of("products", line.product) for line in form.lines or () if line.product]
    more = f" +{len(named) - 1}" if len(named) > 1 else ""
    return " · ".join(part for part in (party, f"{named[0]}{more}" if named else "") if part)


def brief(facts: Back) -> Iterable[Message]:
    if not is_complete(facts.form):
        return
    form = facts.form
    for line in form.lines[:5]:
        yield _("{quantity} {product} back: {defect}")(
            quantity=line.quantity, product=facts.name_of("products", line.product), defect=line.defect
        )
    value = returning.receipt_value(form)
    if form.is_booked:
        yield _("Stored before: {value} at receipt price")(value=value)
    else:
        yield _("Never stored: no money, {value} at receipt price")(value=value)


RETURN_TO_SUPPLIER = Process(
    "return-to-supplier",
    _("Return to supplier"),
    desk=WAREHOUSE,
    prefix="RS",
    form=ReturnForm,
    covers=("P16", "P18"),
    derive=returning.fill_from_receipt,
    subject=subject,
    amount=lambda facts: returning.receipt_value(facts.form),
    customer=lambda facts: facts.form.customer or "",
    brief=brief,
    starts_at=("agree",),
    steps=[
        Draft(
            by=STOREKEEPER,
            to=first_of((returning.was_stored, "review"), "agree"),
            guards=[returning.may_be_returned],
            effects=[returning.reserve],
            edits=("supplier", "customer", "order", "receipt", "lines"),
        ),
        Step(
            "review",
            _("review"),
            by=WAREHOUSE_SUPERVISOR,
            within=business_days(1),
            actions=[
                Approve("agree", guards=[returning.carries_value], effects=[returning.set_apart]),
                SendBack("draft"),
                Reject("refused"),
            ],
        ),
        Work(
            "agree",
            _("agree with the supplier"),
            by=PURCHASER,
            within=business_days(2),
            not_after=STORE_DAYS,
            edits=("outcome", "agreed_by", "agreed_on"),
            actions=[
                Approve(
                    "hand-over",
                    key="agreed",
                    title=_("Agreed"),
                    requires=["outcome", "agreed_by", "agreed_on"],
                    guards=[returning.is_agreed],
                ),
                Action("disputed", _("Disputed"), "dispute", Kind.OTHER, reason=True),
            ],
        ),
        Step(
            "dispute",
            _("dispute"),
            by=QUALITY_MANAGER,
            within=business_days(3),
            not_after=STORE_DAYS,
            edits=("report", "outcome", "price_cut", "keep_at"),
            actions=[
                Approve(
                    "hand-over", key="uphold", title=_("Uphold"), requires=["outcome"], guards=[returning.is_reported]
                ),
                Action(
                    "keep",
                    _("Keep"),
                    "kept",
                    Kind.OTHER,
                    guards=[returning.is_reported, returning.keep_is_named],
                    effects=[returning.keep],
                ),
            ],
        ),
        Work(
            "hand-over",
            _("hand over"),
            by=STOREKEEPER,
            within=business_days(5),
            not_after=STORE_DAYS,
            edits=("lines.handed", "carrier", "pieces"),
            actions=[
                Approve(
                    "gate",
                    key="handed-over",
                    title=_("Handed over"),
                    requires=["carrier", "pieces"],
                    guards=[returning.handed_over_whole],
                    effects=[returning.print_note],
                )
            ],
        ),
        Work(
            "gate",
            _("gate"),
            by=GUARD,
            within=Until(_("the same day"), end_of_day),
            edits=("counted",),
            actions=[
                Approve(
                    first_of((returning.has_money, "settle"), "done"),
                    key="passed",
                    title=_("Passed"),
                    requires=["counted"],
                    guards=[returning.pieces_fit],
                    effects=[returning.let_out],
                    irreversible=True,
                ),
                SendBack("hand-over", key="mismatch", title=_("Pieces differ")),
            ],
        ),
        Step(
            "settle",
            _("settlement"),
            by=FINANCE,
            within=business_days(10),
            edits=("credit_note_number", "credit_note"),
            actions=[
                Approve(
                    "done",
                    key="settled",
                    title=_("Settled"),
                    requires=["credit_note_number", "credit_note"],
                    guards=[returning.credit_note_fits],
                    effects=[returning.settle],
                    irreversible=True,
                )
            ],
        ),
        DONE,
        End("kept", _("kept")),
        REFUSED,
        WITHDRAWN,
    ],
    policies=[
        Policy(
            "return-to-supplier.store-days",
            30,
            _("days goods may lie rejected before the supervisor is reminded"),
            "days",
            low=Decimal(1),
            high=Decimal(365),
        )
    ],
    reasons=[_("defect not proven"), _("within tolerance"), _("our own damage"), _("wrong lot")],
    documents=[
        Document(
            "return-note",
            _("Return note"),
            on=(),
            prints=(
                "supplier",
                "customer",
                "order",
                "receipt",
                "outcome",
                "carrier",
                "pieces",
                "lines.product",
                "lines.lot",
                "lines.quantity",
                "lines.defect",
            ),
        ),
        Document(
            "rejected-books",
            _("Note of rejected books"),
            on=(),
            prints=("supplier", "order", "receipt", "lines.product", "lines.quantity", "lines.defect"),
        ),
    ],
    links=[
        Link("goods-receipt", _("opens one for what is rejected; a replacement arrives as a new receipt")),
        Link("purchase-order", _("its line is opened again (replacement) or cut (credit)")),
        Link("project-purchase", _("opens one for goods rejected on a site")),
        Link("inspection", _("opens one for outsourced lots that did not pass")),
        Link("return-exchange", _("opens a draft for goods customers brought back")),
        Link("write-off", _("writes off what the supplier does not take")),
    ],
)
