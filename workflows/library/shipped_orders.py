"""A shipment and its order: what of the order may ship, whether it is released, what the gate posts for it — P66, P98, P101.

The sale of an order is posted here, at the gate, and nowhere else. Other goods that leave the house are an expense of
whoever sends them, a replacement costs what the first goods did.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from db.cases import Case
from db.message import Message, _
from db.money import Account
from workflows.engine.process import Reason, guard
from workflows.library import order_release, orders, picking
from workflows.library.ordering import Channel, SalesOrderForm
from workflows.library.shipping import Sent, Shipped, Shipping, sent
from workflows.registers.customers import Terms

_NOTHING = Decimal(0)


def order_of(facts: Shipping) -> Case | None:
    """Return the order a shipment delivers; None for replacements and other goods."""
    return orders.find(facts, facts.form.order) if sent(facts) is Sent.ORDER else None


def ordered(facts: Shipping) -> SalesOrderForm | None:
    """Return the form of the order a shipment delivers."""
    order = order_of(facts)
    return orders.form_of(facts, order) if order else None


def by_line(facts: Shipping) -> dict[int, Decimal]:
    """Return how much of each line of the order is in the shipment."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for line in facts.form.lines:
        if line.order_line:
            found[line.order_line] += line.quantity
    return dict(found)


# --- what of the order may ship -----------------------------------------------------------------------------


@guard(_("lines of the order, and no more than is open on it"))
def is_open_on_order(facts: Shipping) -> Iterator[Message | Reason]:
    order = order_of(facts)
    if order is None:
        if facts.form.order and orders.find(facts, facts.form.order) is None:
            yield Reason(_("there is no such sales order"), "order")
        return
    if order.customer != facts.form.customer:
        yield Reason(_("the order is another customer's"), "customer")
    left, lines = orders.open_quantities(facts, order, besides=facts.case.id), orders.form_of(facts, order).lines
    asked = by_line(facts)
    for index, line in enumerate(facts.form.lines):
        if not line.order_line or line.order_line > len(lines):
            yield Reason(
                _("say which line of the order it is, 1 to {last}")(last=len(lines)), f"lines.{index}.order_line"
            )
        elif lines[line.order_line - 1].product != line.product:
            name = facts.name_of("products", lines[line.order_line - 1].product)
            yield Reason(_("line {number} of the order is {product}")(number=line.order_line, product=name),
                         f"lines.{index}.product")  # fmt: skip
        elif asked[line.order_line] > left[line.order_line]:
            said = _("{quantity} exceeds {open} open on the order")
            yield Reason(said(quantity=asked[line.order_line], open=left[line.order_line]), f"lines.{index}.quantity")


@guard(_("the order allows part deliveries"))
def may_be_parted(facts: Shipping) -> Iterator[Message | Reason]:
    form = ordered(facts)
    if form and not form.parts:
        yield _("the customer wants everything at once: no part deliveries")


# --- the release --------------------------------------------------------------------------------------------


def new_reasons(facts: Shipping) -> list[Message]:
    """Return what nobody has released about the order at this hour."""
    order = order_of(facts)
    return order_release.open_reasons(facts, order) if order else []


def _in_delivery(facts: Shipping, order: Case) -> bool:
    return any(task.step == "delivery" for task in facts.company.cases.open_tasks(order.id))


@guard(_("the release of the order stands"))
def release_stands(facts: Shipping) -> Iterator[Message | Reason]:
    order = order_of(facts)
    if order is None:
        return
    if not _in_delivery(facts, order):
        yield _("{number} is not in delivery: it waits for its release or its money")(number=order.name)
    for why in new_reasons(facts):
        yield _("not released: {reason}")(reason=why)


@guard(_("a reason that nobody has released"))
def has_new_reason(facts: Shipping) -> Iterator[Message | Reason]:
    order = order_of(facts)
    if order is None or not _in_delivery(facts, order):
        yield _("the order does not stand in delivery")
    elif not new_reasons(facts):
        yield _("the release stands")


def back_to_release(booking: Shipped) -> None:
    """Send the order back to its release; the shipment stands still meanwhile."""
    if order := order_of(booking):
        said = "; ".join(why.render() for why in new_reasons(booking))
        booking.take(order, "new-reason", note=said)


# --- export -------------------------------------------------------------------------------------------------


@guard(_("export: declaration cleared"))
def export_is_cleared(facts: Shipping) -> Iterator[Message | Reason]:
    form = ordered(facts)
    if not form or form.channel is not Channel.EXPORT or "export-shipment" not in facts.company.catalogue.processes:
        return
    papers = facts.cases_of("export-shipment", open_only=True, customer=facts.form.customer)
    mine = [case for case in papers if case.form.get("order") == facts.form.order]
    if not any(task.step == "loading" for case in mine for task in facts.company.cases.open_tasks(case.id)):
        yield _("the declaration is not cleared: the export papers do not stand at loading")


# --- the gate -----------------------------------------------------------------------------------------------


def post(booking: Shipped) -> None:
    """Post what passes the gate: the sale of an order with deposit and commission, and the cost of the goods."""
    order, form = order_of(booking), booking.form
    if order:
        _post_sale(booking, order)
    cost = picking.let_out(booking, form.lines)
    match sent(booking):
        case Sent.OTHER:
            booking.post(Account("expense", form.department or booking.department), Account("stock"), cost)
        case _:
            booking.post(Account("cost-of-sales"), Account("stock"), cost)


def _post_sale(booking: Shipped, order: Case) -> None:
    """Post the sale of the order's part and move the order on; the last part opens what follows."""
    now, form = by_line(booking), orders.form_of(booking, order)
    held = orders.deposit_left(booking, order)
    amount = orders.post_sale(booking, order, now)
    if form.terms is Terms.COD:
        booking.form.cash_to_collect = amount - min(held, amount)
    before = orders.shipped_quantities(booking, order)
    all_shipped = all(
        before.get(number, _NOTHING) + now.get(number, _NOTHING) >= line.wanted
        for number, line in enumerate(form.lines, 1)
    )
    booking.take(order, "all-shipped" if all_shipped else "part-shipped")
    if all_shipped:
        booking.open_case("quality-statistics", {"order": order.name, "customer": form.customer}, as_draft=True)
        if form.channel is Channel.SHOP and form.invoice_title:
            bill = {"customer": form.customer, "title": form.invoice_title, "orders": [{"order": order.name}]}
            booking.open_case("vat-invoice", bill, as_draft=True)
