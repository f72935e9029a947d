"""What a return or exchange books: goods into inspection and on to shelf, rejected goods or customer; its money — P114.

Goods under inspection are the customer's still, and worth nothing in the books: they become stock, at what they cost
when they were sold, with the move that takes them back.
"""

from collections import defaultdict
from decimal import ROUND_DOWN, Decimal
from typing import Any

from db.cases import Case
from db.locations import INSPECTION, REJECTED_STORED
from db.message import _
from db.money import Account
from workflows.engine.process import effect, unless
from workflows.library import exchange_checks as check
from workflows.library import exchanging, orders, paid_orders, sold_goods
from workflows.library.counter_sales import SHOP
from workflows.library.exchanging import BackLine, Exchanging, GoodsVerdict, Voucher, WhyBack
from workflows.library.member_calls import call_member
from workflows.library.paid_orders import AT_TILL, NOTHING, REFUND, Means, Paid
from workflows.library.refund_bookings import take_back_commission
from workflows.registers.places import warehouse_of

# --- asked for: what goes back by a refund is claimed by it -------------------------------------------------


@effect(_("pieces and amounts claimed against the sale; a refund opened that waits for the goods"))
def claim(booking: Exchanging) -> None:
    """The claim on pieces and on the till is this case itself (`sold_goods.returns_of`, `paid_orders.refunds_of`)."""
    _open_refund(booking, exchanging.by_refund(booking.form))


@effect(_("the replacement reserved in the shop"))
def reserve_in_shop(booking: Exchanging) -> None:
    for line in booking.form.replacements:
        booking.reserve(line.product, SHOP, line.quantity)


def _open_refund(booking: Exchanging, amount: Decimal, **more: str) -> None:
    form = booking.form
    if amount > 0:
        values = {"source": booking.case.name, "kind": "returned", "order": form.order, "customer": form.customer}
        booking.open_case(REFUND, {**values, "amount": f"{amount}", **more})


def _waiting(booking: Exchanging) -> list[Case]:
    """The refunds that wait for what becomes of the goods."""
    cases = booking.company.cases
    return [
        one for one in exchanging.refunds_of(booking) if any(task.step == "goods" for task in cases.open_tasks(one.id))
    ]


def _verdict(booking: Exchanging) -> str:
    """What became of the goods, for the refund: the case, and line by line how much of what came is taken back."""
    said = [
        f"{booking.name_of('products', line.product)} {line.quantity if line.is_taken else 0}/{line.quantity}"
        for line in booking.form.lines
    ]
    return f"{booking.case.name}: {', '.join(said)}"


@effect(_("the refund goes on with what is given back"))
def let_refund_go_on(booking: Exchanging) -> None:
    """The refund that waits takes the verdict; what it does not cover is asked for by another."""
    due, judged = exchanging.by_refund(booking.form), {"goods_back": "yes", "verdict": _verdict(booking)}
    waiting = _waiting(booking)
    due -= paid_orders.amount_of([one for one in _under_way(booking) if one not in waiting])
    for refund in waiting:
        asked = paid_orders.claimed_by(refund)
        if due <= 0:
            booking.take(refund, "not-ours", judged)
        elif due < asked:
            booking.take(refund, "reduced", {**judged, "amount": f"{due}"})
        else:
            booking.take(refund, "right", judged)
        due -= min(max(due, NOTHING), asked)
    _open_refund(booking, due, **judged)


def _under_way(booking: Exchanging) -> list[Case]:
    """Its refunds that are paid, or claim what they will pay."""
    return [one for one in exchanging.refunds_of(booking) if one.submitted_at and one.ended in (None, "done")]


@effect(_("the refund is refused: the goods go back"))
def refuse_refund(booking: Exchanging) -> None:
    for refund in _waiting(booking):
        booking.take(refund, "not-ours", {"goods_back": "yes", "verdict": booking.case.name}, booking.note)


@effect(_("the refund is refused: nothing came back"))
def drop_refund(booking: Exchanging) -> None:
    for refund in _waiting(booking):
        booking.take(refund, "not-back", {"goods_back": "no"})


