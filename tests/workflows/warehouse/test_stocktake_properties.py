"""Whatever is counted and however counts overlap, the books follow the goods (invariants 10 and 11).

All examples of a test share one house; each has a place and a product of its own.
"""

from decimal import Decimal as D
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.check_stock import check_stock
from tests.effort import examples
from tests.workflows.house import House
from tests.workflows.warehouse.counting import MAIN
from workflows.engine.errors import Refused

few = settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
quantities = st.integers(0, 4000).map(lambda thousandths: D(thousandths) / 100)
_numbers = count(1)


class Shelf:
    """One product at one place: what the books say, and what really lies there."""

    def __init__(self, house: House, book: D, really: D) -> None:
        self.house = house
        number = next(_numbers)
        self.product, self.location = f"P-{number}", f"MAIN/Z-{number}"
        house.record("products", self.product, name=self.product, kind="material", unit="m", decimals=3)
        house.record("locations", self.location, name=self.location)
        self.move("supplier", self.location, book)
        self.really = really

    def move(self, source: str, target: str, quantity: D) -> None:
        if quantity:
            now = self.house.clock.now()
            with self.house.db.write():
                self.house.company.stock.move(1, None, self.product, source, target, quantity, at=now)

    @property
    def book(self) -> D:
        return self.house.on_hand(self.product, self.location)

    @property
    def booked(self) -> D:
        """What counts have put right so far."""
        return -self.house.on_hand(self.product, "count-difference")


def started(house: House, *shelves: Shelf) -> int:
    places = [{"location": shelf.location} for shelf in shelves]
    return house.submit("storekeeper1", "stocktake", {**MAIN, "scope": "locations", "places": places}).case_id


def counted(house: House, case: int, figures: dict[str, D]) -> None:
    """Hand in figures by place, counted twice on paper; what has no figure was counted before."""
    paper = {"counter": house.employee("storekeeper1"), "second_counter": house.employee("storekeeper2")}

    def typed(figure: D) -> dict[str, Any]:
        return {"counted": str(figure), "second_count": str(figure), **paper}

    lines = house.form(case)["lines"]
    sheet = {line["location"] for line in lines}
    found = [
        {"location": place, "product": place.replace("MAIN/Z", "P"), **typed(figure)}
        for place, figure in figures.items()
        if place not in sheet and figure
    ]
    lines = [{**line, **typed(figures[line["location"]])} if line["location"] in figures else line for line in lines]
    house.act("storekeeper1", case, "submit", {"lines": lines, "found": found})


@few
@given(st.lists(st.tuples(quantities, quantities), min_size=1, max_size=4))
def test_after_an_approved_count_the_books_are_what_was_counted(house: House, figures: list[tuple[D, D]]) -> None:
    shelves = [Shelf(house, book, really) for book, really in figures]
    case = started(house, *shelves)
    counted(house, case, {shelf.location: shelf.really for shelf in shelves})
    house.policy("stocktake.large", "1000000.00")
    house.act("warehouse-supervisor", case, "qualified")
    assert [shelf.book for shelf in shelves] == [shelf.really for shelf in shelves]
    assert house.balance("stock") == house.company.stock.total_value()
    assert list(check_stock(house.db)) == []


moves = st.tuples(st.just("move"), st.integers(-3, 3))
steps = st.tuples(st.sampled_from(["count", "review"]), st.integers(0, 1))


@few
@given(quantities, quantities, st.lists(st.one_of(moves, steps, steps), max_size=10))
def test_overlapping_counts_never_book_one_difference_twice(
    house: House, book: D, really: D, happens: list[tuple[str, int]]
) -> None:
    """Two stocktakes of one place, interleaved with each other and with goods that come and go."""
    shelf = Shelf(house, book, really)
    missing = really - book
    cases = [started(house, shelf), started(house, shelf)]
    for what, which in [*happens, *[("count", 0), ("count", 1), ("review", 0), ("review", 1)] * 2]:
        house.later(minutes=1)
        if what == "move":
            move(shelf, D(which))
        elif what == "count" and house.stands(cases[which]) == "count":
            counted(house, cases[which], {shelf.location: shelf.really})
        elif what == "review" and house.stands(cases[which]) == "review":
            review(house, cases[which])
        assert shelf.booked in (0, missing)
    assert [house.stands(case) for case in cases] == ["update", "update"]
    assert shelf.booked == missing
    assert shelf.book == shelf.really


def move(shelf: Shelf, change: D) -> None:
    """Goods come or go, in truth and in the books, as far as both have them."""
    if change > 0:
        shelf.move("supplier", shelf.location, change)
        shelf.really += change
    elif -change <= min(shelf.book, shelf.really):
        shelf.move(shelf.location, "customer", -change)
        shelf.really += change


def review(house: House, case: int) -> None:
    """Approve the report, or have it counted again where it is stale."""
    try:
        house.act("warehouse-supervisor", case, "qualified")
    except Refused as problem:
        assert "difference already booked after position" in str(problem)
        lines = [{**line, "recount": True} for line in house.form(case)["lines"]]
        house.act("warehouse-supervisor", case, "unqualified", {"lines": lines}, reason=5)
