"""The return or exchange (退换货单): its form, what the goods were worth, and how their money goes back — P114.

The goods are told by line of the sale, product and lot, and judged line by line. Money goes back by the means of the
sale, part by part: what was paid at the till is paid there, for everything else a refund is opened.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from db.cases import Case
from db.locations import kind
from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.form import (
    CaseRef,
    Choice,
    CustomerRef,
    Form,
    Is,
    Line,
    LocationRef,
    Money,
    ProductRef,
    Quantity,
    Text,
    field,
)
from workflows.library import paid_orders, pricing, sold_goods
from workflows.library.counter_sales import COUNTER_SALE, SHOP
from workflows.library.order_receipts import FRONT
from workflows.library.orders import SALES_ORDER
from workflows.library.paid_orders import AT_TILL, NOTHING, REFUND
from workflows.library.quoting import LineNumber
from workflows.library.refunding import Part
from workflows.library.sold_goods import Sold
from workflows.library.subjects import about, goods_of
from workflows.posts import FRONT_DESK

# --- form ---------------------------------------------------------------------------------------------------


class Shape(Choice):
    RETURN = "return", _("return: money back")
    EXCHANGE = "exchange", _("exchange: other goods")


class WhyBack(Choice):
    DEFECT = "defect", _("defect")
    WRONG = "wrong-goods", _("wrong goods")
    TRANSIT = "transit", _("damaged in transit")
    CHANGED_MIND = "changed-mind", _("changed mind")


class GoodsState(Choice):
    SEALED = "sealed", _("sealed")
    OPENED = "opened", _("package opened")
    USED = "used", _("used")


class GoodsVerdict(Choice):
    SELLABLE = "sellable", _("sellable: to the shelf")
    DEFECT = "defect", _("defect: to the rejected goods")
    REFUSED = "refused", _("refused: back to the customer")


class BackLine(Line):
    """Goods of one line of the sale that come back, one lot, one verdict."""

    sale_line: LineNumber = field(_("Line of the sale"))
    product: ProductRef | None = field(_("Product"), default=None, hint=_("empty: as sold"))
    lot: Text = field(_("Lot"), default="", hint=_("empty: as sold"))
    quantity: Quantity = field(_("Quantity"), total=True)
    cause: WhyBack = field(_("Cause"))
    state: GoodsState | None = field(_("State of the goods"), default=None)
    verdict: GoodsVerdict | None = field(_("Verdict"), default=None)
    location: LocationRef | None = field(_("Back to"), default=None, hint=_("empty: where it was picked from"))
    amount: Money | None = field(_("Worth"), read=True, total=True)

    @property
    def sold(self) -> Sold:
        return self.sale_line, self.product or "", self.lot

    @property
    def is_taken(self) -> bool:
        """Whether it stays with us; not judged yet counts as taken."""
        return self.verdict is not GoodsVerdict.REFUSED


class NewLine(Line):
    """What the customer gets instead."""

    sale_line: LineNumber = field(_("For line of the sale"))
    product: ProductRef = field(_("Product"))
    quantity: Quantity = field(_("Quantity"), total=True)
    price: Money | None = field(_("Price"), read=True)
    amount: Money | None = field(_("Worth"), read=True, total=True)


class Voucher(Line):
    """A slip the till has printed, signed by the customer."""

    means: paid_orders.Means | None = field(_("Paid by"), read=True)
    amount: Money | None = field(_("Amount"), read=True, total=True)
    number: Text = field(_("Number of the slip"), default="")


class ExchangeForm(Form):
    shape: Shape = field(_("Return or exchange"))
    customer: CustomerRef | None = field(
        _("Customer"), default=None, hint=_("his orders are offered; empty: the customer of the sale")
    )
    sale: CaseRef = field(_("Sale"), hint=_("receipt, order or shipment"))
    order: CaseRef | None = field(_("Sold by"), read=True)
    invoice: Text = field(_("Invoice number"), default="")
    lines: list[BackLine] = field(_("Goods that come back"), default_factory=list)
    replacements: list[NewLine] = field(
        _("Replacement"), default_factory=list, hint=_("of an exchange"), when=Is("shape", Shape.EXCHANGE)
    )
    slip: Text = field(
        _("Slip of the bank card"), default="", hint=_("reference number, of what was swiped at the till")
    )
    address: Text = field(
        _("Send the replacement to"),
        default="",
        hint=_("empty: where the first goods went"),
        when=Is("shape", Shape.EXCHANGE),
    )
    arrived_on: date | None = field(_("Goods arrived on"), read=True)
    worth: Money | None = field(_("Worth taken back"), read=True)
    part: Money | None = field(_("Part granted"), default=None)
    as_money: bool | None = field(_("Money instead"), read=True)
    amount: Money | None = field(_("To give back"), read=True)
    to_pay: Money | None = field(_("Difference to pay"), read=True)
    payments: list[Part] = field(_("Payments"), default_factory=list, read=True)
    card: Text = field(_("Stored-value card presented"), default="")
    bank_card: Text = field(_("Bank card presented"), default="", hint=_("its last four digits"))
    slip_card: Text = field(_("Card on the slip"), default="", hint=_("its last four digits"))
    slip_date: date | None = field(_("Trade date of the slip"), default=None)
    slip_amount: Money | None = field(_("Amount of the slip"), default=None)
    counter: Text = field(_("Counter of the difference"), default="", hint=_("where a difference is paid"))
    received: Money | None = field(_("Difference received"), read=True)
    paid_back: Money | None = field(_("Paid back at the till"), read=True)
    paid_on: date | None = field(_("Paid on"), read=True)
    swapped_on: date | None = field(_("Replaced on"), read=True)
    slips: list[Voucher] = field(_("Slips"), default_factory=list)


OFFERED_WITHIN = 92
"""Days back to which orders are offered; an older one is named by its number."""
Exchange = Facts[ExchangeForm]
Exchanging = Booking[ExchangeForm]
ASKED = ("shape", "customer", "sale", "invoice", "slip", "lines", "replacements", "address")
"""What is typed when the goods are announced."""
PRINTED = (
    "shape", "order", "customer", "invoice", "lines.product", "lines.lot", "lines.quantity", "lines.cause",
    "replacements.product", "replacements.quantity", "amount", "to_pay",
)  # fmt: skip
VOUCHER = ("order", "customer", "lines.product", "lines.quantity", "payments", "paid_back", "paid_on")
"""What the papers print: the return slip, the cash voucher."""


OFFERED_RECEIPTS = 20
"""Receipts of the shop that are offered, the newest of those that come into question."""
PRESENTED = ("card", "bank_card", "slip_card", "slip_date", "slip_amount", "counter")
"""What is typed where the money goes back."""


def at_counter(sale: Case | None) -> bool:
    """Whether a sale was made over the counter: what comes back comes back there."""
    return sale is not None and sale.process == COUNTER_SALE


def till_of(facts: Exchange) -> str:
    """Return the till at which a difference is paid: the one named, that of the receipt, else the front counter."""
    sale = sale_of(facts)
    own = sale.form.get("till") if sale is not None else None
    return facts.form.counter or own or FRONT


def sale_of(facts: Exchange) -> Case | None:
    return sold_goods.find(facts, facts.form.sale)


def taken_from_sale(facts: CompanyFacts, case: Case) -> Mapping[str, Any]:
    """What a return takes over from the order or shipment that lies open: all that the customer has of it."""
    sale = sold_goods.find(facts, case.number)
    goods = sold_goods.as_lines(facts, sale) if sale else []
    return {"sale": case.number, "customer": sale.customer, "lines": goods} if sale and goods else {}


def sales_offered(facts: Exchange) -> Iterator[Case]:
    """The sales, of the customer if he is named, of which somebody has goods: at the front desk the receipts first."""
    offered = (_receipts_offered, _orders_offered)
    for found in offered if facts.holds(facts.person_id, FRONT_DESK) else reversed(offered):
        yield from found(facts)


def _orders_offered(facts: Exchange) -> Iterator[Case]:
    """The orders of the last months, the newest first."""
    known = facts.cases_of(
        SALES_ORDER, customer=facts.form.customer, opened_from=facts.now - timedelta(days=OFFERED_WITHIN)
    )
    for order in reversed(known):
        if sold_goods.still_out(facts, order, besides=facts.case.id):
            yield order


def _receipts_offered(facts: Exchange) -> Iterator[Case]:
    """The receipts of the last days: of the customer, of the goods as far as they are named."""
    since = facts.now - timedelta(days=facts.count_policy("return-exchange.fault-days"))
    known = facts.cases_of(COUNTER_SALE, customer=facts.form.customer, opened_from=since)
    named = {line.product for line in facts.form.lines or () if line.product}
    fitting = (
        sale
        for sale in reversed(known)
        if sale.submitted_at and named <= {row["product"] for row in sale.form.get("lines", ())}
    )
    for sale in islice(fitting, OFFERED_RECEIPTS):
        if sold_goods.still_out(facts, sale, besides=facts.case.id):
            yield sale


# --- what is worked out -------------------------------------------------------------------------------------


def work_out(facts: Exchange) -> None:
    """What the goods are worth, what goes back or is to pay, and by which means."""
    form, sale = facts.form, sale_of(facts)
    if sale is None:
        form.order, form.payments = None, []
        return
    form.order, form.customer = sale.number, form.customer or sale.customer
    _as_sold(facts, sale)
    form.worth = _worth(facts, sale)
    instead = _replaced(facts, sale)
    if form.as_money or form.shape is Shape.RETURN:
        granted = form.worth if form.part is None else form.part
        form.amount, form.to_pay = granted + (form.received or NOTHING), None
    else:
        form.amount, form.to_pay = max(form.worth - instead, NOTHING), max(instead - form.worth, NOTHING) or None
    _spread(facts, sale)


def _as_sold(facts: Exchange, sale: Case) -> None:
    """Fill in product, lot and place where the sale leaves no choice."""
    there = sold_goods.delivered(facts, sale)
    for line in facts.form.lines:
        alike = [
            sold for sold in there
            if sold[0] == line.sale_line and line.product in (None, sold[1]) and line.lot in ("", sold[2])
        ]  # fmt: skip
        if len(alike) == 1:
            _line, line.product, line.lot = alike[0]
        if line.verdict is GoodsVerdict.SELLABLE and sale.process == COUNTER_SALE:
            line.location = SHOP
        elif line.verdict is GoodsVerdict.SELLABLE and not line.location:
            place = sold_goods.picked_from(facts, sale, line.sold)
            usable = place and kind(place) == "shelf" and not facts.record("locations", place).get("blocked")
            line.location = place if usable else None


def _worth(facts: Exchange, sale: Case) -> Decimal:
    """Price every line so that all parts of a line of the sale come to its amount; what is refused is worth nothing."""
    earlier = [case for case in sold_goods.returns_of(facts, sale) if case.id < facts.case.id]
    before: dict[tuple[int, str], Decimal] = {}
    for (number, product, _lot), quantity in sold_goods.taken_back(facts, earlier).items():
        before[number, product] = before.get((number, product), Decimal(0)) + quantity
    for line in facts.form.lines:
        key = (line.sale_line, line.product or "")
        begun, price = before.get(key, Decimal(0)), sold_goods.price_of(facts, sale, *key)
        now = line.quantity if line.is_taken else Decimal(0)
        line.amount = pricing.line_amount(begun + now, price) - pricing.line_amount(begun, price)
        before[key] = begun + now
    return sum((line.amount or NOTHING for line in facts.form.lines), NOTHING)


def _replaced(facts: Exchange, sale: Case) -> Decimal:
    """Price what the customer gets instead: like goods as they were sold, others by the list."""
    for line in facts.form.replacements:
        line.price = sold_goods.price_of(facts, sale, line.sale_line, line.product) or (
            pricing.listed_price(facts, line.product)
        )
        line.amount = pricing.line_amount(line.quantity, line.price) if line.price is not None else None
    return sum((line.amount or NOTHING for line in facts.form.replacements), NOTHING)


def _spread(facts: Exchange, sale: Case) -> None:
    """Spread what goes back over what was paid, less what other cases give back or claim."""
    form, others = facts.form, other_claims(facts, sale)
    left, form.payments = form.amount or NOTHING, []
    parts = paid_orders.paid_for(facts, sale)
    if form.received:  # the difference goes back to the till it was just paid at
        parts.sort(key=lambda part: (part.means, part.where) != (paid_orders.Means.CASH, till_of(facts)))
    for part in parts:
        returned = paid_orders.returned_of(others, part)
        now = max(min(left, part.amount - returned), NOTHING)
        left -= now
        form.payments.append(
            Part(means=part.means, where=part.where, paid=part.amount, returned=returned, to_return=now)
        )
    form.amount = (form.amount or NOTHING) - left


# --- what is still to be done about the money ---------------------------------------------------------------


def refunds_of(facts: Exchange) -> list[Case]:
    """Return the refunds this case has opened."""
    return facts.children(REFUND)


def other_claims(facts: Exchange, sale: Case) -> list[Case]:
    """Return what else gives money of the sale back or claims it: neither this case nor its own refunds."""
    own = {facts.case.id, *(case.id for case in refunds_of(facts))}
    return [case for case in paid_orders.refunds_of(facts, sale) if case.id not in own]


def till_left(form: ExchangeForm) -> Decimal:
    """Return what is still to be paid back at the till, yuan."""
    due = (row.to_return or NOTHING for row in form.payments or () if row.means in AT_TILL)
    return sum(due, NOTHING) - (form.paid_back or NOTHING)


def to_receive(form: ExchangeForm) -> Decimal:
    """Return what of a difference the customer has still to pay, yuan."""
    return max((form.to_pay or NOTHING) - (form.received or NOTHING), NOTHING)


def by_refund(form: ExchangeForm) -> Decimal:
    """Return what goes back by a refund, yuan."""
    rows = (row.to_return or NOTHING for row in form.payments or () if row.means not in AT_TILL)
    return sum(rows, NOTHING)


def refund_left(facts: Exchange) -> Decimal:
    """Return what of it no refund has brought to the customer yet, yuan."""
    done = [case for case in refunds_of(facts) if case.ended == "done"]
    return by_refund(facts.form) - paid_orders.amount_of(done)


# --- when it is due, and what lists say ---------------------------------------------------------------------


def goods_due(facts: Exchange) -> datetime:
    """When the goods must be judged once they are here; until then, when they must have come."""
    if at_counter(sale_of(facts)):
        return facts.time_limit("return-exchange.at-counter")
    if facts.form.arrived_on:
        return facts.time_limit("return-exchange.goods")
    return facts.time_limit("return-exchange.arrival", facts.case.submitted_at)


def subject(facts: Exchange) -> str:
    form = facts.form
    return about(facts.name_of("customers", form.customer), goods_of(facts, form.lines), form.order or form.sale)


def asked_on(facts: Exchange) -> date:
    """The day the customer asked, from which the time since the delivery is counted."""
    return (facts.case.submitted_at or facts.now).date()


def why_outside(facts: Exchange) -> Iterator[Message]:
    """Say what of it is outside the rule (P114): the time, the state, the amount."""
    form, sale = facts.form, sale_of(facts)
    for line in form.lines:
        name = facts.name_of("products", line.product)
        if not line.is_taken or sale is None:
            continue
        minds = line.cause is WhyBack.CHANGED_MIND
        if minds and line.state not in (None, GoodsState.SEALED):
            yield _("{product}: the customer's change of mind takes back sealed goods only")(product=name)
        days = facts.count_policy("return-exchange.changed-mind-days" if minds else "return-exchange.fault-days")
        got = sold_goods.received_on(facts, sale, line.sold)
        if got and asked_on(facts) > got + timedelta(days=days):
            yield _("{product}: asked for on {day}, later than {days} days after {received}")(
                product=name, day=asked_on(facts), days=days, received=got
            )
    limit = facts.money_policy("return-exchange.counter-limit")
    if (form.worth or NOTHING) > limit:
        yield _("worth {amount}, above {limit}")(amount=form.worth or NOTHING, limit=limit)
