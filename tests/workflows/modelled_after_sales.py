"""After the sale, for the model: orders cancelled at each of their states, and shipped goods that come back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.workflows.modelled import UNDER_WAY, Company, quantities, some
from tests.workflows.service.delivering import PROVED, papers, parcel
from tests.workflows.trading import OUT, Act, Cancellation, Return, Sale

WORD = {"courier_word": "stopped at the depot, Mr Li", "customer_told": "by phone"}


class Cancelling(Company):
    """Orders cancelled at each of their states."""

    @precondition(lambda self: any(not sale.cancelled_by for sale in self.sales_at(*UNDER_WAY, *OUT)))
    @rule(data=st.data())
    def begin_to_cancel(self, data: st.DataObject) -> None:
        """The customer cancels: an order to print, printed, packed, or shipped."""
        sale = some(data, [one for one in self.sales_at(*UNDER_WAY, *OUT) if not one.cancelled_by])
        values = {"customer": "C-0001", "order": sale.number, "reason": "bought twice", **PROVED}
        case = self.submit("service-agent1", "order-cancel", values)
        one = Cancellation(case, sale)
        assert self.house.stands(case) == one.stands
        self.begun(one)
        self.acts[case].append(Act("service-agent1", partial(self.ended, one)))

    def begun(self, one: Cancellation, *still_to_do: str) -> None:
        one.to_do[:0] = still_to_do
        if one not in self.books.cancellations:
            self.books.cancellations.append(one)
        one.sale.cancelled_by = one.case

    def ended(self, one: Cancellation) -> None:
        self.books.cancellations.remove(one)
        one.sale.cancelled_by = 0

    @precondition(lambda self: self.books.cancellations)
    @rule(data=st.data(), steps=st.integers(1, 6))
    def go_on_cancelling(self, data: st.DataObject, steps: int) -> None:
        """Papers or parcel are fetched, the money goes back, and then the goods to their shelf."""
        one = some(data, self.books.cancellations)
        for _step in range(min(steps, len(one.to_do))):
            self.cancel_on(one)

    def cancel_on(self, one: Cancellation) -> None:
        sale, step = one.sale, one.to_do[0]
        undo = partial(self.begun, one, step)
        match step:
            case "voided":
                self.act("shipping-clerk1", one.case, "voided")
                self.void(sale)
            case "hand-over":
                self.act("storekeeper1", one.case, "in-hand", self.in_hand(one), undo)
            case "take":
                self.act("service-agent1", one.case, "in-hand", undo=undo)
            case "paid":
                refund = self.house.children(one.case, "refund")[-1].id
                self.act("finance1", refund, "paid", {"account": "6222 0001"})
                sale.returned_by_bank += sale.paid
                self.books.accounts["bank"] -= sale.paid
            case "arrived":
                self.arrived(self.house.children(one.case, "refund")[-1].id, undo)
            case "shelved":
                pieces = [{**row, "counted": row["picked"]} for row in self.house.form(one.case)["pieces"]]
                self.act("storekeeper1", one.case, "shelved", {"pieces": pieces})
            case "torn":
                self.act("after-sales1", one.case, "torn")
                self.void(sale)
            case _:
                self.comes_back(one, undo)
        one.to_do.pop(0)
        if not one.to_do:
            self.ended(one)

    def comes_back(self, one: Cancellation, undo: Callable[[], None]) -> None:
        """A shipped order is sent back: a return is announced of all that the customer still has of it."""
        pieces = one.sale.may_come_back
        self.act("after-sales1", one.case, "comes-back", WORD)
        case = self.house.children(one.case, "return-exchange")[0].id
        back = Return(case, one.sale, pieces)
        if pieces:
            assert self.house.stands(case) == "goods"
            self.books.announce(back)

        def taken_back() -> None:
            undo()
            if pieces:
                self.books.forget(back)

        self.acts[one.case].append(Act("after-sales1", taken_back))

    def void(self, sale: Sale) -> None:
        self.books.void(sale)
        assert self.house.stands(sale.order) == "cancelled"
        assert self.house.stands(sale.shipment) == "voided"
        self.acts[sale.order].clear()
        self.acts[sale.shipment].clear()

    def in_hand(self, one: Cancellation) -> dict[str, Any]:
        packed = one.sale.at in ("handed-over", "gate")
        return parcel(self.house, one.case) if packed else papers(self.house, one.case, one.sale.shipment)

    @precondition(lambda self: any(one.may_be_kept for one in self.books.cancellations))
    @rule(data=st.data())
    def keep_the_order(self, data: st.DataObject) -> None:
        one = some(data, [one for one in self.books.cancellations if one.may_be_kept])
        self.act("service-agent1", one.case, "keeps")
        self.ended(one)

    def arrived(self, refund: int, undo: Callable[[], None]) -> None:
        today = f"{self.house.clock.now():%Y-%m-%d}"
        self.act("after-sales1", refund, "arrived", {"arrived_on": today, "arrived_how": "by phone"}, undo)


class Returning(Company):
    """Goods that were shipped come back: to the shelf, with their money to the customer; or they are handed back."""

    @precondition(lambda self: any(sale.may_come_back for sale in self.sales_at(*OUT)))
    @rule(data=st.data(), most=quantities)
    def announce(self, data: st.DataObject, most: int) -> None:
        """Some pieces of a sale, and never more than the customer has."""
        sale = some(data, [sale for sale in self.sales_at(*OUT) if sale.may_come_back])
        too_many = self._asking(sale, sale.may_come_back + 1)
        assert "returned before" in self.house.not_submitted("after-sales1", "return-exchange", too_many)
        self.announced(sale, min(most, sale.may_come_back))

    def announced(self, sale: Sale, pieces: int) -> Return:
        back = Return(self.submit("after-sales1", "return-exchange", self._asking(sale, pieces)), sale, pieces)
        self.books.announce(back)
        self.acts[back.case].append(Act("after-sales1", partial(self.books.forget, back)))
        return back

    def _asking(self, sale: Sale, pieces: int) -> dict[str, Any]:
        line = {"sale_line": 1, "quantity": str(pieces), "cause": "changed-mind"}
        return {"shape": "return", "sale": sale.number, "lines": [line]}

    @precondition(lambda self: self.books.returns)
    @rule(data=st.data(), steps=st.integers(1, 7))
    def go_on_returning(self, data: st.DataObject, steps: int) -> None:
        back = some(data, self.books.returns)
        for _step in range(min(steps, len(back.to_do))):
            self.return_on(back)

    def return_on(self, back: Return) -> None:
        """The next act: it arrives, is judged, its refund is approved, paid and has arrived, it is shelved."""
        step, undo = back.to_do[0], partial(back.to_do.insert, 0, back.to_do[0])
        refund = self.house.children(back.case, "refund")[0].id
        match step:
            case "arrived":
                self.act("inspector1", back.case, "arrived", undo=undo)
            case "judged":
                lines = [
                    {**row, "state": "sealed", "verdict": "sellable"} for row in self.house.form(back.case)["lines"]
                ]
                self.act("inspector1", back.case, "judged", {"lines": lines}, undo)
            case "supervised" | "managed":
                login = "service-supervisor" if step == "supervised" else "sales-manager"
                self.act(login, refund, "approve")
            case "paid":
                self.act("finance1", refund, "paid", {"account": "6222 0001"})
                self.books.give_back(back)
                self.acts[back.sale.order].clear()
            case "refunded":
                today = f"{self.house.clock.now():%Y-%m-%d}"
                self.act("after-sales1", refund, "arrived", {"arrived_on": today, "arrived_how": "by phone"}, undo)
            case _:
                self.signed(back, undo)
        back.to_do.pop(0)

    def signed(self, back: Return, undo: Callable[[], None]) -> None:
        self.act("cashier1", back.case, "signed")
        cost = self.books.take_in(back)

        def taken_back() -> None:
            undo()
            self.books.take_out(back, cost)

        self.acts[back.case].append(Act("cashier1", taken_back))

    @precondition(lambda self: any(back.to_do[0] == "judged" for back in self.books.returns))
    @rule(data=st.data())
    def hand_back(self, data: st.DataObject) -> None:
        """Not ours after all: the pieces go back, no money moves, and they may be announced again."""
        back = some(data, [back for back in self.books.returns if back.to_do[0] == "judged"])
        self.act("inspector1", back.case, "not-ours", undo=partial(self.books.announce, back), reason=4)
        self.books.forget(back)