# --- arrived and judged -------------------------------------------------------------------------------------


@effect(_("customer → inspection"))
def bring_in(booking: Exchanging) -> None:
    form = booking.form
    form.arrived_on = booking.today
    for line in form.lines:
        booking.move(line.product or "", "customer", INSPECTION, line.quantity, lot=line.lot)


@effect(_("what is refused inspection → customer"))
def hand_back_refused(booking: Exchanging) -> None:
    for line in booking.form.lines:
        if not line.is_taken:
            booking.move(line.product or "", INSPECTION, "customer", line.quantity, lot=line.lot)


@effect(_("what is refused is not replaced"))
def cut_replacement(booking: Exchanging) -> None:
    """Each line in proportion to what is taken back of its goods, in whole units of the product."""
    form, came, taken = booking.form, defaultdict[int, Decimal](Decimal), defaultdict[int, Decimal](Decimal)
    for line in form.lines:
        came[line.sale_line] += line.quantity
        taken[line.sale_line] += line.quantity if line.is_taken else 0
    rows = []
    for row in form.replacements:
        unit = Decimal(1).scaleb(-int(booking.record("products", row.product).get("decimals") or 0))
        share = row.quantity * taken[row.sale_line] / came[row.sale_line]
        if left := share.quantize(unit, ROUND_DOWN):
            rows.append(row.model_copy(update={"quantity": left}))
    if form.replacements:
        form.replacements, form.as_money = rows, True if not rows else None
        exchanging.work_out(booking)


judge = [hand_back_refused, cut_replacement, unless(check.is_outside, let_refund_go_on)]
"""What the verdict books; outside the rule the money waits for the decision."""


@effect(_("a part of the money goes back, nothing is sent instead"))
def grant_part(booking: Exchanging) -> None:
    _as_money(booking)
    let_refund_go_on.book(booking)


def _as_money(booking: Exchanging) -> None:
    booking.form.as_money = True
    exchanging.work_out(booking)


# --- money --------------------------------------------------------------------------------------------------


@effect(_("paid back at the till the way it came, or the difference received; commission follows"))
def settle_at_till(booking: Exchanging) -> None:
    """Debit refunds, credit till or stored-value; a difference: debit till, credit sales."""
    form, sale = booking.form, exchanging.sale_of(booking)
    back, more = exchanging.till_left(form), exchanging.to_receive(form)
    if back and sale:
        own = {booking.case.id}
        others = [case for case in paid_orders.refunds_of(booking, sale) if case.id not in own]
        take_back_commission(booking, sale, back, others)
        _pay_out(booking, skip=form.paid_back or NOTHING)
        form.paid_back, form.paid_on = (form.paid_back or NOTHING) + back, booking.today
        if any(row.means is Means.CASH and row.to_return for row in form.payments):
            booking.issue("cash-return-voucher")
    if more:
        booking.post(Account("till", exchanging.till_of(booking)), Account("sales"), more)
        form.received = (form.received or NOTHING) + more


def _pay_out(booking: Exchanging, skip: Decimal) -> None:
    """Pay the parts of the till in their order, without what was paid of them before."""
    for row in booking.form.payments:
        if row.means not in AT_TILL or not row.to_return:
            continue
        before = min(skip, row.to_return)
        skip -= before
        booking.post(Account("refunds"), Paid(row.means, row.where, NOTHING).account, row.to_return - before)


# --- replacement --------------------------------------------------------------------------------------------


@effect(_("shipment of the replacement opened"))
def send_replacement(booking: Exchanging) -> None:
    form, sale = booking.form, exchanging.sale_of(booking)
    if sale is None or booking.children(orders.SHIPMENT):
        return
    first = sold_goods.deliveries(booking, sale)[-1].form
    values: dict[str, Any] = {name: first[name] for name in ("contact", "carrier") if first.get(name)}
    lines = [
        {"order_line": line.sale_line, "product": line.product, "quantity": f"{line.quantity}"}
        for line in form.replacements
    ]
    values |= {"customer": form.customer, "address": form.address or first["address"], "lines": lines}
    booking.open_case(orders.SHIPMENT, values)


