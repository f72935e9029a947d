"""Drafts of purchase orders (P56): opened daily, one a preferred supplier with every product of his that is short.

While one is written, stock and user demand of every product stand beside its line.
"""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from db.message import Message, _
from workflows.engine.facts import CompanyFacts
from workflows.engine.recurring import Occurrence
from workflows.library import deliveries, purchasing
from workflows.library.pricing import line_amount
from workflows.library.purchasing import Order, PurchaseKind
from workflows.library.shortage import Needs

DUTY = "purchase-order.shortage"
_KINDS = {
    "fabric": PurchaseKind.FABRIC, "accessory": PurchaseKind.ACCESSORY, "spare": PurchaseKind.SPARE,
    "consumable": PurchaseKind.SPARE, "book": PurchaseKind.BOOK, "equipment": PurchaseKind.EQUIPMENT,
}  # fmt: skip
_APART = (PurchaseKind.BOOK, PurchaseKind.EQUIPMENT)
_USUAL_LEAD = 7
"""Days a supplier needs whose lead time is not kept."""


def daily_drafts(facts: CompanyFacts) -> Iterable[Occurrence]:
    """Drafts of today; what stands on an open draft already is not drafted again. Found once a working day."""
    period = facts.today.isoformat()
    if not facts.calendar.is_working(facts.today) or facts.now > facts.calendar.closing(facts.today):
        return []
    if facts.now.time() < facts.policy("purchase-order.run"):
        return []
    if facts.company.cases.duty_has_run(DUTY, period):
        return []
    return [
        Occurrence(period, name, _draft(facts, supplier, kind, lines))
        for name, supplier, kind, lines in _by_supplier(facts)
    ]


def _by_supplier(facts: CompanyFacts) -> list[tuple[str, str, PurchaseKind, list[tuple[str, Decimal]]]]:
    needs, drafted = Needs(facts), _on_drafts(facts)
    available = facts.company.stock.availables()
    found: dict[tuple[str, PurchaseKind | None], list[tuple[str, Decimal]]] = {}
    kinds: dict[tuple[str, PurchaseKind | None], PurchaseKind] = {}
    for record in facts.company.registers.every("products"):
        product, supplier = record.key, record.data.get("supplier")
        if not supplier or record.data.get("origin") == "made":
            continue
        safety = Decimal(record.data.get("safety_stock") or 0)
        short = needs.missing(product, safety, available.get(product, Decimal(0))) - drafted.get(product, Decimal(0))
        if short > 0:
            kind = _KINDS.get(record.data["kind"], PurchaseKind.MATERIAL)
            key = (supplier, kind if kind in _APART else None)
            kinds.setdefault(key, kind)
            known = purchasing.supplier_of(facts, supplier)
            found.setdefault(key, []).append((product, purchasing.in_lots(short, known.lot if known else None)))
    return [
        (f"{supplier}/{apart}" if apart else supplier, supplier, kinds[supplier, apart], lines)
        for (supplier, apart), lines in found.items()
    ]


def _on_drafts(facts: CompanyFacts) -> dict[str, Decimal]:
    """By product: what waits on orders that are not approved yet."""
    found: dict[str, Decimal] = {}
    for order in facts.cases_of(deliveries.PURCHASE_ORDER, open_only=True):
        if deliveries.stands_at(facts, order) in ("draft", "approve"):
            for row in order.form.get("lines", ()):
                if isinstance(row, dict) and row.get("product") and row.get("quantity"):
                    found[row["product"]] = found.get(row["product"], Decimal(0)) + Decimal(row["quantity"])
    return found


def _draft(facts: CompanyFacts, key: str, kind: PurchaseKind, lines: list[tuple[str, Decimal]]) -> dict[str, object]:
    supplier = purchasing.supplier_of(facts, key)
    lead = int((supplier and supplier.lead_days) or _USUAL_LEAD)
    needed = facts.calendar.business_day_from(facts.today + timedelta(days=lead)).isoformat()
    rows = [
        {
            "product": product, "quantity": str(quantity), "needed_by": needed,
            **({"price": str(price)} if (price := _price(facts, key, product)) else {}),
        }
        for product, quantity in lines
    ]  # fmt: skip
    return {"kind": kind.value, "supplier": key, "lines": rows}


def _price(facts: CompanyFacts, key: str, product: str) -> Decimal | None:
    """The price to begin with: the agreed one, else what the stock has cost; None when nothing is known."""
    supplier = purchasing.supplier_of(facts, key)
    agreed = purchasing.contract_price(supplier, product, facts.today) if supplier else None
    return agreed or line_amount(Decimal(1), facts.unit_cost(product)) or None


# --- what a draft shows -------------------------------------------------------------------------------------


def show_demand(facts: Order) -> None:
    """Fill stock and demand in beside the lines."""
    needs = Needs(facts, besides=facts.case.id)
    for line in facts.form.lines:
        short = needs.shortage(line.product)
        line.on_hand, line.user_demand, line.shortage = short.on_hand, short.demand, short.quantity


def stock_and_demand(facts: Order) -> Iterable[Message]:
    needs = Needs(facts, besides=facts.case.id)
    for product in purchasing.products_of(facts.form.lines or ())[:5]:
        short = needs.shortage(product)
        yield _(
            "{product}: on hand {on_hand}, available {available}, demand {demand}, safety stock {safety},"
            " on order {on_order}: shortage {shortage}"
        )(
            product=facts.name_of("products", product), on_hand=short.on_hand, available=short.available,
            demand=short.demand, safety=short.safety, on_order=short.on_order, shortage=short.quantity,
        )  # fmt: skip
