"""The change of an order after purchase (订单修改单): its form, and what the order and its shipments become by it — P77-P80.

What is changed is written on the order first; its shipments follow when the printer has noted it. Old values are kept
from the moment the change is handed in, so that it can be struck out again.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from db.cases import Case
from db.locations import LocationKind, kind
from db.message import _
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.form import (
    Choice,
    Count,
    CustomerRef,
    Form,
    Is,
    IsNot,
    Line,
    LongText,
    Moment,
    Money,
    ProductRef,
    Quantity,
    SignedMoney,
    Text,
    field,
)
from workflows.library import order_hold as hold
from workflows.library import ordering, orders, paid_orders, pricing
from workflows.library.goods import Place
from workflows.library.identity import ProvedBy
from workflows.library.order_hold import Papers
from workflows.library.ordering import Means, SalesOrderForm, SalesOrderRef
from workflows.library.orders import OrderState
from workflows.library.quoting import LineNumber
from workflows.registers.products import PRODUCTS, Make

NOTHING = Decimal("0.00")

# --- form ---------------------------------------------------------------------------------------------------


class ChangeKind(Choice):
    ATTRIBUTE = "attribute", _("goods")
    ADDRESS = "address", _("address")
    COURIER = "courier", _("courier")
    INVOICE = "invoice", _("invoice title")
    CARD = "card", _("card text")
    TIME = "time", _("delivery time")


class ChangedLine(Line):
    order_line: LineNumber = field(_("Order line"))
    old_product: ProductRef | None = field(_("Product before"), read=True)
    old_quantity: Count | None = field(_("Quantity before"), read=True)
    old_price: Money | None = field(_("Price before"), read=True)
    product: ProductRef | None = field(_("New product"), default=None, hint=_("empty: the same"))
    quantity: Quantity | None = field(_("New quantity"), default=None, hint=_("empty: the same"))
    price: Money | None = field(_("New price"), read=True)


class OrderChangeForm(Form):
    customer: CustomerRef = field(_("Customer"))
    order: SalesOrderRef = field(_("Order"))
    identity_by: ProvedBy = field(_("Identity confirmed by"))
    identity_fact: Text = field(_("The fact itself"))
    kind: ChangeKind = field(_("What is changed"))
    lines: list[ChangedLine] = field(_("Changed lines"), default_factory=list, when=Is("kind", ChangeKind.ATTRIBUTE))
    address: Text = field(_("New address"), default="", when=Is("kind", ChangeKind.ADDRESS))
    courier: Text = field(_("Courier wanted"), default="", when=Is("kind", ChangeKind.COURIER))
    invoice_title: Text = field(_("Invoice title"), default="", when=Is("kind", ChangeKind.INVOICE))
    tax_number: Text = field(_("Tax number"), default="", when=Is("kind", ChangeKind.INVOICE))
    card_text: Text = field(_("Card text"), default="", when=Is("kind", ChangeKind.CARD))
    slot: Text = field(
        _("Time from–to"), default="", hint=_("as 2026-06-12 18:00-20:00"), when=Is("kind", ChangeKind.TIME)
    )
    state: OrderState | None = field(_("State when handed in"), read=True)
    before: Text = field(_("Before"), default="", read=True)
    difference: SignedMoney | None = field(_("Price difference"), read=True)
    papers: list[Papers] = field(_("Papers and parcels"), default_factory=list)
    paid_more: Money | None = field(_("Paid more"), default=None, when=Is("kind", ChangeKind.ATTRIBUTE))
    paid_by: Means | None = field(_("Paid by"), default=None, when=IsNot("paid_more", None))
    counter: Text = field(_("At the counter"), default="", hint=_("empty: front"), when=Is("paid_by", Means.TILL))
    received_more: Money = field(_("Received for the change"), default=NOTHING, read=True)
    note: Text = field(_("Red-flag note"), default="", read=True)
    applied: bool = field(_("Stands on the order"), default=False, read=True)
    as_kept: bool = field(_("Order as it was"), default=False, read=True)
    confirmed_at: Moment | None = field(_("Confirmed at"), default=None)
    confirmed_how: Text = field(_("Confirmed how"), default="")
    printer_told: LongText = field(_("Printer told"), default="", hint=_("which customer and what changed"))
    courier_word: Text = field(_("Word of the courier"), default="", hint=_("what was said, and by whom"))
    customer_told: Text = field(_("Customer told"), default="", hint=_("when and how"))

    @property
    def numbers(self) -> list[int]:
        """A change stops the order as a whole."""
        return []


Change = Facts[OrderChangeForm]
ON_ORDER = {  # as the change says it, the order keeps it
    ChangeKind.ADDRESS: "address", ChangeKind.COURIER: "courier", ChangeKind.INVOICE: "invoice_title",
    ChangeKind.CARD: "card_text", ChangeKind.TIME: "slot",
}  # fmt: skip
ASKED = (
    "customer", "order", "identity_by", "identity_fact", "kind", "lines", "address", "courier", "invoice_title",
    "tax_number", "card_text", "slot",
)  # fmt: skip
"""What the service agent writes down of a wish."""
CHANGED = (
    "lines.product", "lines.quantity", "address", "courier", "invoice_title", "tax_number", "card_text", "slot",
    "paid_more", "paid_by", "counter",
)  # fmt: skip
"""What may still change while the change is made."""
_ON_SHIPMENT = {ChangeKind.ADDRESS: "address", ChangeKind.COURIER: "carrier", ChangeKind.TIME: "slot"}


def answer_field(form: OrderChangeForm) -> str:
    """Return the field that says what is wanted; the lines where goods are changed."""
    return ON_ORDER.get(form.kind, "lines")


def answer(form: OrderChangeForm) -> str:
    """Return what is wanted, as the order keeps it; "" where goods are changed."""
    if form.kind is ChangeKind.ATTRIBUTE:
        return ""
    tax = form.tax_number if form.kind is ChangeKind.INVOICE else ""
    return f"{getattr(form, answer_field(form))} {tax}".strip()


# --- the order by the change --------------------------------------------------------------------------------


def order_form(facts: Change) -> SalesOrderForm | None:
    order = hold.order_of(facts)
    return orders.form_of(facts, order) if order else None


def read_order(facts: Change) -> None:
    """What the order says before the change."""
    form, order = facts.form, order_form(facts)
    if order is None:
        return
    form.before = getattr(order, ON_ORDER[form.kind]) if form.kind in ON_ORDER else ""
    for line in form.lines:
        if line.order_line <= len(order.lines):
            old = order.lines[line.order_line - 1]
            line.old_product, line.old_quantity, line.old_price = old.product, old.quantity, old.price


def price_change(facts: Change) -> None:
    """Prices and the difference."""
    form = facts.form
    if order_form(facts) is None:
        return
    for line in form.lines:
        same = line.product in (None, line.old_product)
        line.price = line.old_price if same else pricing.listed_price(facts, line.product or "")
    if form.kind is ChangeKind.ATTRIBUTE:
        form.difference = sum((_amount_after(line) - _amount_before(line) for line in form.lines), NOTHING)


def _amount_before(line: ChangedLine) -> Decimal:
    return pricing.line_amount(line.old_quantity or Decimal(0), line.old_price or NOTHING)


def _amount_after(line: ChangedLine) -> Decimal:
    return pricing.line_amount(line.quantity or line.old_quantity or Decimal(0), line.price or NOTHING)


def is_custom(facts: CompanyFacts, product: str) -> bool:
    record = facts.record(PRODUCTS.key, product)
    return bool(record) and PRODUCTS.read(record).make is not Make.STANDARD


def more_of(facts: Change) -> dict[str, Decimal]:
    """Return how much more of each product the order asks for by the change."""
    found: dict[str, Decimal] = {}
    for line in facts.form.lines:
        old, quantity = line.old_product or "", line.old_quantity or Decimal(0)
        found[old] = found.get(old, Decimal(0)) - quantity
        new = line.product or old
        found[new] = found.get(new, Decimal(0)) + (line.quantity or quantity)
    return {product: more for product, more in found.items() if more > 0}


def free_places(facts: Change, product: str) -> Iterator[tuple[Place, Decimal]]:
    """Yield where in the warehouse of the order a product lies free for the change, on open shelves and ours."""
    order, stock = order_form(facts), facts.company.stock
    for row in stock.balances(product=product, warehouse=order.warehouse if order else "", limit=1000):
        blocked = facts.record("locations", row.location).get("blocked")
        if kind(row.location) is LocationKind.SHELF and not blocked and stock.lot_owner(product, row.lot) is None:
            yield (product, row.location, row.lot), facts.free(product, row.location, row.lot)


def order_values(facts: Change, *, old: bool = False) -> dict[str, Any]:
    """Return what is typed on the order for the change; old: for taking it back."""
    form, order = facts.form, hold.order_of(facts)
    if order is None:
        return {}
    if form.kind in ON_ORDER:
        return {ON_ORDER[form.kind]: form.before if old else answer(form)}
    rows = [dict(row) for row in order.form["lines"]]
    for line in form.lines:
        product = line.old_product if old else line.product or line.old_product
        quantity = line.old_quantity if old else line.quantity or line.old_quantity
        price = line.old_price if old else line.price
        rows[line.order_line - 1].update(product=product, quantity=f"{quantity}", price=f"{price}")
    return {"lines": rows}


def changed_form(facts: Change) -> SalesOrderForm | None:
    """Return the order as it would be by the change, to judge money and release by."""
    order = order_form(facts)
    if order is None:
        return None
    lines = [line.model_copy() for line in order.lines]
    for changed in facts.form.lines:
        line = lines[changed.order_line - 1]
        line.product = changed.product or changed.old_product or line.product
        line.quantity = changed.quantity or changed.old_quantity or line.quantity
        line.price = changed.price or line.price
        line.amount = ordering.amount_of_line(line)
    return order.model_copy(update={"lines": lines})


def held(facts: Change) -> Decimal:
    """Return what was paid for the order and not given back or claimed, yuan."""
    order = hold.order_of(facts)
    if order is None:
        return NOTHING
    return paid_orders.paid_in_all(facts, order) - paid_orders.amount_of(paid_orders.refunds_of(facts, order))


# --- its shipments by the change ----------------------------------------------------------------------------


def shipment_values(facts: Change) -> list[tuple[Case, dict[str, Any]]]:
    """Return for each shipment that has not left what becomes of it; no lines left: it is voided."""
    form, found = facts.form, hold.open_shipments(facts)
    flag = {"kind": "slot" if form.kind is ChangeKind.TIME else form.kind.value, "text": form.note, "ticked": True}
    wanted = {line.order_line: (line.product or line.old_product, line.quantity or line.old_quantity or Decimal(0))
              for line in form.lines}  # fmt: skip
    rows = [_typed_rows(case) for case in found]
    for number, (product, quantity) in wanted.items():
        _apply([row for part in rows for row in part if row.get("order_line") == number], product or "", quantity)
    values = []
    for case, part in zip(found, rows, strict=True):
        new: dict[str, Any] = {"notes": [*case.form.get("notes", ()), flag]}
        if form.kind in _ON_SHIPMENT:
            new[_ON_SHIPMENT[form.kind]] = answer(form)
        if form.kind is ChangeKind.ATTRIBUTE:
            new["lines"] = [row for row in part if Decimal(row["quantity"]) > 0]
        values.append((case, new))
    return values


def _typed_rows(shipment: Case) -> list[dict[str, Any]]:
    kept = ("order_line", "product", "quantity", "location", "lot", "parcel")
    return [{name: row[name] for name in kept if name in row} for row in shipment.form.get("lines", ())]


def _apply(rows: list[dict[str, Any]], product: str, quantity: Decimal) -> None:
    """Spread a new quantity over the rows of one order line; goods of another product are looked for anew."""
    left = quantity
    for index, row in enumerate(rows):
        part = left if index == len(rows) - 1 else min(left, Decimal(row["quantity"]))
        left -= part
        row["quantity"] = f"{part}"
        if row["product"] != product:
            row["product"] = product
            row.pop("location", None)
            row.pop("lot", None)


# --- the note -----------------------------------------------------------------------------------------------


def new_name(facts: Change, line: ChangedLine) -> str:
    """Return what a changed line becomes, with its code where the goods before were called the same."""
    return _beside(facts, line.product or line.old_product or "", line.old_product or "")


def old_name(facts: Change, line: ChangedLine) -> str:
    """Return what a changed line was, with its code where the new goods are called the same."""
    return _beside(facts, line.old_product or "", line.product or line.old_product or "")


def _beside(facts: Change, product: str, other: str) -> str:
    name = facts.name_of("products", product)
    return f"{name} {product}" if product != other and facts.name_of("products", other) == name else name


def note_text(facts: Change) -> str:
    """Return the red-flag note in its fixed wording."""
    form = facts.form
    new = answer(form) or "、".join(_wish(facts, line) for line in form.lines)
    on_papers = form.state is OrderState.PRINTED and form.kind in (ChangeKind.ATTRIBUTE, ChangeKind.ADDRESS)
    if on_papers:
        said = f"客户要求修改成{new}，已在发货单与快递单上修改妥当"
    elif form.kind is ChangeKind.ATTRIBUTE:
        said = f"客户拍下，要求修改成{new}，已修改妥当"
    elif form.kind is ChangeKind.ADDRESS:
        said = f"客户要求修改地址，新地址为：{new}"
    else:
        said = f"客户要求{_WISH[form.kind]}{new}"
    return hold.signed(facts, said)[:200]


_WISH = {
    ChangeKind.COURIER: "发", ChangeKind.INVOICE: "开发票，抬头", ChangeKind.CARD: "附卡片：", ChangeKind.TIME: "送货时间",
}  # fmt: skip


def _wish(facts: Change, line: ChangedLine) -> str:
    return f"{new_name(facts, line)}×{(line.quantity or line.old_quantity or Decimal(0)):f}"
