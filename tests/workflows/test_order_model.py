"""Orders, shipments, counts, losses, cancellations and takings-back in any order, against a model of a few lines.

The model knows what lies where, what is reserved, what the customer owes and what was sold; nothing of how the engine
does it. After every act the company's books say the same.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from db.check import check
from tests.workflows.house import House, copied
from tests.workflows.service.delivering import PROVED
from tests.workflows.warehouse.counting import MAIN, counted
from workflows.engine.errors import CommandError

SHELF, DISPATCH, PRICE, COST = "MAIN/A-01", "MAIN/dispatch", Decimal(50), Decimal(35)


@dataclass(frozen=True)
class Sale:
    """An order as the model knows it. at: the next step of its shipment; settle, done or cancelled after that."""

    order: int
    shipment: int
    quantity: int
    at: str = "print"
    owed: Decimal = Decimal(0)


@dataclass(frozen=True)
class Books:
    """What should be true."""

    shelf: int = 0
    dispatch: int = 0
    sold: int = 0
    lost: int = 0
    sales: tuple[Sale, ...] = field(default=())

    def with_sale(self, changed: Sale, **more: int) -> "Books":
        others = tuple(changed if sale.order == changed.order else sale for sale in self.sales)
        return replace(self, sales=others, **more)

    @property
    def reserved_on_shelf(self) -> int:
        return sum(sale.quantity for sale in self.sales if sale.at in ("print", "picked"))

    @property
    def free(self) -> int:
        return self.shelf - self.reserved_on_shelf


class Trading(RuleBasedStateMachine):
    """A storeroom of lamps, one customer on account, and everybody's acts."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.house = copied(self.template, Path(self.folder.name))
        self.books = Books()
        self.before: tuple[str, int, Books] | None = None
        """Who could take back the last act, on which case, and the books then."""

    def teardown(self) -> None:
        assert check(self.house.db) == []
        self.house.db.close()
        self.folder.cleanup()

    # --- acts ---

    def sales_at(self, *steps: str) -> list[Sale]:
        return [sale for sale in self.books.sales if sale.at in steps]

    def act(self, login: str, case: int, action: str, values: dict[str, Any] | None = None) -> None:
        self.house.later(minutes=3)
        self.house.act(login, case, action, values)

    @initialize()
    def open_for_business(self) -> None:
        house = self.house
        house.past_order("C-0001")
        house.record(
            "customers", "C-0001", name="恒达电器有限公司", owner=house.employee("sales-rep1"), tier="B", place="in-city",
            terms="account", credit_limit="1000000", settlement_days=30,
        )  # fmt: skip
        self.receive(30)

    @rule(quantity=st.integers(1, 20))
    def receive(self, quantity: int) -> None:
        self.house.goods("LAMP", SHELF, str(quantity), str(quantity * COST))
        self.books, self.before = replace(self.books, shelf=self.books.shelf + quantity), None

    @rule(quantity=st.integers(1, 8))
    def order(self, quantity: int) -> None:
        """An order for what is there goes to delivery; one for more waits for the planner, and is withdrawn."""
        values = {
            "customer": "C-0001", "basis": "contract", "contract": "HT-1", "terms": "account", "warehouse": "MAIN",
            "address": "杭州市建设路 3 号", "courier": "顺丰",
            "lines": [{"product": "LAMP", "quantity": str(quantity), "price": str(PRICE)}],
        }  # fmt: skip
        case = self.house.submit("sales-rep1", "sales-order", values).case_id
        self.before = None
        if quantity > self.books.free:
            assert self.house.stands(case) == "planning"
            self.house.act("planner1", case, "cannot-make", reason=1)
            self.act("sales-rep1", case, "withdraw")
            return
        assert self.house.stands(case) == "delivery"
        shipment = self.house.children(case, "shipment")[0].id
        self.books = replace(self.books, sales=(*self.books.sales, Sale(case, shipment, quantity)))

    @precondition(lambda self: self.sales_at("print", "picked", "pass", "packed", "handed-over", "gate"))
    @rule(data=st.data())
    def ship_on(self, data: st.DataObject) -> None:
        """The next step of some shipment."""
        open_ones = self.sales_at("print", "picked", "pass", "packed", "handed-over", "gate")
        sale = data.draw(st.sampled_from(open_ones))
        before, house = self.books, self.house
        login, following, typed = STEPS[sale.at]
        self.act(login, sale.shipment, "pass" if sale.at == "gate" else sale.at, typed(house, sale))
        moved = replace(sale, at=following)
        quantity = sale.quantity
        if sale.at == "picked":
            books = before.with_sale(moved, shelf=before.shelf - quantity, dispatch=before.dispatch + quantity)
        elif sale.at == "gate":
            owing = replace(moved, owed=quantity * PRICE)
            books = before.with_sale(owing, dispatch=before.dispatch - quantity, sold=before.sold + quantity)
        else:
            books = before.with_sale(moved)
        self.books, self.before = books, None if sale.at == "gate" else (login, sale.shipment, before)

    @precondition(lambda self: self.before)
    @rule()
    def take_back(self) -> None:
        """What was done last, if nobody has acted on it since, is undone, and the books are what they were."""
        assert self.before is not None
        login, case, books = self.before
        try:
            self.house.as_(login).take_back(key=self.house.key(), case=case)
        except CommandError:
            return
        finally:
            self.before = None
        self.books = books

    @precondition(lambda self: self.sales_at("print"))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        """The customer cancels an order that is not printed yet."""
        sale = data.draw(st.sampled_from(self.sales_at("print")))
        number = self.house.company.cases.case(sale.order).number
        values = {"customer": "C-0001", "order": number, "reason": "bought twice", **PROVED}
        case = self.house.submit("service-agent1", "order-cancel", values).case_id
        self.act("shipping-clerk1", case, "voided")
        assert self.house.stands(sale.order) == "cancelled"
        self.books, self.before = self.books.with_sale(replace(sale, at="cancelled")), None

    @precondition(lambda self: self.sales_at("settle"))
    @rule(data=st.data(), share=st.integers(1, 4))
    def pay(self, data: st.DataObject, share: int) -> None:
        """Some of what is owed for an order comes in, or all of it."""
        sale = data.draw(st.sampled_from(self.sales_at("settle")))
        amount = sale.owed if share == 4 else (sale.owed * share / 4).quantize(Decimal("0.01"))
        self.act("finance1", sale.order, "receipt", {"amount_received": str(amount), "means": "bank"})
        left = sale.owed - amount
        self.books, self.before = self.books.with_sale(replace(sale, owed=left, at="settle" if left else "done")), None

    @precondition(lambda self: self.books.free > 0)
    @rule(data=st.data())
    def count(self, data: st.DataObject) -> None:
        """The shelf is counted and found right, short of what nobody has reserved, or over."""
        found = self.books.shelf + data.draw(st.integers(-min(self.books.free, 5), 5))
        case = self.house.submit(
            "storekeeper1", "stocktake", {**MAIN, "scope": "locations", "places": [{"location": SHELF}]}
        )
        counted(self.house, case.case_id, {"A-01": str(found)})
        self.act("warehouse-supervisor", case.case_id, "qualified")
        self.act("storekeeper1", case.case_id, "updated", {"cards_set": True})
        self.books = replace(self.books, lost=self.books.lost + self.books.shelf - found, shelf=found)
        self.before = None

    # --- what must be true ---

    @invariant()
    def the_books_say_the_same(self) -> None:
        house, books = self.house, self.books
        assert house.on_hand("LAMP", SHELF) == books.shelf
        assert house.on_hand("LAMP", DISPATCH) == books.dispatch
        assert house.reserved("LAMP", SHELF) == books.reserved_on_shelf
        assert house.balance("receivable", "C-0001") == sum(sale.owed for sale in books.sales)
        assert house.balance("sales") == books.sold * PRICE
        assert house.balance("cost-of-sales") == books.sold * COST
        assert house.balance("stock") == (books.shelf + books.dispatch) * COST
        assert house.balance("loss") - house.balance("count-gain") == books.lost * COST


