"""Order change after purchase (订单修改) — P77, P78, P80.

Goods, address or a wish of an order that was bought. First the change, then the note, then the customer's yes, then the
printer, and each at once, since the order stands still meanwhile. An order that is not printed is changed in the order
itself; of a printed one both papers, of a packed one the parcel is taken from the storekeeper first; what has left the
house is redirected or comes back. A dearer change is paid before it is confirmed, a cheaper one opens a refund.
"""

from workflows.engine.language import *
from workflows.library import order_change_checks as check
from workflows.library import order_changing as changing
from workflows.library import order_hold as hold
from workflows.library.order_change_checks import Changing
from workflows.library.order_changing import Change, ChangeKind, OrderChangeForm
from workflows.posts import AFTER_SALES, SERVICE, SERVICE_AGENT, SHIPPING_CLERK, STOREKEEPER

# --- where it goes ------------------------------------------------------------------------------------------


@condition(_("the order stays as it was"))
def is_kept(facts: Change) -> bool:
    return facts.form.as_kept


@condition(_("not reached for a working day"))
def not_reached_for_long(facts: Change) -> bool:
    """Counted from the first time the change stood on the order."""
    changed = facts.taken("changed", "change")
    return bool(changed) and facts.now >= facts.time_limit("order-change.unreached", changed[-1].at)


# --- what is booked -----------------------------------------------------------------------------------------


@effect(_("the order stands still; its state, papers and parcels are noted"))
def stop(booking: Changing) -> None:
    hold.note_state(booking)


@effect(_("order updated, new goods reserved, red-flag note written; what was paid more is held for the order"))
def change_order(booking: Changing) -> None:
    form, order = booking.form, hold.order_of(booking)
    if order is None:
        return
    booking.release_reservations()
    for product, more in changing.more_of(booking).items():
        check.reserve(booking, product, more)
    if form.paid_more:
        check.book_payment(booking, order)
    keys = [line.product or line.old_product or "" for line in form.lines]
    form.note = changing.note_text(booking, {key: booking.name_of("products", key) for key in keys})
    form.applied, form.note_read = True, False
    booking.take(order, "amend", changing.order_values(booking), note=form.note)


@effect(_("the opposite change; note struck out"))
def strike_out(booking: Changing) -> None:
    form, order = booking.form, hold.order_of(booking)
    form.as_kept = True
    booking.release_reservations()
    if order and form.applied:
        booking.take(order, "amend", changing.order_values(booking, old=True), note=form.note)
    form.applied = False


@effect(_("the opposite change, once a working day is over"))
def strike_out_if_long(booking: Changing) -> None:
    if not_reached_for_long.holds(booking):
        strike_out.book(booking)


@effect(
    _("papers in a new issue, parcels unpacked to be printed again, goods picked anew; what was paid too much refunded")
)
def hand_to_printer(booking: Changing) -> None:
    order = hold.order_of(booking)
    if order is None:
        return
    if not booking.form.as_kept:
        booking.release_reservations()
        for shipment, values in changing.shipment_values(booking):
            booking.take(shipment, *check.move_of(booking, shipment, values))
        booking.take(order, "amend")  # counts again what is reserved
    check.refund_too_much(booking, order)


@effect(_("return opened"))
def open_return(booking: Changing) -> None:
    booking.open_case("return-exchange", hold.return_form(booking), as_draft=True)


# --- what lists and previews say ----------------------------------------------------------------------------


def limit(facts: Change) -> datetime:
    return hold.limit_from_submit(facts, "order-change.limit")


def brief(facts: Change) -> Iterator[Message]:
    form = facts.form
    yield from hold.brief_of_order(facts)
    if form.kind is ChangeKind.ATTRIBUTE:
        for line in form.lines or ():
            yield _("Line {number}: {old} × {quantity} becomes {new} × {wanted}")(
                number=line.order_line, old=facts.name_of("products", line.old_product or ""),
                quantity=line.old_quantity or 0, new=facts.name_of("products", line.product or line.old_product or ""),
                wanted=line.quantity or line.old_quantity or 0,
            )  # fmt: skip
        if form.difference:
            yield _("Difference {amount}")(amount=form.difference)
    elif form.kind:
        yield _("{kind}: “{before}” becomes “{after}”")(
            kind=form.kind.label, before=form.before or "", after=changing.answer(form)
        )
    if form.note:
        struck = _("Note, struck out: {note}") if form.as_kept else _("Read out: {note}")
        yield struck(note=form.note)
    yield from check.about_the_invoice(facts)


# --- the procedure ------------------------------------------------------------------------------------------

_LIMIT = Until(_("four business hours in all: the order stands still"), limit)
_BOTH = all_of(STOREKEEPER, SERVICE_AGENT)
_TOLD = ("courier_word", "customer_told")

