"""Whatever is bought, sold, counted, cancelled, returned and taken back in any order, the books agree with a small model.

The machine acts in the company as its people do and tells the model (`tests.workflows.trading`) what it did; after every
act both must say the same of stock, reservations and money. What may be refused is tried as well, and must be.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from tests.effort import examples
from tests.workflows.house import House
from tests.workflows.modelled import SHELF, UNDER_WAY, Company, quantities, some
from tests.workflows.modelled_after_sales import Cancelling, Returning
from tests.workflows.trading import FEN, HELD_BACK, PRICE, Act, Count, Delivery, Purchase, Sale
from tests.workflows.warehouse.counting import MAIN, counted
from workflows.engine.errors import CommandError


class Buying(Company):
    """What is short is bought, passes both gates, and is paid."""

    @rule(quantity=quantities, price=st.integers(30, 40))
    def buy(self, quantity: int, price: int) -> None:
        """What is short may be bought, and no more."""
        line = {"product": "LAMP", "quantity": str(quantity), "price": str(price), "needed_by": "2026-06-30"}
        values = {"kind": "material", "supplier": "S-0001", "place": "MAIN", "lines": [line]}
        if quantity > self.books.shortage:
            said = self.house.not_submitted("purchaser1", "purchase-order", values)
            assert "shortage" in said
            return
        case = self.submit("purchaser1", "purchase-order", values)
        self.act("warehouse-supervisor", case, "approve")
        self.act("purchaser1", case, "confirmed")
        self.books.purchases.append(Purchase(case, self.number(case), quantity, Decimal(price)))

    @precondition(lambda self: any(bought.expected for bought in self.books.purchases))
    @rule(data=st.data(), most=quantities)
    def arrive(self, data: st.DataObject, most: int) -> None:
        """A delivery, or a part of one, stands before the first gate."""
        bought = some(data, [bought for bought in self.books.purchases if bought.expected])
        quantity = min(most, bought.expected)
        values = {
            "kind": "material", "order": bought.number, "note_number": "CS-0088", "warehouse": "MAIN",
            "lines": [{"order_line": 1, "delivered": str(quantity)}],
        }  # fmt: skip
        case = self.submit("purchaser1", "goods-receipt", values)
        self.books.deliveries.append(Delivery(case, bought, quantity))
        bought.delivered += quantity

    @precondition(lambda self: any(one.at != "done" for one in self.books.deliveries))
    @rule(data=st.data())
    def pass_a_gate(self, data: st.DataObject) -> None:
        """The inspector accepts what was delivered; the storekeeper counts it and puts it on the shelf."""
        one = some(data, [one for one in self.books.deliveries if one.at != "done"])
        row = {**self.house.form(one.case)["lines"][0], "checked": str(one.quantity)}
        if one.at == "inspect":
            row["accepted"] = str(one.quantity)
            self.act("inspector1", one.case, "qualified", {"lines": [row]}, partial(setattr, one, "at", "inspect"))
            one.at = "store"
        else:
            row |= {"stored": str(one.quantity), "refused": "0", "location": SHELF}
            self.act("storekeeper1", one.case, "qualified", {"lines": [row]}, partial(self.books.unstore, one))
            self.books.store(one)

    @precondition(lambda self: any(bought.is_complete for bought in self.books.purchases))
    @rule(data=st.data())
    def pay_supplier(self, data: st.DataObject) -> None:
        bought = some(data, [bought for bought in self.books.purchases if bought.is_complete])
        amount = bought.quantity * bought.price
        self.act("finance1", bought.case, "paid", {"invoice": str(amount), "invoice_number": "F-1"})
        self.books.accounts["bank"] -= amount
        self.books.accounts["payable"] -= amount
        bought.paid = True


class Selling(Company):
    """Orders, prepaid and on account, step by step to the gate and to the bank."""

    @rule(quantity=quantities, prepaid=st.booleans())
    def order(self, quantity: int, prepaid: bool) -> None:
        """An order for what is there; one for more waits for the planner, and is withdrawn."""
        self.place(quantity, prepaid=prepaid)

    def place(self, quantity: int, *, prepaid: bool) -> None:
        values = {
            "customer": "C-0001", "basis": "contract", "contract": "HT-1", "warehouse": "MAIN", "courier": "顺丰",
            "terms": "prepay" if prepaid else "account", "address": "杭州市建设路 3 号",
            "lines": [{"product": "LAMP", "quantity": str(quantity), "price": str(PRICE)}],
        }  # fmt: skip
        free = self.books.free
        case = self.submit("sales-rep1", "sales-order", values)
        if quantity > free:
            assert self.house.stands(case) == "planning"
            self.house.act("planner1", case, "cannot-make", reason=1)
            self.house.act("sales-rep1", case, "withdraw")
            return
        sale = Sale(case, self.number(case), quantity, prepaid, "payment")
        self.books.sales.append(sale)
        self.acts[case].append(Act("sales-rep1", lambda: self.books.sales.remove(sale)))
        if not prepaid:
            self.in_delivery(sale)

    def in_delivery(self, sale: Sale) -> None:
        assert self.house.stands(sale.order) == "delivery"
        sale.at, sale.shipment = "print", self.house.children(sale.order, "shipment")[0].id

    @precondition(lambda self: self.sales_at("payment"))
    @rule(data=st.data())
    def pay_before(self, data: st.DataObject) -> None:
        self.pay_all(some(data, self.sales_at("payment")))

    def pay_all(self, sale: Sale) -> None:
        self.act("finance1", sale.order, "received", {"amount_received": str(sale.amount), "means": "bank"})
        sale.paid = sale.amount
        self.books.accounts["bank"] += sale.amount
        self.in_delivery(sale)

    @precondition(lambda self: self.sales_at(*UNDER_WAY))
    @rule(data=st.data(), steps=st.integers(1, 6))
    def ship_on(self, data: st.DataObject, steps: int) -> None:
        """The next steps of some shipment, as far as it may go."""
        self.bring_nearer(some(data, self.sales_at(*UNDER_WAY)), steps)

    def bring_nearer(self, sale: Sale, steps: int) -> None:
        for _step in range(steps):
            if sale.at in UNDER_WAY:
                self.next_step(sale)

    def next_step(self, sale: Sale) -> None:
        """While the order is being cancelled, what would bring its shipment nearer to the customer is refused."""
        login, following, typed = STEPS[sale.at]
        action, values = {"gate": "pass"}.get(sale.at, sale.at), typed(self.house, sale)
        if sale.cancelled_by and sale.at in HELD_BACK:
            assert "cancellation" in self.house.refusal(login, sale.shipment, action, values)
            return
        before = sale.at
        if before == "gate":
            self.act(login, sale.shipment, action, values)
            self.acts[sale.order].clear()
            self.books.leave(sale)
            return

        def undo() -> None:
            sale.at = before
            if before == "picked":
                self.books.pick(-sale.quantity)

        self.act(login, sale.shipment, action, values, undo)
        sale.at = following
        if before == "picked":
            self.books.pick(sale.quantity)

    @precondition(lambda self: self.sales_at("settle"))
    @rule(data=st.data(), share=st.integers(1, 4))
    def pay_after(self, data: st.DataObject, share: int) -> None:
        """Some of what is owed for an order comes in, or all of it."""
        sale = some(data, self.sales_at("settle"))
        amount = sale.owed if share == 4 else (sale.owed * share / 4).quantize(FEN)
        self.act("finance1", sale.order, "receipt", {"amount_received": str(amount), "means": "bank"})
        sale.paid += amount
        self.books.accounts["bank"] += amount
        sale.at = "settle" if sale.owed else "done"


class Counting(Company):
    """Stocktakes of the shelf, while goods go on moving."""

    @rule(off=st.integers(-5, 5))
    def count(self, off: int) -> None:
        """The shelf is counted, and goods may move before the report is reviewed."""
        if self.books.shelf + off < 0 or not self.books.shelf:
            return
        values = {**MAIN, "scope": "locations", "places": [{"location": SHELF}]}
        case = self.submit("storekeeper1", "stocktake", values)
        counted(self.house, case, {"A-01": str(self.books.shelf + off)})
        self.books.counts.append(Count(case, off, self.books.now()))

    @precondition(lambda self: any(count.at != "done" for count in self.books.counts))
    @rule(data=st.data())
    def go_on_counting(self, data: st.DataObject) -> None:
        """A report is qualified, unless it is stale; what would eat into reservations is counted again instead."""
        count = some(data, [count for count in self.books.counts if count.at != "done"])
        if count.at == "update":
            self.act("storekeeper1", count.case, "updated")
            count.at = "done"
        elif self.books.is_stale(count) or self.books.free + count.off < 0:
            if self.books.is_stale(count):
                assert self.house.refusal("warehouse-supervisor", count.case, "qualified")
            lines = [{**line, "recount": True} for line in self.house.form(count.case)["lines"]]
            self.act("warehouse-supervisor", count.case, "unqualified", {"lines": lines}, reason=1)
            counted(self.house, count.case, {"A-01": str(self.books.shelf)})
            count.off, count.counted = 0, self.books.now()
        else:
            made = self.books.book_count(count)
            undo = partial(self.books.undo_count, count, made)
            self.act("warehouse-supervisor", count.case, "qualified", undo=undo)


class Trading(Buying, Selling, Cancelling, Returning, Counting):
    """All of it in any order, and any last act taken back."""

    @initialize()
    def begin(self) -> None:
        """There is an order at each state of its shipment, prepaid ones and such on account; of the last some comes back."""
        self.open_for_business()
        for quantity, prepaid, steps in ((2, True, 0), (3, False, 1), (2, True, 3), (3, False, 5), (3, True, 6)):
            self.place(quantity, prepaid=prepaid)
            sale = self.books.sales[-1]
            if prepaid:
                self.pay_all(sale)
            self.bring_nearer(sale, steps)
        for steps in (1, 5):
            back = self.announced(sale, 1)
            for _step in range(steps):
                self.return_on(back)

    @rule(data=st.data())
    @precondition(lambda self: any(self.acts.values()))
    def take_back(self, data: st.DataObject) -> None:
        """The last act on some case is taken back, unless it is too late for that."""
        case = some(data, [case for case, acts in self.acts.items() if acts])
        last = self.acts[case][-1]
        try:
            self.house.as_(last.login).take_back(key=self.house.key(), case=case)
        except CommandError:
            return
        last.undo()
        self.acts[case].pop()


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
    return {"checked": house.form(sale.shipment)["sample"]}


STEPS: dict[str, tuple[str, str, Typed]] = {
    "print": ("shipping-clerk1", "picked", _printed),
    "picked": ("storekeeper1", "pass", _picked),
    "pass": ("inspector1", "packed", _checked),
    "packed": ("shipping-clerk1", "handed-over", _packed),
    "handed-over": ("shipping-clerk1", "gate", lambda _house, _sale: {"vehicle": "浙A 3381"}),
    "gate": ("guard1", "settle", lambda _house, _sale: {"parcels_counted": 1}),
}
"""By the action a shipment waits for: who takes it, what it waits for next, and what is typed."""


@pytest.mark.hypothesis
def test_whatever_is_traded_in_whatever_order_the_books_agree_with_the_model(house_template: Path) -> None:
    Trading.template = house_template
    run_state_machine_as_test(
        Trading,
        settings=settings(
            max_examples=examples(12), stateful_step_count=30, deadline=None, derandomize=True, database=None,
            phases=[Phase.explicit, Phase.generate],
        ),
    )  # fmt: skip
