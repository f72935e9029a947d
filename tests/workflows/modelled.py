"""A small company that acts as its people do and tells the model what it did; after every act both must say the same.

What `tests.workflows.test_order_model` lets happen in any order is made of it: buying, selling, cancelling, returning,
counting.
"""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from db.check import check
from tests.workflows.house import copied
from tests.workflows.trading import IN_DISPATCH, NOTHING, SAFETY, Act, Books, Sale
from workflows.engine.holding import Holding

SHELF, DISPATCH = "MAIN/A-01", "MAIN/dispatch"
UNDER_WAY = ("print", "picked", *IN_DISPATCH)
quantities = st.integers(1, 11)


T = TypeVar("T")


def some(data: st.DataObject, found: Sequence[T]) -> T:
    """Return any of these."""
    return found[data.draw(st.integers(0, len(found) - 1))]


class Company(RuleBasedStateMachine):
    """A storeroom of lamps, one customer, one supplier; and the books, which must agree after everybody's acts."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.house = copied(self.template, Path(self.folder.name))
        self.books = Books()
        self.acts: defaultdict[int, list[Act]] = defaultdict(list)
        """By case, what was done on it, as far as it may be taken back."""

    def teardown(self) -> None:
        assert check(self.house.db) == []
        self.house.db.close()
        self.folder.cleanup()

    # --- how acts are done ---

    def act(
        self, login: str, case: int, action: str, values: dict[str, Any] | None = None,
        undo: Callable[[], None] | None = None, **more: Any,
    ) -> None:  # fmt: skip
        """Let a person act; undo: what taking it back does to the books, None where it cannot be."""
        self.house.later(minutes=3)
        self.house.act(login, case, action, values, **more)
        if undo:
            self.acts[case].append(Act(login, undo))
        else:
            self.acts[case].clear()

    def submit(self, login: str, process: str, values: dict[str, Any]) -> int:
        self.house.later(minutes=3)
        return self.house.submit(login, process, values).case_id

    def number(self, case: int) -> str:
        return self.house.company.cases.case(case).name

    def sales_at(self, *steps: str) -> list[Sale]:
        return [sale for sale in self.books.sales if sale.at in steps]

    def open_for_business(self) -> None:
        house = self.house
        house.past_order("C-0001")
        house.record(
            "customers", "C-0001", name="恒达电器有限公司", owner=house.employee("sales-rep1"), tier="B", place="in-city",
            terms="account", credit_limit="1000000", settlement_days=30,
        )  # fmt: skip
        lamp = house.company.registers.data("products", "LAMP") or {}
        house.record("products", "LAMP", **{**lamp, "safety_stock": str(SAFETY)})
        self.opening_balance(20, 35)

    @rule(quantity=quantities, cost=st.integers(30, 40))
    def opening_balance(self, quantity: int, cost: int) -> None:
        self.house.goods("LAMP", SHELF, str(quantity), str(quantity * cost))
        self.books.bring_in(quantity, Decimal(quantity * cost))

    @invariant()
    def what_holds_a_shipment_is_known_without_judging_it_anew(self) -> None:
        company, steps = self.house.company, (("shipment", "*"),)
        with company.db.read():
            assert company.holding.tasks(steps, company.now()) == Holding(company).tasks(steps, company.now())

    @invariant()
    def the_books_say_the_same(self) -> None:
        house, books = self.house, self.books
        assert books.free >= 0
        assert books.value > 0 if books.shelf + books.dispatch else books.value == 0
        assert house.on_hand("LAMP", SHELF) == books.shelf
        assert house.on_hand("LAMP", DISPATCH) == books.dispatch
        assert house.on_hand("LAMP", "inspection") == books.inspection
        assert house.reserved("LAMP", SHELF) == books.reserved
        assert house.balance("stock") == books.value
        assert house.balance("receivable", "C-0001") == sum((sale.owed for sale in books.sales), NOTHING)
        assert house.balance("deposit") == sum((sale.held for sale in books.sales), NOTHING)
        assert house.balance("loss") - house.balance("count-gain") == books.accounts["differences"]
        for account in ("bank", "payable", "sales", "cost-of-sales", "refunds"):
            assert house.balance(account) == books.accounts[account], account
