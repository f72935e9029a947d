"""Order cancellation after payment (订单取消) — P79.

From the moment it is handed in the order stands still. An order that is not printed is voided at once; of a printed or
packed one after-sales first takes papers or parcel; one that has left the house is intercepted or comes back. Nothing is
refunded before the order is void or the papers or parcels are in hand, and nothing is torn up or shelved before the
refund is settled. Custom goods in production are cancelled with the sales manager's consent, who may keep a part of the
deposit. Single lines may be cancelled too: the shipments that hold them are voided, and the other lines go out anew.
"""

from workflows.engine.language import *
from workflows.library import contact_handing_on as handing
from workflows.library import order_cancelling as cancel
from workflows.library import order_hold as hold
from workflows.library.order_cancelling import OrderCancelForm
from workflows.posts import (
    AFTER_SALES,
    SALES_MANAGER,
    SERVICE,
    SERVICE_AGENT,
    SERVICE_SUPERVISOR,
    SHIPPING_CLERK,
    STOREKEEPER,
)

BY_STATE = first_of((hold.is_shipped, "after-sales"), (cancel.has_papers, "fetch"), "void")

# --- the procedure ------------------------------------------------------------------------------------------

_LIMIT = hold.in_all("order-cancel.limit", _("one working day in all: the order stands still"))
_KEEPS = Outcome("keeps", _("Keeps the order"), "kept", by=SERVICE_AGENT, effects=[cancel.let_go], irreversible=True)
_SHELVER = When(_("goods were picked"), cancel.anything_picked, STOREKEEPER)
_TOLD = ("courier_word", "customer_told")

ORDER_CANCEL = Process(
    "order-cancel",
    _("Order cancellation"),
    desk=SERVICE,
    prefix="OX",
    form=OrderCancelForm,
    covers=("P79",),
    subject=hold.subject_of_order,
    offers={"order": hold.in_question},
    takes_over=handing.taken_by("order-cancel"),
    brief=cancel.brief,
    amount=lambda facts: facts.form.paid,
    rank=lambda facts: -1 if cancel.is_in_hand.holds(facts) else 0,
    told_when_late=(SERVICE_SUPERVISOR,),
    steps=[
        Draft(
            by=SERVICE_AGENT, to=first_of((cancel.is_in_production, "consent"), *BY_STATE.ways, BY_STATE.otherwise),
            guards=[hold.order_is_found, hold.identity_is_proved, hold.nothing_else_open, cancel.lines_stand],
            effects=[cancel.stop], edits=("customer", "order", "identity_by", "identity_fact", "only", "reason"),
        ),
        Step(
            "consent", _("consent to cancel"), SALES_MANAGER, within=business_hours(4), not_after=_LIMIT, edits=("kept",),
            actions=[
                Approve(BY_STATE, "agree", _("Agree"), guards=[cancel.within_deposit], effects=[cancel.keep_part]),
                Reject(),
            ],
        ),
        Work(
            "void", _("void"), (SHIPPING_CLERK, SERVICE_AGENT), within=business_hours("0.5"), not_after=_LIMIT,
            actions=[
                Approve(first_of((cancel.was_paid, "refund"), "done"), "voided", _("Voided"), by=SHIPPING_CLERK,
                        effects=[cancel.void_all], irreversible=True),
                _KEEPS,
            ],
        ),
        Work(
            "fetch", _("fetch papers or parcel"), all_of(STOREKEEPER, SERVICE_AGENT), within=business_hours(1),
            not_after=_LIMIT, edits=("papers.note_number", "papers.waybill_number", "papers.parcels"),
            actions=[
                Approve(first_of((cancel.was_paid, "refund"), "put-back"), "in-hand", _("In hand"),
                        guards=[hold.numbers_equal]),
                _KEEPS,
            ],
        ),
        Wait(
            "refund", _("refund"), AFTER_SALES, within=business_days(1), not_after=_LIMIT, on_enter=[cancel.open_refund],
            actions=[
                Action("settled", _("Refund settled"), first_of((cancel.is_in_hand, "put-back"), "done"), moved_by="refund",
                       when_it_ends=("done",), guards=[cancel.refund_is_settled], effects=[cancel.note_refund]),
                Outcome("again", _("Refund anew"), "refund", guards=[cancel.refund_is_missing]),
            ],
        ),
        Work(
            "put-back", _("put back"),
            all_of(AFTER_SALES, _SHELVER),
            within=business_hours(4), not_after=_LIMIT, edits=("pieces.counted",), on_enter=[cancel.list_pieces],
            actions=[
                Approve("done", "torn", _("Papers torn up"), by=AFTER_SALES, effects=[cancel.void_all],
                        irreversible=True),
                Approve("done", "shelved", _("Shelved"), by=_SHELVER, guards=[cancel.all_counted],
                        effects=[cancel.void_all], irreversible=True),
            ],
        ),
        Work(
            "after-sales", _("after-sales"), AFTER_SALES, within=business_hours(4), not_after=_LIMIT,
            edits=_TOLD,
            actions=[
                Approve("handed-on", "intercepted", _("Intercepted"), requires=_TOLD, effects=[cancel.open_return]),
                Approve("handed-on", "comes-back", _("Comes back"), requires=_TOLD, effects=[cancel.open_return]),
                Outcome("keeps-goods", _("Keeps the goods"), "kept", requires=_TOLD),
            ],
        ),
        DONE,
        End("kept", _("order kept"), purpose=False),
        End("handed-on", _("handed on"), purpose=False),
        REFUSED,
        WITHDRAWN,
    ],
    policies=[
        Policy("order-cancel.limit", business_days(1), _("time a cancellation may take in all"), kind="duration"),
    ],
    reasons=[
        _("not the buyer"),
        _("custom goods in production"),
        _("left the house"),
        _("paper or parcel number differs"),
    ],
    documents=[Document("order-cancel", _("Order cancellation form"))],
    links=[
        Link("sales-order", _("is cancelled with its shipments")),
        Link("shipment", _("stands still meanwhile, and is voided")),
        Link("refund", _("opened for what was paid; its end lets papers be torn up and goods shelved")),
        Link("return-exchange", _("opened for goods that come back; it asks for their money when they are in")),
        Link("production-order", _("is told at consent")),
        Link("contact", _("opens it from a call, visit or chat")),
        Link("complaint", _("opens it for a cancelled order")),
        Link("order-follow-up", _("opens it when the customer cancels for a new date")),
    ],
)  # fmt: skip