@effect(_("replacement shop → customer at its cost"))
def swap(booking: Exchanging) -> None:
    """Debit cost of sales, credit stock."""
    for line in booking.form.replacements:
        cost = booking.move(line.product, SHOP, "customer", line.quantity)
        booking.post(Account("cost-of-sales"), Account("stock"), cost)
    booking.form.swapped_on = booking.today


@effect(_("the replacement is called off, its worth goes back as money"))
def call_off(booking: Exchanging) -> None:
    booking.release_reservations()
    for shipment in booking.children(orders.SHIPMENT):
        if not shipment.ended:
            booking.take(shipment, "call-off", note=booking.note)
    _as_money(booking)
    let_refund_go_on.book(booking)


# --- slip ---------------------------------------------------------------------------------------------------


@effect(_("slips of the till listed"))
def list_slips(booking: Exchanging) -> None:
    form = booking.form
    paid = [row for row in form.payments if row.means in AT_TILL and row.to_return] if form.paid_back else []
    form.slips = [Voucher(means=row.means, amount=row.to_return) for row in paid]


@effect(_("inspection → location or rejected; stock at what it cost when it was sold"))
def take_in(booking: Exchanging) -> None:
    """Debit stock, credit what the gate charged: the cost of sales."""
    sale = exchanging.sale_of(booking)
    rejected: list[BackLine] = []
    for line in booking.form.lines:
        if sale is None or not line.is_taken:
            continue
        product = line.product or ""
        cost = sold_goods.cost_of(booking, sale, product, line.lot, line.quantity)
        sellable = line.verdict is GoodsVerdict.SELLABLE
        target = line.location if sellable and line.location else REJECTED_STORED
        booking.move(product, INSPECTION, target, line.quantity, lot=line.lot, value=cost)
        booking.post(Account("stock"), sold_goods.charged_to(booking, sale), cost or NOTHING)
        if not sellable:
            rejected.append(line)
    if sale and rejected:
        _draft_for_rejected(booking, sale, rejected)
    _ask_member(booking)


def _draft_for_rejected(booking: Exchanging, sale: Case, lines: list[BackLine]) -> None:
    """Open drafts for rejected goods: bought goods with a defect back to their supplier, the rest written off."""
    back: dict[str, list[dict[str, str]]] = defaultdict(list)
    off: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line in lines:
        product = booking.record("products", line.product or "")
        goods = {
            "product": line.product or "", "lot": line.lot, "location": REJECTED_STORED, "quantity": f"{line.quantity}",
        }  # fmt: skip
        if line.cause is WhyBack.DEFECT and product.get("origin") == "bought" and product.get("supplier"):
            back[product["supplier"]].append({**goods, "defect": booking.case.name})
        else:
            cause = "transit" if line.cause is WhyBack.TRANSIT else "other"
            off[_warehouse(booking, sale, line)].append({**goods, "cause": cause, "evidence": booking.case.name})
    for supplier, rows in back.items():
        booking.open_case("return-to-supplier", {"supplier": supplier, "lines": rows}, as_draft=True)
    for warehouse, rows in off.items():
        named = {"warehouse": warehouse} if warehouse else {}  # what comes back to the shop came out of none
        booking.open_case("write-off", {**named, "lines": rows}, as_draft=True)


def _warehouse(booking: Exchanging, sale: Case, line: BackLine) -> str:
    return str(sale.form.get("warehouse") or warehouse_of(sold_goods.picked_from(booking, sale, line.sold) or ""))


def _ask_member(booking: Exchanging) -> None:
    """Members are called about the return; where a refund was paid it has asked for the call."""
    if any(one.ended == "done" for one in exchanging.refunds_of(booking)):
        return
    asked_by = booking.employee_of(booking.case.requester_id) or None
    call_member(booking, booking.form.customer, booking.case.subject, asked_by)
