"""What stands against a change of an order, where it goes, and what its preview says — P77-P80."""

from collections.abc import Iterator
from decimal import Decimal

from db.message import Message, _
from workflows.engine.process import Reason, condition, guard
from workflows.library import order_changing as changing
from workflows.library import order_hold as hold
from workflows.library import order_release, ordering
from workflows.library.order_changing import Change, ChangeKind
from workflows.library.orders import OrderState
from workflows.library.quoting import Invoice

# --- what is wanted -----------------------------------------------------------------------------------------


@guard(_("it says what is wanted"))
def answer_is_filled(facts: Change) -> Iterator[Reason]:
    form = facts.form
    if form.kind is ChangeKind.ATTRIBUTE:
        if not form.lines:
            yield Reason(_("name the lines that change"), "lines")
    elif not changing.answer(form):
        yield Reason(_("say what is wanted"), changing.answer_field(form))
    elif changing.answer(form) == form.before:
        yield Reason(_("the order says so already"), changing.answer_field(form))


@guard(_("lines of the order, of standard goods on the price list"))
def lines_are_of_the_order(facts: Change) -> Iterator[Reason]:
    order = changing.order_form(facts)
    numbers = [line.order_line for line in facts.form.lines]
    for index, line in enumerate(facts.form.lines):
        path = f"lines.{index}"
        if order is None or line.old_product is None:
            last = len(order.lines) if order else 0
            yield Reason(_("say which line of the order it is, 1 to {last}")(last=last), f"{path}.order_line")
            continue
        if line.order_line in numbers[:index]:
            yield Reason(_("named twice"), f"{path}.order_line")
        if order.lines[line.order_line - 1].cancelled:
            yield Reason(_("is cancelled"), f"{path}.order_line")
        if order.lines[line.order_line - 1].custom or changing.is_custom(facts, line.product or ""):
            yield Reason(_("custom goods: cancel the order and order anew"), f"{path}.product")
        elif line.price is None:
            yield Reason(_("has no price on the list"), f"{path}.product")
        if line.product in (None, line.old_product) and line.quantity in (None, line.old_quantity):
            yield Reason(_("nothing changes on this line"), path)


# --- the change itself --------------------------------------------------------------------------------------


@guard(_("new goods available"))
def goods_are_there(facts: Change) -> Iterator[Reason]:
    for product, more in changing.more_of(facts).items():
        free = sum((part for _place, part in changing.free_places(facts, product)), Decimal(0))
        if free < more:
            name = facts.name_of("products", product)
            yield Reason(_("{free} of {more} {product} are free")(free=free, more=more, product=name), "lines")


@guard(_("what is paid more has its way and does not exceed the order"))
def payment_fits(facts: Change) -> Iterator[Reason]:
    form, order = facts.form, changing.changed_form(facts)
    if not form.paid_more or order is None:
        return
    if not form.paid_by:
        yield Reason(_("say whether it came in cash or by bank"), "paid_by")
    left = max(ordering.total(order) - changing.held(facts), changing.NOTHING)
    if form.paid_more > left:
        yield Reason(_("the order has {amount} left to pay")(amount=left), "paid_more")


@guard(_("dearer: paid, or release and limit still hold"))
def difference_is_covered(facts: Change) -> Iterator[Reason | Message]:
    order, case = changing.changed_form(facts), hold.order_of(facts)
    if order is None or case is None or (facts.form.difference or 0) <= 0:
        return
    paid = changing.held(facts) + (facts.form.paid_more or changing.NOTHING)
    due, in_all = ordering.deposit_due(facts, order), ordering.total(order)
    if due > paid:
        yield Reason(_("{amount} short: the difference is paid first")(amount=due - paid), "paid_more")
    if in_all in (due, paid):
        return  # paid before it leaves, nothing of it is lent: what is new about it is judged before it ships
    for why in order_release.uncovered(facts, order, case.number):
        yield _("not released: {reason}")(reason=why.said)


# --- yes, and the printer -----------------------------------------------------------------------------------


@guard(_("not ahead of time"))
def was_confirmed(facts: Change) -> Iterator[Reason]:
    if facts.form.confirmed_at and facts.form.confirmed_at > facts.now:
        yield Reason(_("that time has not come yet"), "confirmed_at")


# --- on its way ---------------------------------------------------------------------------------------------

ON_THE_WAY = (ChangeKind.ADDRESS, ChangeKind.TIME)
"""What a courier can still do with a parcel he carries."""


@guard(_("a new address or time: nothing else changes on the way"))
def can_be_redirected(facts: Change) -> Iterator[Message]:
    if facts.form.kind is ChangeKind.ATTRIBUTE:
        yield _("goods are not swapped on the way: have them sent back to us, or say that it is impossible")
    elif facts.form.kind not in ON_THE_WAY:
        yield _("on the way only address and time change: have it sent back to us, or say that it is impossible")


# --- where it goes ------------------------------------------------------------------------------------------


@condition(_("the order stays as it was"))
def is_kept(facts: Change) -> bool:
    return facts.form.as_kept


@condition(_("not reached for a working day"))
def not_reached_for_long(facts: Change) -> bool:
    """Counted from the first time the change stood on the order."""
    changed = facts.taken("changed", "change")
    return bool(changed) and facts.now >= facts.time_limit("order-change.unreached", changed[-1].at)


# --- what is told -------------------------------------------------------------------------------------------


def about_the_invoice(facts: Change) -> Iterator[Message]:
    """A VAT wish below the limit is told that it accumulates."""
    order = changing.order_form(facts)
    if facts.form.kind is not ChangeKind.INVOICE or order is None or order.invoice is not Invoice.VAT:
        return
    limit = facts.money_policy("order-change.vat-from")
    if ordering.total(order) < limit:
        yield _("Tell the customer: below {limit} VAT invoices wait until more orders make it up")(limit=limit)


def brief(facts: Change) -> Iterator[Message]:
    form = facts.form
    yield from hold.brief_of_order(facts)
    if form.kind is ChangeKind.ATTRIBUTE:
        for line in form.lines or ():
            yield _("Line {number}: {old} × {quantity} becomes {new} × {wanted}")(
                number=line.order_line, old=changing.old_name(facts, line), quantity=line.old_quantity or 0,
                new=changing.new_name(facts, line), wanted=line.quantity or line.old_quantity or 0,
            )  # fmt: skip
        if form.difference:
            yield _("Difference {amount}")(amount=form.difference)
    elif form.kind:
        yield _("{kind}: “{before}” becomes “{after}”")(
            kind=form.kind.label, before=form.before or "", after=changing.answer(form)
        )
    if form.state is OrderState.PRINTED and facts.step and facts.step.key == "change":
        yield _("Printed: amend delivery note and courier slip themselves before it is changed")
    if form.note:
        struck = _("Note, struck out: {note}") if form.as_kept else _("Read out: {note}")
        yield struck(note=form.note)
    yield from about_the_invoice(facts)
