"""Return to supplier (退货给供应商) — P16, P18.

What is rejected at a gate goes back: the purchaser agrees with the supplier on a replacement, a credit or rework. The
quality manager decides what the supplier disputes; kept goods return to the shelf at a reduced price. The storekeeper
hands over with the return note (退货单), the guard counts the pieces against it. A replacement opens the line of the
order again, a credit cuts it. Goods found bad after they were stored are the supervisor's first, and finance settles
them by the credit note.
"""

from workflows.engine.language import *
from workflows.library import return_bookings as book
from workflows.library import return_checks as check
from workflows.library import returning
from workflows.library.opened_by import opened_by_hand
from workflows.library.returning import ReturnForm
from workflows.library.subjects import about, goods_of
from workflows.posts import FINANCE, GUARD, PURCHASER, QUALITY_MANAGER, STOREKEEPER, WAREHOUSE, WAREHOUSE_SUPERVISOR

TODAY = Until(_("the same day"), lambda facts: facts.calendar.closing_after(facts.now))

# --- the procedure ------------------------------------------------------------------------------------------

RETURN_TO_SUPPLIER = Process(
    "return-to-supplier", _("Return to supplier"), desk=WAREHOUSE, prefix="RS", form=ReturnForm, covers=("P16", "P18"),
    derive=[While("draft", returning.fill_from_receipt)],
    subject=lambda facts: about(returning.party(facts), goods_of(facts, facts.form.lines)),
    amount=lambda facts: returning.receipt_value(facts.form),
    rank=returning.rank,
    brief=returning.brief,
    takes_over=returning.taken_from_receipt,
    offers={"receipt": returning.receipts_of, "order": returning.orders_of},
    starts_at=("agree",),
    steps=[
        Draft(
            by=STOREKEEPER, to=first_of((check.was_stored, "review"), "agree"), edits=returning.FOUND_BAD,
            guards=[check.may_be_returned], effects=[book.reserve],
            withdraw="", actions=[Withdraw(guards=[opened_by_hand])],
        ),
        Step(
            "review", _("review"), WAREHOUSE_SUPERVISOR, within=business_days(1),
            actions=[
                Approve("agree", guards=[check.carries_value], effects=[book.set_apart]), SendBack(), Reject(),
            ],
        ),
        Work(
            "agree", _("agree with the supplier"), PURCHASER, within=business_days(2),
            edits=("outcome", "agreed_by", "agreed_on"),
            actions=[
                Approve("hand-over", "agreed", _("Agreed"), requires=["outcome", "agreed_by", "agreed_on"],
                        guards=[check.is_agreed]),
                Outcome("disputed", _("Disputed"), "dispute", reason=True),
            ],
        ),
        Step(
            "dispute", _("dispute"), QUALITY_MANAGER, within=business_days(3),
            edits=("report", "outcome", "price_cut", "keep_at"),
            actions=[
                Approve("hand-over", "uphold", _("Uphold"), requires=["outcome"], guards=[check.is_reported]),
                Outcome("keep", _("Keep"), "kept", guards=[check.is_reported, check.keep_is_named], effects=[book.keep]),
            ],
        ),
        Work(
            "hand-over", _("hand over"), STOREKEEPER, within=business_days(5),
            edits=("lines.handed", "carrier", "pieces"),
            actions=[
                Approve("gate", "handed-over", _("Handed over"), requires=["carrier", "pieces"],
                        guards=[check.handed_over_whole], effects=[book.print_note]),
            ],
        ),
        Work(
            "gate", _("gate"), GUARD, within=TODAY, edits=("counted",),
            actions=[
                Approve(first_of((check.has_money, "settle"), "done"), "passed", _("Passed"), requires=["counted"],
                        guards=[check.pieces_fit], effects=[book.let_out], irreversible=True),
                SendBack("hand-over", "mismatch", _("Pieces differ")),
            ],
        ),
        Step(
            "settle", _("settlement"), FINANCE, within=business_days(10), edits=("credit_note_number", "credit_note"),
            actions=[
                Approve("done", "settled", _("Settled with the supplier"), requires=["credit_note_number", "credit_note"],
                        guards=[check.credit_note_fits], effects=[book.settle], irreversible=True),
            ],
        ),
        DONE, End("kept", _("kept")), REFUSED, WITHDRAWN,
    ],
    policies=[
        Policy("return-to-supplier.store-days", 30, _("days goods may lie rejected before the supervisor is reminded"),
               "days", low=Decimal(1), high=Decimal(365)),
    ],
    reasons=[_("defect not proven"), _("within tolerance"), _("our own damage"), _("wrong lot")],
    documents=[
        Document("return-note", _("Return note"), on=(), prints=returning.RETURN_NOTE),
        Document("rejected-books", _("Note of rejected books"), on=(), prints=returning.REJECTED_BOOKS),
    ],
    links=[
        Link("goods-receipt", _("opens one for what is rejected; a replacement arrives as a new receipt")),
        Link("purchase-order", _("its line is opened again (replacement) or cut (credit)")),
        Link("project-purchase", _("opens one for goods rejected on a site")),
        Link("inspection", _("opens one for outsourced lots that did not pass")),
        Link("return-exchange", _("opens a draft for goods customers brought back")),
        Link("write-off", _("writes off what the supplier does not take")),
    ],
    duties=[
        Reminder("return-to-supplier.lying", _("Rejected goods that lie too long"),
                 _("once, to the supervisor, after the days of the policy"), returning.lying_long),
    ],
)  # fmt: skip