ORDER_CHANGE = Process(
    "order-change",
    _("Order change"),
    desk=SERVICE,
    prefix="OC",
    form=OrderChangeForm,
    covers=("P77", "P78", "P80"),
    derive=changing.fill_in,
    subject=hold.subject_of_order,
    brief=brief,
    amount=lambda facts: facts.form.difference,
    rank=lambda facts: -1 if facts.taken("in-hand") else 0,
    steps=[
        Draft(
            by=SERVICE_AGENT, effects=[stop],
            to=first_of(
                (hold.is_shipped, "after-sales"), (hold.is_packed, "parcel"), (hold.is_printed, "papers"), "change"
            ),
            guards=[
                hold.order_is_found, hold.identity_is_proved, hold.nothing_else_open, check.answer_is_filled,
                check.lines_are_of_the_order,
            ],
            edits=(
                "customer", "order", "identity_by", "identity_fact", "kind", "lines", "address", "courier",
                "invoice_title", "tax_number", "card_text", "slot",
            ),
        ),
        Work(
            "papers", _("take the papers"), _BOTH, within=business_hours("0.5"), not_after=_LIMIT,
            edits=("papers.note_number", "papers.waybill_number", "papers.parcels"),
            actions=[Approve("change", "in-hand", _("In hand"), guards=[hold.numbers_equal])],
        ),
        Work(
            "parcel", _("take the parcel"), _BOTH, within=business_hours("0.5"), not_after=_LIMIT,
            edits=("papers.note_number", "papers.waybill_number", "papers.parcels"),
            actions=[Approve("change", "in-hand", _("In hand"), guards=[hold.numbers_equal])],
        ),
        Work(
            "change", _("change"), SERVICE_AGENT, within=business_hours("0.5"), not_after=_LIMIT,
            edits=(
                "lines.product", "lines.quantity", "address", "courier", "invoice_title", "tax_number", "card_text",
                "slot", "amended_on_papers", "paid_more", "paid_by", "counter",
            ),
            actions=[
                Approve(
                    "confirm", "changed", _("Changed"),
                    guards=[
                        check.answer_is_filled, check.lines_are_of_the_order, check.papers_amended,
                        check.goods_are_there, check.payment_fits, check.difference_is_covered,
                    ],
                    effects=[change_order],
                ),
                Outcome("impossible", _("Impossible"), "notify", reason=True, effects=[strike_out]),
            ],
        ),
        Work(
            "confirm", _("the customer's yes"), SERVICE_AGENT, within=business_hours(2), not_after=_LIMIT,
            edits=("note_read", "confirmed_at", "confirmed_how"),
            actions=[
                Approve("notify", "right", _("Right"), requires=["confirmed_at", "confirmed_how"],
                        guards=[check.note_was_read]),
                Outcome("correct", _("Correct"), "change"),
                Outcome("keeps", _("Keeps the old"), "notify", requires=["confirmed_at", "confirmed_how"],
                        effects=[strike_out]),
                Outcome("not-reached", _("Not reached"), first_of((not_reached_for_long, "notify"), "confirm"),
                        effects=[strike_out_if_long]),
            ],
        ),
        Work(
            "notify", _("tell the printer"), SHIPPING_CLERK, within=business_hours("0.5"), not_after=_LIMIT,
            edits=("printer_told", "flag_ticked"),
            actions=[
                Approve(first_of((is_kept, "kept"), "done"), "noted", _("Noted"), requires=["printer_told"],
                        guards=[check.flag_is_ticked], effects=[hand_to_printer]),
            ],
        ),
        Work(
            "after-sales", _("after-sales"), AFTER_SALES, within=business_hours(4), not_after=_LIMIT, edits=_TOLD,
            actions=[
                Approve("done", "redirected", _("Redirected"), requires=_TOLD),
                Outcome("send-back", _("Sent back to us"), "handed-on", requires=_TOLD, effects=[open_return]),
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
        _("not the buyer"),
        _("goods not available"),
        _("difference not paid"),
        _("paper or parcel number differs"),
        _("not possible any more"),
    ],
    documents=[Document("order-change", _("Order change form"))],
    links=[
        Link("sales-order", _("is changed with what it has reserved")),
        Link("shipment", _("stands still meanwhile; is amended or unpacked")),
        Link("refund", _("opened for the difference of a cheaper change")),
        Link("return-exchange", _("opened as a draft for goods that come back")),
        Link("vat-invoice", _("takes the title from the order")),
        Link("contact", _("opens it for wishes of a chat")),
        Link("complaint", _("opens it for a changed order")),
    ],
)  # fmt: skip
