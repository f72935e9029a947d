"""Goods at places: what several processes check before they reserve or move, and what goods are worth."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Protocol

from db.convert import from_fen, to_fen, to_thousandths
from db.locations import is_own, kind
from db.message import _
from db.stock import Worth
from db.stock_book import share_of
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.process import Reason
from workflows.registers.places import warehouse_of

Place = tuple[str, str, str]
"""Product, location and lot: where goods are counted, reserved and moved."""


class Located(Protocol):
    """A line that names a place."""

    @property
    def location(self) -> Any: ...


class Goods(Located, Protocol):
    """A line that names goods at a place."""

    product: Any
    lot: Any
    quantity: Any


def is_customer_supplied(facts: CompanyFacts, product: str, lot: str) -> bool:
    """Whether a lot belongs to a customer: it is outside our stock value and only for his orders."""
    return bool(lot) and facts.company.stock.lot_owner(product, lot) is not None


def place_kinds(
    facts: CompanyFacts, lines: Sequence[Located], allowed: Collection[str], warehouse: str = "", field: str = "lines"
) -> Iterator[Reason]:
    """Yield a reason for every line whose place is of another kind than these, or in another warehouse."""
    for index, line in enumerate(lines):
        path, name = f"{field}.{index}.location", facts.name_of("locations", line.location)
        if kind(line.location) not in allowed:
            yield Reason(_("{place} is no place for this; take a shelf place")(place=name), path)
        elif warehouse and warehouse_of(line.location) not in ("", warehouse):
            yield Reason(_("{place} is in another warehouse")(place=name), path)


def not_blocked(facts: CompanyFacts, lines: Sequence[Located]) -> Iterator[Reason]:
    """Yield a reason for every line whose place is blocked."""
    for index, line in enumerate(lines):
        if facts.record("locations", line.location).get("blocked"):
            name = facts.name_of("locations", line.location)
            yield Reason(_("{place} is blocked: nothing is moved from there")(place=name), f"lines.{index}.location")


def enough_unreserved(facts: Facts[Any], lines: Sequence[Goods]) -> Iterator[Reason]:
    """Yield a reason for every line that asks for more than is there and no other case has reserved.

    Lines of the same goods at the same place count together; the reason names the cases that hold the rest.
    """
    asked: dict[Place, Decimal] = defaultdict(Decimal)
    for index, line in enumerate(lines):
        place = (line.product, line.location, line.lot)
        asked[place] += line.quantity
        free = facts.free(*place)
        if asked[place] <= free:
            continue
        held = facts.reserved_by_others(*place)
        if held:
            numbers = ", ".join(dict.fromkeys(number for number, _quantity in held))
            said = _("{quantity} exceeds {free} unreserved, {held} are reserved by {number}")(
                quantity=asked[place], free=free, held=sum(one for _number, one in held), number=numbers
            )
        else:
            said = _("{quantity} exceeds {free} in stock there")(quantity=asked[place], free=free)
        yield Reason(said, f"lines.{index}.quantity")


def values_in_turn(facts: CompanyFacts, changes: Iterable[tuple[Place, Decimal]]) -> list[Decimal]:
    """What the stock value gains, yuan, when these quantities come to their places (below 0: leave) one by one.

    To the fen what the ledger would book now: moving average, half up, and what empties a product takes the rest.
    Goods that are no own stock are worth 0: customers' lots, the scrap yard, what was refused before storing.
    """
    worths: dict[str, Worth] = {}
    values = []
    for (product, location, lot), change in changes:
        value = Decimal("0.00")
        if is_own(location) and not is_customer_supplied(facts, product, lot):
            own = worths.get(product) or facts.company.stock.worth(product)
            share = share_of(to_fen(own.value), to_thousandths(abs(change)), to_thousandths(own.quantity))
            value = from_fen(share if change > 0 else -share)
            worths[product] = Worth(product, own.quantity + change, own.value + value)
        values.append(value)
    return values
