"""Stocktaking (P17): which goods a count is to list, and what becomes of the lines that were counted.

A sheet is drawn from the stock list (库存清单), one line for each product and lot at a place. A line that was counted
takes a *position*: the last stock move booked at or before the moment it was counted. Its *book quantity* is the fold
of the moves up to there and its *difference* what was counted less that, so stock may move during the count and after
it. A line is *stale* when its difference can no longer be booked as it stands.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Any, Protocol

from db.message import Message, _
from db.stock import Balance
from workflows.engine.facts import CompanyFacts, Facts
from workflows.library.goods import Place, values_in_turn

COUNTABLE = frozenset({"shelf", "dispatch", "scrap-yard", "shop", "service-desk", "processor", "site"})
"""Kinds of place where goods can be counted: where they really lie and nobody is judging them."""

_PAGE = 500


class Counted(Protocol):
    """A line of a count: the goods, what was counted, and what follows from the ledger."""

    location: Any
    product: Any
    lot: Any
    counted: Any
    counted_at: Any
    counter: Any
    second_count: Any
    second_counter: Any
    position: Any
    book: Any
    difference: Any
    value: Any


def place_of(line: Counted) -> Place:
    """The goods of a line, and where they lie."""
    return line.product, line.location, line.lot


# --- the sheet ----------------------------------------------------------------------------------------------


def goods_lying(facts: CompanyFacts, *, warehouse: str | None = None, location: str | None = None) -> list[Balance]:
    """All that lies in a warehouse or at a location by the books, by location, product and lot."""
    found: list[Balance] = []
    while True:
        page = facts.company.stock.balances(
            warehouse=warehouse, location=location, after=found[-1] if found else None, limit=_PAGE
        )
        found += page
        if len(page) < _PAGE:
            return found


def cycle_goods(facts: CompanyFacts, warehouse: str, share: Decimal, days: int) -> list[Balance]:
    """The goods of a cycle count: this share (percent) of the products with the highest value, and all long uncounted.

    days: how long goods may stay uncounted at their place.
    """
    lying = goods_lying(facts, warehouse=warehouse)
    chosen = _most_valuable(facts, lying, share)
    known = counted_since(facts, warehouse, facts.now - timedelta(days=days))
    return [
        goods for goods in lying if goods.product in chosen or (goods.product, goods.location, goods.lot) not in known
    ]


def _most_valuable(facts: CompanyFacts, lying: Iterable[Balance], share: Decimal) -> set[str]:
    quantities: dict[str, Decimal] = defaultdict(Decimal)
    for goods in lying:
        quantities[goods.product] += goods.quantity
    values = {product: facts.company.stock.cost_of(product, many) for product, many in quantities.items()}
    ranked = sorted(values, key=lambda product: (-values[product], product))
    return set(ranked[: ceil(len(ranked) * share / 100)])


def counted_since(facts: CompanyFacts, warehouse: str, since: datetime) -> set[Place]:
    """The goods at places of a warehouse that a stocktake, ended since, has counted at that moment or later."""
    return {
        (line["product"], line["location"], line.get("lot", ""))
        for case in facts.cases_of("stocktake", ended_from=since)
        if case.ended == "done" and case.form.get("warehouse") == warehouse
        for line in case.form.get("lines", [])
        if datetime.fromisoformat(line["counted_at"]) >= since
    }


def being_counted(facts: Facts[Any]) -> dict[str, str]:
    """The places on the sheets of other stocktakes that are open, with the number of the first of them."""
    places: dict[str, str] = {}
    for case in facts.cases_of("stocktake", open_only=True):
        if case.id != facts.case.id:
            for line in case.form.get("lines", []):
                places.setdefault(line["location"], case.name)
    return places


# --- what was counted ---------------------------------------------------------------------------------------


def fix_position(facts: Facts[Any], line: Counted, before: Counted | None) -> None:
    """Give a line that has been counted its moment, its counters and its position; an unchanged line keeps them.

    before: the line as it was kept last. A second count without a time of its own was made now.
    """
    me = facts.employee_of(facts.person_id) or None
    second_is_new = line.second_count is not None and (
        before is None or before.counted is None or line.second_count != before.second_count
    )
    if second_is_new and before is not None and line.counted_at == before.counted_at:
        line.counted_at = None
    line.counted_at = line.counted_at or facts.now
    line.counter = line.counter or me
    line.second_counter = (line.second_counter or me) if line.second_count is not None else None
    if before is not None and before.position is not None and before.counted_at == line.counted_at:
        line.position = before.position
    else:
        stock = facts.company.stock
        line.position = stock.position() if line.counted_at >= facts.now else stock.position_at(line.counted_at)


def compare_with_book(facts: CompanyFacts, lines: Iterable[Counted]) -> None:
    """Fill book quantity, difference and value of every line that has a position; the second count stands."""
    counted = [line for line in lines if line.position is not None]
    for line in counted:
        line.book = facts.company.stock.book_quantity(line.product, line.location, line.position, line.lot)
        line.difference = (line.counted if line.second_count is None else line.second_count) - line.book
    values = values_in_turn(facts, [(place_of(line), line.difference) for line in counted])
    for line, value in zip(counted, values, strict=True):
        line.value = value


def is_off(line: Counted, percent: Decimal, value: Decimal) -> bool:
    """Whether a line differs by more than this share of its book quantity, or by more than this value in yuan."""
    return bool(abs(line.difference) * 100 > percent * line.book or abs(line.value) > value)


def why_stale(facts: CompanyFacts, lines: Iterable[Counted]) -> Iterator[Message]:
    """Yield why lines can only be counted again: a difference was booked there since, or the goods have gone."""
    stock = facts.company.stock
    for line in lines:
        product, location, lot = place_of(line)
        name = facts.name_of("locations", location)
        if stock.count_difference_since(product, location, line.position, lot) is not None:
            yield _("{place}: difference already booked after position {position}")(place=name, position=line.position)
        elif stock.on_hand(product, location, lot) + line.difference < 0:
            yield _("{place}: less lies there by now than the count takes off")(place=name)
