"""What was sold and what of it is still with the customer: read from shipments, returns and the ledger — P114.

A *sale* is an order with everything that was shipped for it, a shipment of other goods without an order, or a receipt of
the shop. What a return sends or hands out as a replacement counts with the sale it replaces something of, so that it can
come back like the first.
Goods of a sale are told apart by its line, the product and the lot; nothing here is stored twice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from db.cases import Case
from db.money import Account
from workflows.engine.facts import CompanyFacts
from workflows.library import orders
from workflows.library.counter_sales import COUNTER_SALE
from workflows.library.orders import SALES_ORDER, SHIPMENT, OrderState
from workflows.library.paid_orders import RETURN
from workflows.library.pricing import rounded

Sold = tuple[int, str, str]
"""Line of the sale (from 1), product and lot."""
_NOTHING = Decimal(0)


def find(facts: CompanyFacts, number: str | None) -> Case | None:
    """Return the sale that a number means: a receipt, an order, the order of a shipment or of what it replaces."""
    case = facts.find_case(number) if number else None
    while case is not None and case.process == SHIPMENT:
        opener = facts.company.cases.case(case.parent_id) if case.parent_id else None
        replaced = opener.form.get("order") if opener and opener.process == RETURN else None
        above = facts.find_case(case.form.get("order") or replaced or "")
        if above is None:
            return case
        case = above
    return case if case and case.process in (SALES_ORDER, COUNTER_SALE) else None


def returns_of(facts: CompanyFacts, sale: Case, *, besides: int | None = None) -> list[Case]:
    """Return the returns of a sale that take back goods of it or have done so, oldest first."""
    return [
        case
        for case in _asked(facts, sale)
        if case.id != besides and case.submitted_at and case.ended in (None, "done")
    ]


def _asked(facts: CompanyFacts, sale: Case) -> list[Case]:
    found = facts.cases_of(RETURN, customer=sale.customer, opened_from=sale.opened_at)
    return [case for case in found if case.form.get("order") == sale.number]


def deliveries(facts: CompanyFacts, sale: Case) -> list[Case]:
    """Return the shipments that brought goods of a sale past the gate, those of replacements included, oldest first."""
    if sale.process == COUNTER_SALE:
        return [sale] if sale.submitted_at else []
    first = [sale] if sale.process == SHIPMENT else orders.shipments_of(facts, sale)
    again = [sent for case in _asked(facts, sale) for sent in facts.children_of(case.id, SHIPMENT)]
    return [one for one in (*first, *again) if orders.state_of(facts, one) is OrderState.SHIPPED]


# --- how much -----------------------------------------------------------------------------------------------


def delivered(facts: CompanyFacts, sale: Case) -> dict[Sold, Decimal]:
    """Return what was delivered of a sale."""
    found: dict[Sold, Decimal] = defaultdict(Decimal)
    for sold, row in _delivered_rows(facts, sale):
        found[sold] += Decimal(row["quantity"])
    return dict(found)


def _delivered_rows(facts: CompanyFacts, sale: Case) -> Iterator[tuple[Sold, dict[str, Any]]]:
    for shipment in deliveries(facts, sale):
        for number, row in enumerate(shipment.form.get("lines", ()), 1):
            yield (row.get("order_line") or number, row["product"], row.get("lot", "")), row
    for case in _handed_out(facts, sale):
        for row in case.form["replacements"]:
            yield (row["sale_line"], row["product"], ""), row


def _handed_out(facts: CompanyFacts, sale: Case) -> list[Case]:
    """Return the exchanges of a sale that handed something out over the counter."""
    return [case for case in _asked(facts, sale) if case.form.get("swapped_on")]


def taken_back(facts: CompanyFacts, returns: Iterable[Case]) -> dict[Sold, Decimal]:
    """Return what these returns take back; pieces judged to stay with the customer are none."""
    found: dict[Sold, Decimal] = defaultdict(Decimal)
    for case in returns:
        for row in case.form.get("lines", ()):
            if row.get("verdict") != "refused":
                found[row["sale_line"], row.get("product") or "", row.get("lot", "")] += Decimal(row["quantity"])
    return dict(found)


def still_out(
    facts: CompanyFacts, sale: Case, *, besides: int | None = None, lines: Collection[int] = ()
) -> dict[Sold, Decimal]:
    """Return what the customer has of a sale: delivered, less what was returned before; lines: only of these."""
    back = taken_back(facts, returns_of(facts, sale, besides=besides))
    left = {sold: quantity - back.get(sold, _NOTHING) for sold, quantity in delivered(facts, sale).items()}
    return {sold: quantity for sold, quantity in left.items() if quantity > 0 and (not lines or sold[0] in lines)}


# --- when, from where, at what price ------------------------------------------------------------------------


def received_on(facts: CompanyFacts, sale: Case, sold: Sold) -> date | None:
    """Return the day the customer last received such goods: signed for, as long as nobody has signed shipped, or sold."""
    days = [
        case.form.get("signed_on") or case.form.get("shipped_on") or case.form.get("printed_on")
        for case in deliveries(facts, sale)
        if any(_is_of(number, row, sold) for number, row in enumerate(case.form.get("lines", ()), 1))
    ]
    days += [
        case.form["swapped_on"]
        for case in _handed_out(facts, sale)
        if any((row["sale_line"], row["product"], "") == sold for row in case.form["replacements"])
    ]
    return max((date.fromisoformat(day) for day in days if day), default=None)


def _is_of(number: int, row: dict[str, Any], sold: Sold) -> bool:
    return (row.get("order_line") or number, row["product"], row.get("lot", "")) == sold


def picked_from(facts: CompanyFacts, sale: Case, sold: Sold) -> str | None:
    """Return the shelf place such goods were last picked from."""
    places = [row.get("location") for found, row in _delivered_rows(facts, sale) if found == sold]
    return places[-1] if places else None


def price_of(facts: CompanyFacts, sale: Case, line: int, product: str) -> Decimal:
    """Return what a piece cost the customer, yuan: the price of its line, or as it was sent for a replacement."""
    if sale.process == COUNTER_SALE:
        rows = sale.form["lines"]
        if line <= len(rows) and rows[line - 1]["product"] == product:
            return Decimal(rows[line - 1]["price"])
    if sale.process == SALES_ORDER:
        ordered = orders.form_of(facts, sale).lines
        if line <= len(ordered) and ordered[line - 1].product == product:
            return ordered[line - 1].price
    for case in _asked(facts, sale):
        for row in case.form.get("replacements", ()):
            if (row["sale_line"], row["product"]) == (line, product) and row.get("price"):
                return Decimal(row["price"])
    return _NOTHING


# --- what it cost us ----------------------------------------------------------------------------------------


def cost_of(facts: CompanyFacts, sale: Case, product: str, lot: str, quantity: Decimal) -> Decimal | None:
    """Return what goods that come back cost when they left, yuan; None: they were no stock of ours.

    The share of what is still out; what comes back last takes the rest, so that a whole return leaves no cost.
    """
    own, value = _NOTHING, _NOTHING
    for case in (*deliveries(facts, sale), *_asked(facts, sale)):
        for move in facts.company.stock.moves(case_id=case.id, product=product, lot=lot, limit=10_000):
            own, value = own - move.own, value - move.value
    return rounded(Fraction(value) * Fraction(quantity) / Fraction(own)) if own > 0 else None


def charged_to(facts: CompanyFacts, sale: Case) -> Account:
    """Return the account the gate charged with the cost: of an order that of sales, of other goods somebody's expense."""
    if sale.process == SHIPMENT:
        for entry in facts.company.money.entries(case_id=sale.id, limit=1000):
            for line in entry.lines:
                if line.account != "stock":
                    return (
                        Account(line.account, *line.dimension.split("/", 1))
                        if line.dimension
                        else Account(line.account)
                    )
    return Account("cost-of-sales")


def as_lines(facts: CompanyFacts, sale: Case, lines: Collection[int] = (), **more: Any) -> list[dict[str, Any]]:
    """Return what the customer has of a sale as the lines of a return; lines: only of these."""
    return [
        {"sale_line": line, "product": product, "lot": lot, "quantity": f"{quantity}", **more}
        for (line, product, lot), quantity in still_out(facts, sale, lines=lines).items()
    ]
