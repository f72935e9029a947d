"""Order change after purchase (订单修改) — P77, P78, P80.

Goods, address or a wish of an order that was bought. First the change, then the note, then the customer's yes, then the
printer, and each at once, since the order stands still meanwhile. An order that is not printed is changed in the order
itself; of a printed one both papers, of a packed one the parcel is taken from the storekeeper first; what has left the
house is redirected or comes back. A dearer change is paid before it is confirmed, a cheaper one opens a refund.
"""

from workflows.engine.language import *
from workflows.library import contact_handing_on as handing
from workflows.library import order_change_bookings as book
from workflows.library import order_change_checks as check
from workflows.library import order_changing as changing
from workflows.library import order_hold as hold
from workflows.library.order_changing import OrderChangeForm
from workflows.posts import AFTER_SALES, SERVICE, SERVICE_AGENT, SERVICE_SUPERVISOR, SHIPPING_CLERK, STOREKEEPER

BY_STATE = first_of((hold.is_shipped, "after-sales"), (hold.is_packed, "parcel"), (hold.is_printed, "papers"), "change")

# --- the procedure ------------------------------------------------------------------------------------------

_LIMIT = hold.in_all("order-change.limit", _("four business hours in all: the order stands still"))
_BOTH = all_of(STOREKEEPER, SERVICE_AGENT)
_HANDED = ("papers.note_number", "papers.waybill_number", "papers.parcels")
_CONFIRMED = ("confirmed_at", "confirmed_how")
_TOLD = ("courier_word", "customer_told")
IN_HAND = Approve("change", "in-hand", _("In hand"), guards=[hold.numbers_equal])

ORDER_CHANGE = Process(
    "order-change", _("Order change"), desk=SERVICE, prefix="OC", form=OrderChangeForm, covers=("P77", "P78", "P80"),
    derive=[While("draft", changing.read_order), changing.price_change], takes_over=handing.taken_by("order-change"),
    subject=hold.subject_of_order,
    offers={"order": hold.in_question},
    brief=check.brief,
    amount=lambda facts: facts.form.difference,
    rank=lambda facts: -1 if facts.taken("in-hand") else 0,
    told_when_late=(SERVICE_SUPERVISOR,),
    steps=[
        Draft(
            by=SERVICE_AGENT, to=BY_STATE, edits=changing.ASKED, effects=[hold.stop],
            guards=[
                hold.order_is_found, hold.identity_is_proved, hold.nothing_else_open, check.answer_is_filled,
                check.lines_are_of_the_order,
            ],
        ),
        Work(
            "papers", _("take the papers"), _BOTH, within=business_hours("0.5"), not_after=_LIMIT, edits=_HANDED,
            actions=[IN_HAND],
        ),
        Work(
            "parcel", _("take the parcel"), _BOTH, within=business_hours("0.5"), not_after=_LIMIT, edits=_HANDED,
            actions=[IN_HAND],
        ),
        Work(
            "change", _("change"), SERVICE_AGENT, within=business_hours("0.5"), not_after=_LIMIT, edits=changing.CHANGED,
            actions=[
                Approve(
                    "confirm", "changed", _("Changed"), effects=[book.change_order],
                    guards=[
                        check.answer_is_filled, check.lines_are_of_the_order, check.goods_are_there,
                        check.payment_fits, check.difference_is_covered,
                    ],
                ),
                Outcome("impossible", _("Impossible"), "notify", reason=True, effects=[book.strike_out]),
            ],
        ),
        Work(
            "confirm", _("the customer's yes"), SERVICE_AGENT, within=business_hours(2), not_after=_LIMIT,
            edits=_CONFIRMED,
            actions=[
                Approve("notify", "right", _("Right, note read out"), requires=_CONFIRMED, guards=[check.was_confirmed]),
                Outcome("correct", _("Correct"), "change"),
                Outcome("keeps", _("Keeps the old"), "notify", requires=_CONFIRMED, effects=[book.strike_out]),
                Outcome("not-reached", _("Not reached"), first_of((check.not_reached_for_long, "notify"), "confirm"),
                        effects=[book.strike_out_if_long]),
            ],
        ),
        Work(
            "notify", _("tell the printer"), SHIPPING_CLERK, within=business_hours("0.5"), not_after=_LIMIT,
            edits=("printer_told",),
            actions=[
                Approve(first_of((check.is_kept, "kept"), "done"), "noted", _("Noted, red flag ticked"),
                        requires=["printer_told"], effects=[book.hand_to_printer]),
            ],
        ),
        Work(
            "after-sales", _("after-sales"), AFTER_SALES, within=business_hours(4), not_after=_LIMIT, edits=_TOLD,
            actions=[
                Approve("done", "redirected", _("Redirected"), requires=_TOLD, guards=[check.can_be_redirected]),
                Outcome("send-back", _("Sent back to us"), "handed-on", requires=_TOLD, effects=[book.open_return]),
                Outcome("impossible", _("Impossible"), "unchanged", requires=_TOLD),
            ],
        ),
        DONE,
        End("kept", _("order kept"), purpose=False),
        End("unchanged", _("unchanged"), purpose=False),
        End("handed-on", _("handed on"), purpose=False),
        WITHDRAWN,
    ],
    policies=[
        Policy("order-change.limit", business_hours(4), _("time a change may take in all"), kind="duration"),
        Policy("order-change.unreached", business_days(1), _("time after which a customer not reached keeps the old"),
               kind="duration"),
        Policy("order-change.vat-from", Decimal("5000.00"), _("amount below which a VAT invoice waits for more orders")),
    ],
    reasons=[
        _("not the buyer"), _("goods not available"), _("difference not paid"), _("paper or parcel number differs"),
        _("not possible any more"),
    ],
    documents=[Document("order-change", _("Order change form"))],
    links=[
        Link("sales-order", _("is changed with what it has reserved")),
        Link("shipment", _("stands still meanwhile; is amended or unpacked")),
        Link("refund", _("opened for the difference of a cheaper change")),
        Link("return-exchange", _("opened as a draft for goods that are sent back to be changed")),
        Link("vat-invoice", _("takes the title from the order")),
        Link("contact", _("opens it for wishes of a chat")),
        Link("complaint", _("opens it for a changed order")),
    ],
)  # fmt: skip
