"""Goods at places: what several processes check before they reserve or move."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any, Protocol

from db.locations import kind
from db.message import _
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.process import Reason


class Goods(Protocol):
    """A line that names goods at a place."""

    product: Any
    location: Any
    lot: Any
    quantity: Any


def is_customer_supplied(facts: CompanyFacts, product: str, lot: str) -> bool:
    """Whether a lot belongs to a customer: it is outside our stock value and only for his orders."""
    return bool(lot) and facts.company.stock.lot_owner(product, lot) is not None


def place_kinds(facts: CompanyFacts, lines: Sequence[Goods], allowed: Collection[str]) -> Iterator[Reason]:
    """Yield a reason for every line whose place is of another kind than these."""
    for index, line in enumerate(lines):
        if kind(line.location) not in allowed:
            name = facts.name_of("locations", line.location)
            yield Reason(
                _("{place} is no place for this; take a shelf place")(place=name), f"lines.{index}.location"
            )


def enough_unreserved(facts: Facts[Any], lines: Sequence[Goods]) -> Iterator[Reason]:
    """Yield a reason for every line that asks for more than is there and no other case has reserved.

    Lines of the same goods at the same place count together; the reason names who holds the rest.
    """
    asked: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for index, line in enumerate(lines):
        place = (line.product, line.location, line.lot)
        asked[place] += line.quantity
        free = facts.free(*place)
        if asked[place] <= free:
            continue
        held = facts.reserved_by_others(*place)
        if held:
            number, quantity = held[0]
            said = _("{quantity} exceeds {free} unreserved, {held} are reserved by {number}")(
                quantity=asked[place], free=free, held=quantity, number=number
            )
        else:
            said = _("{quantity} exceeds {free} in stock there")(quantity=asked[place], free=free)
        yield Reason(said, f"lines.{index}.quantity")
