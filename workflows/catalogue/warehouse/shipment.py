"""Shipment (成品发货) — P66, P101, P171.

A released order opens its shipment, or one for each part that is reserved; a replacement and other goods leave the
house the same way. The shipping clerk prints delivery note and courier slip when everything is reserved and the release
stands; the storekeeper picks lot by lot into dispatch; the inspector checks all of it or a sample; it is packed, handed
over, and the guard counts the parcels out. At the gate, and nowhere else, the sale is booked. A place where less is
found than the books say is blocked until it is counted, and the goods are looked for elsewhere. An open change or
cancellation of the order holds its shipments; until the gate it is changed, unpacked or voided by that case.
"""

from workflows.engine.language import *
from workflows.library import picking, shipped_orders, shipping
from workflows.library import shipping_books as book
from workflows.library.shipping import ShipmentForm, Shipping
from workflows.posts import GUARD, INSPECTOR, SHIPPING_CLERK, STOREKEEPER, WAREHOUSE

# --- what other cases do to it ------------------------------------------------------------------------------

CHANGED = ("lines", "address", "contact", "slot", "carrier", "notes")
"""What an order change may bring along."""
CHANGEABLE = (shipping.has_goods, shipped_orders.is_open_on_order, shipping.change_is_possible)
VOID = Action("void", _("Void"), "voided", Kind.OTHER, moved_by="order-cancel", effects=[book.give_back])
UNPACK = Action(
    "unpack", _("Unpack"), "print", Kind.OTHER, moved_by="order-change", edits=CHANGED,
    guards=CHANGEABLE, effects=[book.unpack],
)  # fmt: skip


def unreleased(step: str) -> Action:
    """What nobody has released sends the order back to its release; the shipment waits where it is."""
    return Action(
        "new-reason", _("Back to release"), step, Kind.OTHER, guards=[shipped_orders.has_new_reason],
        effects=[book.ask_release],
    )  # fmt: skip


def amended(step: str) -> Action:
    """The change of an order while the shipment stands at a step: it stays there unless picked goods change."""
    to = step if step in ("print", "pick") else first_of((shipping.picks_anew, "pick"), step)
    return Action(
        "amend", _("Amend"), to, Kind.OTHER, moved_by="order-change", edits=CHANGED,
        guards=CHANGEABLE, effects=[book.amend],
    )  # fmt: skip


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Shipping) -> str:
    form = facts.form
    goods = [facts.name_of("products", line.product) for line in form.lines or () if line.product]
    more = f" +{len(goods) - 1}" if len(goods) > 1 else ""
    name = facts.name_of("customers", form.customer) if form.customer else ""
    return " · ".join(part for part in (name, f"{goods[0]}{more}" if goods else "", form.order or "") if part)


def brief(facts: Shipping) -> Iterable[Message]:
    form = facts.form
    if not is_complete(form):
        return
    yield _("{kind}: {pieces} pieces to {customer}, {address}")(
        kind=shipping.sent(facts).label, pieces=shipping.pieces(facts), address=form.address,
        customer=facts.name_of("customers", form.customer),
    )  # fmt: skip
    if said := shipping.hold_on(facts, form):
        yield _("Held: {reason}")(reason=said)
    if facts.step and facts.step.key in ("draft", "print"):
        for index, missing in picking.lacking(facts, form.lines).items():
            name = facts.name_of("products", form.lines[index].product)
            yield _("Waits for {missing} {product}")(missing=missing, product=name)
        yield from (_("Not released: {reason}")(reason=why) for why in shipped_orders.new_reasons(facts))
    for note in form.notes:
        yield _("Red flag, {kind}: {note}")(kind=note.kind.label, note=note.text)
    if form.ship_by and not form.shipped_on:
        late = facts.today > form.ship_by
        said = _("Late: it ought to have left on {day}") if late else _("Leaves by {day} to keep the promise")
        yield said(day=form.ship_by)
    if form.cash_to_collect:
        yield _("Cash to collect at the door: {amount}")(amount=form.cash_to_collect)


def rank(facts: Shipping) -> int:
    """Red-flagged ones stand first."""
    return -1 if facts.form.notes else 0


# --- the procedure ------------------------------------------------------------------------------------------

NOTE = (
    "order", "customer", "address", "contact", "slot", "carrier", "promise", "notes", "lines.product", "lines.quantity",
    "lines.location", "lines.lot", "issue",
)  # fmt: skip

_LEAVES = Until(_("the day it must leave"), shipping.ship_by_end)

