"""What of a product is short, and who waits for it (P56).

    shortage = demand not yet reserved + safety stock - available - on order, at least 0

Available is what an issue or a sale may take and nobody has reserved. Demand: sales orders in delivery, and approved
lines of requisitions that serve no order and no production of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from db.cases import Case
from db.locations import is_available
from workflows.engine.facts import CompanyFacts
from workflows.library import deliveries, orders
from workflows.library.goods import is_customer_supplied

SALES_ORDER, REQUISITION = "sales-order", "purchase-requisition"
_NOTHING = Decimal(0)
_PICKED_AT = frozenset({"check", "pack", "hand-over", "gate", "proof"})
"""Steps of a shipment whose goods lie at dispatch for it, or have gone."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a case still needs of a product, and has not reserved; promise: the day it is needed."""

    case: Case
    product: str
    quantity: Decimal
    promise: date | None


@dataclass(frozen=True, slots=True)
class Shortage:
    """The figures behind the shortage of one product."""

    on_hand: Decimal
    available: Decimal
    demand: Decimal
    safety: Decimal
    on_order: Decimal

    @property
    def quantity(self) -> Decimal:
        return max(_NOTHING, self.demand + self.safety - self.available - self.on_order)


class Needs:
    """Demand and orders under way, read once for any number of products. besides: the id of an order left out."""

    def __init__(self, facts: CompanyFacts, besides: int = 0) -> None:
        self._facts = facts
        self._besides = besides

    @cached_property
    def demands(self) -> list[Demand]:
        """Everything that is wanted and not reserved, in the order it was asked for."""
        return [*_of_sales_orders(self._facts), *_of_requisitions(self._facts)]

    @cached_property
    def _on_order(self) -> dict[str, Decimal]:
        return deliveries.on_order(self._facts, self._besides)

    def waiting_for(self, product: str) -> list[Demand]:
        """Who waits for a product, the oldest first."""
        return [one for one in self.demands if one.product == product]

    def missing(self, product: str, safety: Decimal, available: Decimal) -> Decimal:
        """What of a product is short, given its safety stock and what is available: for many products at once."""
        wanted = self._wanted.get(product, _NOTHING)
        return Shortage(available, available, wanted, safety, self._on_order.get(product, _NOTHING)).quantity

    @cached_property
    def _wanted(self) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for one in self.demands:
            found[one.product] = found.get(one.product, _NOTHING) + one.quantity
        return found

    def shortage(self, product: str) -> Shortage:
        """The figures of one product."""
        stock, record = self._facts.company.stock, self._facts.record("products", product)
        return Shortage(
            _on_shelves(self._facts, product),
            stock.available(product),
            self._wanted.get(product, _NOTHING),
            Decimal(record.get("safety_stock") or 0),
            self._on_order.get(product, _NOTHING),
        )


def _on_shelves(facts: CompanyFacts, product: str) -> Decimal:
    """What of a product lies where an issue or a sale may take it, reserved or not."""
    stock = facts.company.stock
    reserved = (
        one.quantity
        for one in stock.reservations(product=product)
        if is_available(one.location) and not is_customer_supplied(facts, product, one.lot)
    )
    return stock.available(product) + sum(reserved, _NOTHING)


def _of_sales_orders(facts: CompanyFacts) -> Iterator[Demand]:
    for order in facts.cases_of(SALES_ORDER, open_only=True):
        if deliveries.stands_at(facts, order) != "delivery":
            continue
        covered = _covered(facts, order)
        for row in order.form.get("lines", ()):
            product = row.get("product")
            if not product or row.get("cancelled"):
                continue
            wanted = Decimal(row["quantity"])
            taken = min(wanted, covered.get(product, _NOTHING))
            covered[product] = covered.get(product, _NOTHING) - taken
            if wanted > taken:
                promise = row.get("promise") or order.form.get("promise")
                yield Demand(order, product, wanted - taken, date.fromisoformat(promise) if promise else None)


def _covered(facts: CompanyFacts, order: Case) -> dict[str, Decimal]:
    """By product: what an order and its shipments have reserved, picked or shipped."""
    covered: dict[str, Decimal] = {}

    def add(product: str, quantity: Decimal) -> None:
        covered[product] = covered.get(product, _NOTHING) + quantity

    for case in (order, *orders.shipments_of(facts, order)):
        picked = case is not order and deliveries.stands_at(facts, case) in (*_PICKED_AT, "done", "came-back")
        if picked:
            for row in case.form.get("lines", ()):
                if row.get("product") and row.get("quantity"):
                    add(row["product"], Decimal(row["quantity"]))
        else:
            for claim in facts.company.stock.reservations(case_id=case.id):
                add(claim.product, claim.quantity)
    return covered


def _of_requisitions(facts: CompanyFacts) -> Iterator[Demand]:
    for case in facts.cases_of(REQUISITION, open_only=True):
        served = case.form.get("purpose") in ("order", "production")
        if served or deliveries.stands_at(facts, case) != "buy":
            continue
        for row in case.form.get("lines", ()):
            wanted = Decimal(row.get("quantity") or 0) - Decimal(row.get("covered") or 0)
            if row.get("product") and wanted > 0:
                needed = case.form.get("needed_by")
                yield Demand(case, row["product"], wanted, date.fromisoformat(needed) if needed else None)
