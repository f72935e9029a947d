"""The counter sale (门店收费单): its form, its prices, what it comes to and how it is paid — P19.

One case a receipt. A line is scanned; its price is the list's, the member price with a valid card. Paid are the parts
somebody types, and where nothing is typed all of it in cash.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from db.message import Message, _, plural
from db.money import Account
from workflows.engine.durations import end_of_day
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.form import (
    CardRef,
    Choice,
    Count,
    CustomerRef,
    EmployeeRef,
    Form,
    Line,
    Moment,
    Money,
    ProductRef,
    Quantity,
    Text,
    field,
)
from workflows.library import pricing
from workflows.library.goods import is_customer_supplied
from workflows.library.member_cards import is_valid_card, remind_of_id
from workflows.library.subjects import about, goods_of
from workflows.registers.cards import CARDS
from workflows.registers.products import PRODUCTS

COUNTER_SALE = "counter-sale"
SHOP = "shop"
"""The place goods are sold from, and the till of the shop."""
NOTHING = Decimal("0.00")

# --- form ---------------------------------------------------------------------------------------------------


class CounterMeans(Choice):
    """How a customer pays at the till."""

    CASH = "cash", _("cash")
    BANK_CARD = "bank-card", _("bank card")


class SoldLine(Line):
    """Goods that are charged."""

    product: ProductRef = field(_("Product"), scanned=True, hint=_("scan it, or type its code or name"))
    quantity: Quantity = field(_("Quantity"), default=Decimal(1), total=True)
    price: Money | None = field(_("Price"), read=True)
    amount: Money | None = field(_("Amount"), read=True, total=True)
    barcode: Text | None = field(_("Barcode"), read=True)
    lot: Text = field(_("Lot"), default="", read=True)

    @property
    def location(self) -> str:
        return SHOP


class LooseLine(Line):
    """Goods the guard sees that are not on the receipt; which they are he may leave to the till."""

    product: ProductRef | None = field(_("Product"), default=None, scanned=True)
    quantity: Quantity = field(_("Quantity"), default=Decimal(1), total=True)
    price: Money | None = field(_("Price"), read=True)
    amount: Money | None = field(_("Amount"), read=True, total=True)
    lot: Text = field(_("Lot"), default="", read=True)

    @property
    def location(self) -> str:
        return SHOP


class Payment(Line):
    """A part of what is paid."""

    means: CounterMeans = field(_("Paid by"))
    amount: Money | None = field(_("Amount"), default=None, total=True, hint=_("empty: the rest"))
    reference: Text = field(_("Slip number"), default="", hint=_("reference number on the slip of a bank card"))

    def account(self, till: str) -> Account:
        return Account("till", till) if self.means is CounterMeans.CASH else Account("bank")


class CounterForm(Form):
    card: CardRef | None = field(_("Member's card"), default=None, hint=_("for the member price"))
    customer: CustomerRef | None = field(_("Member"), read=True)
    lines: list[SoldLine] = field(_("Goods"), default_factory=list)
    total: Money | None = field(_("To pay"), read=True)
    extra: list[LooseLine] = field(_("Not on the receipt"), default_factory=list)
    due: Money | None = field(_("Still to pay"), read=True)
    received: Money | None = field(_("Cash received"), default=None, hint=_("empty: exactly what is to be paid"))
    change: Money | None = field(_("Change due"), read=True)
    payments: list[Payment] = field(_("Payments"), default_factory=list, hint=_("empty: all of it in cash"))
    rest: list[Payment] = field(_("Payment of the rest"), default_factory=list, hint=_("empty: all of it in cash"))
    till: Text = field(_("Till"), default=SHOP)
    pieces: Count | None = field(_("Pieces on the receipt"), read=True)
    printed_on: date | None = field(_("Printed on"), read=True)
    seen: Count | None = field(_("Pieces seen"), default=None)
    exit_note: Text = field(_("Why fewer"), default="", hint=_("where fewer leave than were paid"))
    let_out_at: Moment | None = field(_("Let through at"), read=True)
    let_out_by: EmployeeRef | None = field(_("Let through by"), read=True)
    unseen: bool | None = field(_("Not seen leaving"), read=True)


Sale = Facts[CounterForm]
CHARGED = ("card", "lines", "received", "payments", "till")
"""What the cashier types."""
LATER = ("due", "printed_on", "let_out_at", "let_out_by", "unseen", "lines.barcode", "lines.lot")
"""What the program fills and nobody needs to see while he charges."""
PRINTED = (
    "customer", "lines.barcode", "lines.product", "lines.quantity", "lines.price", "lines.amount", "total",
    "payments.means", "payments.amount", "payments.reference", "received", "change", "pieces", "till", "printed_on",
)  # fmt: skip
"""The receipt."""

# --- what is worked out -------------------------------------------------------------------------------------


def work_out(facts: Sale) -> None:
    """While something is charged: prices, amounts, what it comes to and the change."""
    form, step = facts.form, facts.step.key if facts.step else ""
    if facts.case.submitted_at is None:
        form.customer = member_of(facts)
        _price(facts, form.lines)
        form.total, form.pieces = sum_of(form.lines), pieces(facts, form.lines)
        for line in form.lines:
            line.barcode = facts.record(PRODUCTS.key, line.product).get("barcode")
        form.change = change_of(form.received, paid(form.payments, form.total))
    elif step == "cashier":
        _price(facts, form.extra)
        form.due = sum_of(form.extra)
        form.change = change_of(form.received, paid(form.rest, form.due))


def member_of(facts: Sale) -> str | None:
    """Return the member whose card was shown, where it is valid."""
    card = facts.form.card
    return facts.record(CARDS.key, card).get("member") if card and is_valid_card(facts, card) else None


def _price(facts: Sale, lines: Sequence[SoldLine | LooseLine]) -> None:
    member = facts.form.customer is not None
    for line in lines:
        price = pricing.counter_price(facts, line.product, member=member) if line.product else None
        line.price, line.amount = price, None if price is None else pricing.line_amount(line.quantity, price)
    _name_lots(facts, lines)


def _name_lots(facts: Sale, lines: Sequence[SoldLine | LooseLine]) -> None:
    """Say of each line which of our lots in the shop it is taken from: the first that has enough."""
    known: dict[str, dict[str, Decimal]] = {}
    for line in lines:
        if not line.product:
            continue
        left = known.get(line.product) or _lots_in_shop(facts, line.product)
        known[line.product] = left
        line.lot = next((lot for lot, free in left.items() if free >= line.quantity), max(left, key=left.__getitem__))
        left[line.lot] -= line.quantity


def _lots_in_shop(facts: Sale, product: str) -> dict[str, Decimal]:
    """Return what is free of each lot of ours in the shop; goods without a lot stand under ""."""
    there = facts.company.stock.balances(product=product, location=SHOP)
    lots = dict.fromkeys(["", *(one.lot for one in there if not is_customer_supplied(facts, product, one.lot))])
    return {lot: facts.free(product, SHOP, lot) for lot in lots}


def sum_of(lines: Iterable[SoldLine | LooseLine]) -> Decimal:
    return sum((line.amount or NOTHING for line in lines), NOTHING)


def pieces(facts: CompanyFacts, lines: Iterable[SoldLine]) -> Decimal:
    """Return how many pieces leave with a receipt; what is measured and not counted is one piece a line."""
    counted = (line.quantity if _is_counted(facts, line.product) else Decimal(1) for line in lines)
    return sum(counted, Decimal(0))


def _is_counted(facts: CompanyFacts, product: str) -> bool:
    return not facts.record(PRODUCTS.key, product).get("decimals")


def paid(payments: Sequence[Payment] | None, total: Decimal) -> list[Payment]:
    """Return what is paid how, part by part: one part without an amount is the rest; nothing typed is all in cash."""
    parts = list(payments or [Payment(means=CounterMeans.CASH)])
    left = total - sum((part.amount or NOTHING for part in parts), NOTHING)
    rest = next((part for part in parts if part.amount is None), None)
    return [part.model_copy(update={"amount": max(left, NOTHING)}) if part is rest else part for part in parts]


def cash_of(parts: Iterable[Payment]) -> Decimal:
    """Return how much of it is paid in cash, yuan."""
    return sum((part.amount or NOTHING for part in parts if part.means is CounterMeans.CASH), NOTHING)


def change_of(received: Decimal | None, parts: Sequence[Payment]) -> Decimal | None:
    """Return the change for the cash that was handed over; None while that is not known or too little."""
    change = None if received is None else received - cash_of(parts)
    return change if change is not None and change >= 0 else None


# --- until when, and what lists say -------------------------------------------------------------------------


def closing_time(facts: Sale) -> datetime:
    """When the shop closes on the day the receipt was printed.

    It is open on days off as well, as long as on a working day; what is sold later still leaves that night.
    """
    day = printed_on(facts)
    closing = datetime.combine(day, facts.calendar.closing_from(day).time())
    return closing if (facts.case.submitted_at or facts.now) < closing else end_of_day(day)


def printed_on(facts: Sale) -> date:
    return facts.form.printed_on or facts.today


def good_until(facts: Sale) -> date:
    """The last day on which a receipt lets goods out."""
    return printed_on(facts) + timedelta(days=facts.count_policy("counter-sale.valid"))


def pieces_on(form: CounterForm) -> Decimal:
    return form.pieces or Decimal(0)


def cashiers(facts: Sale) -> set[int]:
    """Who has taken money for this receipt."""
    return {facts.case.requester_id, *facts.who_acted("draft", "cashier")}


def guards(facts: Sale) -> set[int]:
    """Who has checked this receipt at the exit."""
    return facts.who_acted("exit")


def subject(facts: Sale) -> str:
    form = facts.form
    return about(facts.name_of("customers", form.customer), goods_of(facts, form.lines))


def amount(facts: Sale) -> Decimal | None:
    return facts.form.total


_PIECES = plural("{count} piece on the receipt of {time}", "{count} pieces on the receipt of {time}")
_CHANGE = _("Change {amount}")


def brief(facts: Sale) -> Iterator[Message]:
    form, step = facts.form, facts.step.key if facts.step else ""
    yield from remind_of_id(facts, form.customer)
    if form.pieces and facts.case.submitted_at:
        yield _PIECES(count=int(form.pieces), time=facts.case.submitted_at)
    for line in (form.lines or ())[:5]:
        name = facts.name_of("products", line.product)
        yield _("{quantity} × {product}, {price} each")(
            quantity=line.quantity, product=name, price=line.price or NOTHING
        )
    if step == "cashier" and form.seen is not None:
        yield _("The guard sees {seen}, {pieces} are on the receipt")(seen=form.seen, pieces=pieces_on(form))
    for loose in form.extra or () if step == "cashier" else ():
        known = facts.name_of("products", loose.product) if loose.product else _("not named")
        yield _("Not on the receipt: {quantity} × {product}")(quantity=loose.quantity, product=known)


def draft_brief(facts: Sale) -> Iterator[Message]:
    yield from remind_of_id(facts, member_of(facts))


def to_say(facts: Sale) -> Message | None:
    """What the cashier tells the customer when he has taken his money: the change."""
    paid = facts.decisions and facts.decisions[-1].action in ("charge", "pay")
    return _CHANGE(amount=facts.form.change) if paid and facts.form.change else None