SHIPMENT = Process(
    "shipment", _("Shipment"), desk=WAREHOUSE, prefix="SH", form=ShipmentForm, covers=("P66", "P101", "P171"),
    derive=shipping.fill_in, subject=subject, customer=lambda facts: facts.form.customer or "", brief=brief, rank=rank,
    withdraw_as_draft_only=True,  # printed papers are voided by order-cancel, not withdrawn
    not_copied=("promise", "notes", "lines.picked", "lines.defects", "lines.parcel", "parcels", "signed_by", "signed_on"),
    steps=[
        Draft(
            by=SHIPPING_CLERK, to="print", effects=[book.take_over], withdraw="",
            edits=("order", "customer", "address", "contact", "slot", "carrier", "promise", "transport_days",
                   "department", "notes", "lines"),
            guards=[shipping.has_goods, shipped_orders.is_open_on_order, shipping.goods_are_free],
            actions=[
                Withdraw(guards=[shipping.is_own]),
                Action("void", _("Void"), "voided", Kind.REFUSE, moved_by="order-cancel"),
            ],
        ),
        Work(
            "print", _("print"), SHIPPING_CLERK,
            within=Until(_("some hours once it can be printed, else the day it must leave"), shipping.print_due),
            edits=("address", "contact", "slot", "carrier", "transport_days", "notes.ticked", "lines.now"),
            actions=[
                Approve(
                    "pick", "print", _("Print"), effects=[book.print_papers],
                    guards=[shipped_orders.release_stands, shipping.all_reserved, shipping.nothing_holds,
                            shipping.address_is_complete, shipping.flags_ticked],
                ),
                Action(
                    "split", _("Split"), "print", Kind.OTHER, effects=[book.split],
                    guards=[shipped_orders.may_be_parted, shipping.can_split, shipping.nothing_holds],
                ),
                unreleased("print"), amended("print"), VOID,
            ],
        ),
        Work(
            "pick", _("pick"), STOREKEEPER, within=business_hours(4), not_after=_LEAVES, edits=("lines.picked",),
            actions=[
                Approve(
                    "check", "picked", _("Picked"), requires=["lines.picked"], effects=[book.bring_out],
                    guards=[shipping.nothing_holds, shipping.picked_as_noted],
                ),
                Action(
                    "short", _("Found short"), "print", Kind.OTHER, requires=["lines.picked"],
                    guards=[shipping.found_short], effects=[book.look_elsewhere],
                ),
                amended("pick"), VOID,
            ],
        ),
        Step(
            "check", _("check"), INSPECTOR, within=business_hours(4), not_after=_LEAVES,
            edits=("checked", "labels_right", "lines.defects"),
            actions=[
                Approve("pack", "pass", _("Pass"), requires=["checked"], guards=[shipping.passes]),
                SendBack(
                    "pick", "fail", _("Fail"), requires=["checked"], guards=[shipping.checked_in_full],
                    effects=[book.replace_bad],
                ),
                amended("check"), VOID,
            ],
        ),
        Work(
            "pack", _("pack"), SHIPPING_CLERK, within=business_hours(4), not_after=_LEAVES,
            edits=("parcels", "lines.parcel", "note_issue", "slip_issue"),
            actions=[
                Approve(
                    "hand-over", "packed", _("Packed"), requires=["note_issue", "slip_issue"],
                    effects=[book.label_parcels],
                    guards=[shipping.nothing_holds, shipping.newest_papers, shipping.all_in_dispatch,
                            shipping.all_in_parcels],
                ),
                amended("pack"), VOID,
            ],
        ),
        Work(
            "hand-over", _("hand over"), SHIPPING_CLERK, within=Until(_("the carrier's next call"), shipping.cut_off),
            edits=("parcels.tracking", "parcels.weight", "vehicle"),
            actions=[
                Approve(
                    "gate", "handed-over", _("Handed over"),
                    guards=[shipping.can_be_traced, shipped_orders.export_is_cleared],
                ),
                UNPACK, VOID,
            ],
        ),
        Work(
            "gate", _("gate"), GUARD, within=business_hours(1), edits=("parcels_counted",),
            actions=[
                Approve(
                    "proof", "pass", _("Let out"), requires=["parcels_counted"], effects=[book.ship], irreversible=True,
                    guards=[shipping.parcels_agree, shipped_orders.release_stands, shipping.nothing_holds],
                ),
                SendBack("hand-over", "mismatch", _("Parcels differ")),
                unreleased("gate"), UNPACK, VOID,
            ],
        ),
        Work(
            "proof", _("proof of delivery"), SHIPPING_CLERK,
            within=Until(_("the days on the road and some more"), shipping.proof_due),
            edits=("signed_by", "signed_on", "cash_collected", "door_note"),
            actions=[
                Approve(
                    "done", "signed", _("Signed for"), requires=["signed_by", "signed_on"],
                    guards=[shipping.signed_in_time, shipping.cash_is_collected],
                ),
                Action(
                    "refused", _("Refused at the door"), "came-back", Kind.OTHER, requires=["door_note"],
                    effects=[book.open_return],
                ),
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
        Document("delivery-note", _("Delivery note"), on=(), prints=NOTE, signed=False),
        Document(
            "courier-slip", _("Courier slip"), on=(), signed=False,
            prints=("customer", "address", "contact", "slot", "carrier", "issue"),
        ),
        Document(
            "goods-check", _("Goods inspection report"), on=("check:pass", "check:fail"),
            prints=("order", "customer", "lines.product", "lines.lot", "lines.quantity", "lines.defects", "sample",
                    "checked", "labels_right"),
        ),
        Document(
            "parcel-labels", _("Parcel labels"), on=(), signed=False,
            prints=("customer", "address", "contact", "carrier", "parcels"),
        ),
        Document(
            "proof", _("Proof of delivery"), on=("proof:signed",),
            prints=("order", "customer", "address", "lines.product", "lines.quantity", "parcels", "signed_by",
                    "signed_on", "cash_collected"),
        ),
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
)  # fmt: skip
