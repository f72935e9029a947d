"""Shipment (成品发货) — P66, P101, P171.

A released order opens its shipment, or one for each part that is reserved; a replacement and other goods leave the
house the same way. The shipping clerk prints delivery note and courier slip when everything is reserved and the release
stands; the storekeeper picks lot by lot into dispatch; the inspector checks all of it or a sample; it is packed, handed
over, and the guard counts the parcels out. At the gate, and nowhere else, the sale is booked. A place where less is
found than the books say is blocked until it is counted, and the goods are looked for elsewhere. An open change or
cancellation of the order holds its shipments; until the gate it is changed, unpacked or voided by that case.
"""

from workflows.engine.language import *
from workflows.library import shipped_orders as order
from workflows.library import shipping
from workflows.library import shipping_books as book
from workflows.library import shipping_checks as check
from workflows.library.opened_by import opened_by_hand
from workflows.library.shipping import ShipmentForm
from workflows.library.shipping_reminders import leaving
from workflows.library.subjects import about, goods_of
from workflows.posts import GUARD, INSPECTOR, SHIPPING_CLERK, STOREKEEPER, WAREHOUSE

LEAVES = Until(_("the day it must leave"), shipping.ship_by_end)
PRINTS = Until(_("some hours once it can be printed, else the day it must leave"), shipping.print_due, again=True)
SIGNED = Until(_("the days on the road and some more"), shipping.proof_due)

# --- what other cases do to it ------------------------------------------------------------------------------

CHANGEABLE = [check.has_goods, order.is_open_on_order, check.change_is_possible]
UNPACK = Outcome("unpack", _("Unpack"), "print", moved_by="order-change", edits=shipping.CHANGED, guards=CHANGEABLE,
                 effects=[book.unpack])  # fmt: skip
VOID = Outcome("void", _("Void"), "voided", moved_by="order-cancel", effects=[book.give_back])
CALL_OFF = Outcome("call-off", _("Call off"), "voided", moved_by="return-exchange", effects=[book.give_back])


def amend(to: Target) -> Action:
    """The change of an order whose parcels are not closed yet."""
    return Outcome("amend", _("Amend"), to, moved_by="order-change", edits=shipping.CHANGED, guards=CHANGEABLE,
                   effects=[book.amend])  # fmt: skip


def new_reason(step: str) -> Action:
    """What nobody has released sends the order back to its release; the shipment waits where it is."""
    return Outcome("new-reason", _("Back to release"), step, guards=[order.has_new_reason], effects=[book.ask_release])


# --- the procedure ------------------------------------------------------------------------------------------