Typed = Callable[[House, Sale], dict[str, Any]]


def _packed(house: House, sale: Sale) -> dict[str, Any]:
    form = house.form(sale.shipment)
    lines = [{**line, "parcel": "1"} for line in form["lines"]]
    return {"parcels": [{"number": "1"}], "note_issue": form["issue"], "slip_issue": form["issue"], "lines": lines}


def _picked(house: House, sale: Sale) -> dict[str, Any]:
    return {"lines": [{**line, "picked": line["quantity"]} for line in house.form(sale.shipment)["lines"]]}


def _printed(house: House, sale: Sale) -> dict[str, Any]:
    notes = [{**note, "ticked": True} for note in house.form(sale.shipment).get("notes", [])]
    return {"carrier": "顺丰", "notes": notes}


def _checked(house: House, sale: Sale) -> dict[str, Any]:
    return {"checked": house.form(sale.shipment)["sample"], "labels_right": True}


STEPS: dict[str, tuple[str, str, Typed]] = {
    "print": ("shipping-clerk1", "picked", _printed),
    "picked": ("storekeeper1", "pass", _picked),
    "pass": ("inspector1", "packed", _checked),
    "packed": ("shipping-clerk1", "handed-over", _packed),
    "handed-over": ("shipping-clerk1", "gate", lambda _house, _sale: {"vehicle": "浙A 3381"}),
    "gate": ("guard1", "settle", lambda _house, _sale: {"parcels_counted": 1}),
}
"""By the action a shipment waits for: who takes it, what it waits for next, and what is typed."""


def test_whatever_is_traded_in_whatever_order_the_books_agree_with_the_model(house_template: Path) -> None:
    Trading.template = house_template
    run_state_machine_as_test(
        Trading,
        settings=settings(
            max_examples=12, stateful_step_count=30, deadline=None, derandomize=True, database=None,
            phases=[Phase.explicit, Phase.generate],
        ),
    )  # fmt: skip
