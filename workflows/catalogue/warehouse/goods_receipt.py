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
from workflows.library.receiving import GoodsReceiptForm
from workflows.library.subjects import about, goods_of
from workflows.posts import (
    CATALOGUER,
    EQUIPMENT_KEEPER,
    INSPECTOR,
    PURCHASER,
    QUALITY_MANAGER,
    STOREKEEPER,
    WAREHOUSE,
    WAREHOUSE_SUPERVISOR,
)  # fmt: skip

INSPECTORS = all_of(
    When(_("goods"), lambda facts: not receiving.is_equipment(facts), INSPECTOR),
    When(_("equipment"), receiving.is_equipment, EQUIPMENT_KEEPER),
)
_JUDGED = [check.verdicts_add_up, check.checked_by_rule, check.defects_are_named]
_COUNTED = [check.counted_by_hand, check.places_named]

# --- the procedure ------------------------------------------------------------------------------------------

GOODS_RECEIPT = Process(
    "goods-receipt", _("Goods receipt and inspection"), desk=WAREHOUSE, prefix="GR", form=GoodsReceiptForm,
    covers=("P16", "P18", "P63", "P67", "P169", "P170"),
    derive=[While("arrival", receiving.fill_from_order)],
    subject=lambda facts: about(receiving.party(facts), goods_of(facts, facts.form.lines)),
    amount=receiving.value,
    rank=receiving.rank,
    brief=receiving.brief,
    takes_over=receiving.taken_from_order,
    offers={"order": deliveries.expecting},
    not_copied=("note_number", "lines", "defects", "books", "trial_run"),
    steps=[
        Draft(
            key="arrival", title=_("arrival"), by=PURCHASER, within=business_hours(2), edits=receiving.ARRIVED,
            later=receiving.NOT_AT_THE_DOOR,
            to=first_of((check.no_book_accepted, "returned"), (check.is_book, "catalogue"), "inspect"),
            guards=[check.source_is_open, check.within_order, check.books_counted, check.material_is_known],
            effects=[book.arrive],
        ),
        Step(
            "inspect", _("inspection (gate 1)"), INSPECTORS, edits=receiving.JUDGED,
            within=Until(_("a business day, fabric two"), receiving.inspection_due),
            actions=[
                Approve("store", "qualified", _("Qualified"), effects=[book.judge],
                        guards=[check.is_qualified, *_JUDGED, check.ran_on_trial]),
                Approve("concession", "concession", _("With concession"), effects=[book.judge],
                        guards=[check.has_concession, *_JUDGED, check.ran_on_trial]),
                Outcome("unqualified", _("Unqualified"), "returned", effects=[book.judge],
                        guards=[check.is_unqualified, *_JUDGED]),
            ],
        ),
        Step(
            "concession", _("concession"), QUALITY_MANAGER, within=business_hours(4),
            edits=("lines.use", "lines.cut_reason", "lines.price_cut"),
            actions=[
                Approve("store", "grant", _("Grant"), guards=[check.concession_is_named]),
                Outcome("refuse", _("Refuse"), first_of((check.nothing_left, "returned"), "store"), reason=True,
                        effects=[book.refuse_concession]),
            ],
        ),
        Step(
            "catalogue", _("cataloguing"), CATALOGUER, within=business_days(1), edits=("books",),
            actions=[
                Approve("store", "catalogued", _("Catalogued"), requires=["books"], guards=[check.books_catalogued],
                        effects=[book.catalogue_books]),
            ],
        ),
        Step(
            "store", _("storing (gate 2)"), STOREKEEPER, within=business_hours(4), on_enter=[book.clear_count],
            barred=lambda facts: facts.who_acted("inspect"),
            edits=("lines.stored", "lines.refused", "lines.location", "defects"),
            actions=[
                Approve("done", "qualified", _("Qualified"), guards=[check.nothing_refused, *_COUNTED],
                        effects=[book.store, book.move_order_on]),
                Outcome(
                    "unqualified", _("Unqualified, all or part"),
                    first_of((check.no_book_stored, "returned"), (check.is_book, "done"), "review"),
                    guards=[check.something_refused, *_COUNTED, check.defects_are_named],
                    effects=[book.store, book.return_refused_books, book.move_order_on],
                ),
                SendBack("catalogue", "note-wrong", _("Receipt note wrong"), guards=[check.is_of_books]),
            ],
        ),
        Step(
            "review", _("review"), WAREHOUSE_SUPERVISOR, within=business_days(1), edits=("defects",),
            actions=[
                Approve(first_of((check.nothing_stored, "returned"), "done"), "confirm", _("Confirm return"),
                        guards=[check.defects_are_named], effects=[book.return_refused, book.move_order_on]),
                Outcome("keep", _("Keep: count again"), "store"),
            ],
        ),
        DONE, End("returned", _("returned")), WITHDRAWN,
    ],
    policies=[
        Policy("goods-receipt.inspect", business_days(1), _("time to inspect"), "duration"),
        Policy("goods-receipt.inspect-fabric", business_days(2), _("time to inspect fabric"), "duration"),
        Policy("goods-receipt.sampling-from", Decimal(50), _("delivery from which accessories are checked by sample"),
               "quantity", low=Decimal(1)),
        Policy("goods-receipt.tolerance", Decimal(3), _("% by which fabric and accessories may exceed the order"),
               "percent", low=Decimal(0), high=Decimal(20)),
    ],
    reasons=[
        _("wrong product"), _("damaged"), _("quality defect"), _("short or over quantity"), _("papers missing or wrong"),
    ],
    documents=[
        Document("fabric-report", _("Fabric inspection report"), on=()),
        Document("accessory-report", _("Accessory inspection report"), on=()),
        Document("inspection-report", _("Inspection report"), on=()),
        Document("warehouse-receipt", _("Warehouse receipt"), on=(), prints=receiving.STORED),
    ],
    links=[
        Link("purchase-order", _("books on its lines; the last one stored moves it to payment")),
        Link("supply-plan", _("books the customer's goods on its lines")),
        Link("return-to-supplier", _("opens one for what is rejected or refused")),
        Link("sales-order", _("lets the orders that wait reserve what has come in")),
    ],
)  # fmt: skip