SHIPMENT = Process(
    "shipment", _("Shipment"), desk=WAREHOUSE, prefix="SH", form=ShipmentForm, covers=("P66", "P101", "P171"),
    derive=[shipping.say_when_it_leaves, While(("pick", "check"), shipping.size_the_sample)],
    subject=lambda facts: about(
        facts.name_of("customers", facts.form.customer), goods_of(facts, facts.form.lines), facts.form.order
    ),
    brief=check.brief,
    rank=shipping.rank,
    held_by=lambda facts: shipping.hold_on(facts, facts.form),
    hold=Hold(check.is_held, over=("customers", "products"), anywhere=("locations",)),
    withdraw_as_draft_only=True,  # printed papers are voided by order-cancel, not withdrawn
    not_copied=("promise", "notes", "lines.picked", "lines.defects", "lines.parcel", "parcels", "signed_by", "signed_on"),
    steps=[
        Draft(
            by=SHIPPING_CLERK, to="print", edits=shipping.OPENED, effects=[book.take_over],
            guards=[check.has_goods, order.is_open_on_order, check.goods_are_free],
            withdraw="",
            actions=[
                Withdraw(guards=[opened_by_hand]), Reject("voided", "void", _("Void"), moved_by="order-cancel"),
                Reject("voided", "call-off", _("Call off"), moved_by="return-exchange"),
            ],
        ),
        Work(
            "print", _("print"), SHIPPING_CLERK, within=PRINTS,
            edits=("address", "contact", "slot", "carrier", "transport_days", "notes.ticked", "lines.now"),
            actions=[
                Approve(
                    "pick", "print", _("Print"), effects=[book.print_papers],
                    guards=[
                        order.release_stands, check.all_reserved, check.nothing_holds, check.address_is_complete,
                        check.flags_ticked,
                    ],
                ),
                Outcome("split", _("Split"), "print", effects=[book.split],
                        guards=[order.may_be_parted, check.can_split, check.nothing_holds]),
                Outcome("goods-in", _("Goods have come in"), Stay(), moved_by="sales-order",
                        guards=[check.waited_for_goods]),
                new_reason("print"), amend("print"), VOID, CALL_OFF,
            ],
        ),
        Work(
            "pick", _("pick"), STOREKEEPER, within=business_hours(4), not_after=LEAVES, edits=("lines.picked",),
            actions=[
                Approve("check", "picked", _("Picked"), requires=["lines.picked"], effects=[book.bring_out],
                        guards=[check.nothing_holds, check.picked_as_noted]),
                Outcome("short", _("Found short"), "print", requires=["lines.picked"], guards=[check.found_short],
                        effects=[book.look_elsewhere]),
                amend("pick"), VOID,
            ],
        ),
        Step(
            "check", _("check"), INSPECTOR, within=business_hours(4), not_after=LEAVES,
            edits=("checked", "lines.defects"),
            actions=[
                Approve("pack", "pass", _("Pass, labels right"), requires=["checked"], guards=[check.passes]),
                SendBack("pick", "fail", _("Fail"), requires=["checked"], guards=[check.checked_in_full],
                         effects=[book.replace_bad]),
                amend(first_of((check.picks_anew, "pick"), "check")), VOID,
            ],
        ),
        Work(
            "pack", _("pack"), SHIPPING_CLERK, within=business_hours(4), not_after=LEAVES,
            edits=("parcels", "lines.parcel", "note_issue", "slip_issue"),
            actions=[
                Approve(
                    "hand-over", "packed", _("Packed"), requires=["note_issue", "slip_issue"],
                    effects=[book.label_parcels],
                    guards=[check.nothing_holds, check.newest_papers, check.all_in_dispatch, check.all_in_parcels],
                ),
                amend(first_of((check.picks_anew, "pick"), "pack")), VOID,
            ],
        ),
        Work(
            "hand-over", _("hand over"), SHIPPING_CLERK, within=Until(_("the carrier's next call"), shipping.cut_off),
            edits=("parcels.tracking", "parcels.weight", "vehicle"),
            actions=[
                Approve("gate", "handed-over", _("Handed over"), guards=[check.can_be_traced, order.export_is_cleared]),
                UNPACK, VOID,
            ],
        ),
        Work(
            "gate", _("gate"), GUARD, within=business_hours(1), edits=("parcels_counted",),
            actions=[
                Approve("proof", "pass", _("Let out"), requires=["parcels_counted"], effects=[book.ship], irreversible=True,
                        guards=[check.parcels_agree, order.release_stands, check.nothing_holds]),
                SendBack("hand-over", "mismatch", _("Parcels differ")),
                new_reason("gate"), UNPACK, VOID,
            ],
        ),
        Work(
            "proof", _("proof of delivery"), SHIPPING_CLERK, within=SIGNED,
            edits=("signed_by", "signed_on", "cash_collected", "door_note"),
            actions=[
                Approve("done", "signed", _("Signed for"), requires=["signed_by", "signed_on"],
                        guards=[check.signed_in_time, check.cash_is_collected]),
                Outcome("refused", _("Refused at the door"), "came-back", requires=["door_note"],
                        effects=[book.open_return]),
            ],
        ),
        DONE, End("came-back", _("came back"), purpose=False), End("voided", _("voided"), purpose=False), WITHDRAWN,
    ],
    policies=[
        Policy("shipment.print", business_hours(4), _("time to print once everything is there"), "duration"),
        Policy("shipment.full-check", 10, _("up to so many pieces all are checked"), "count", low=Decimal(1)),
        Policy("shipment.cut-off", time(17), _("when the carrier calls"), "time"),
        Policy("shipment.transport-days", 1, _("days on the road, where the shipment names none"), "days", low=Decimal(1)),
        Policy("shipment.proof", days(3), _("time for the signed slip, beside the days on the road"), "duration"),
    ],
    reasons=[
        _("wrong product or colour"), _("quantity"), _("quality defect"), _("label or packing"),
        _("parcel count differs"),
    ],
    documents=[
        Document("delivery-note", _("Delivery note"), on=(), prints=shipping.NOTE, signed=False),
        Document("courier-slip", _("Courier slip"), on=(), prints=shipping.SLIP, signed=False),
        Document("goods-check", _("Goods inspection report"), on=("check:pass", "check:fail"), prints=shipping.CHECKED),
        Document("parcel-labels", _("Parcel labels"), on=(), prints=shipping.LABELS, signed=False),
        Document("proof", _("Proof of delivery"), on=("proof:signed",), prints=shipping.PROOF),
    ],
    links=[
        Link("sales-order", _("opens it for what is reserved; its sale is booked here, and it moves on at the gate")),
        Link("return-exchange", _("opens it for a replacement; is opened when the goods come back from the door")),
        Link("order-change", _("amends or unpacks it, and holds it meanwhile")),
        Link("order-cancel", _("voids it, and holds it meanwhile")),
        Link("export-shipment", _("must stand at loading before export goods are handed over")),
        Link("stocktake", _("is opened for a place where it picks short")),
        Link("write-off", _("is opened for bad pieces; they may go back to the supplier instead")),
        Link("return-to-supplier", _("takes back bad pieces")),
        Link("vat-invoice", _("is opened for shop orders with an invoice title when the last part has left")),
        Link("quality-statistics", _("is opened when the last part of an order has left")),
    ],
    duties=[
        Reminder("shipment.leaving", _("Shipments that must leave"),
                 _("a working day before; on the first after it to the supervisor and the salesperson"), leaving),
    ],
)  # fmt: skip
