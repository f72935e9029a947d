"""Orders changed and cancelled in line mode: papers or parcel first, then the money, then the goods on their shelf."""

from decimal import Decimal
from typing import Any

import pytest

from tests.console.walking import Walk
from tests.workflows.house import House
from tests.workflows.service import delivering
from tests.workflows.service.delivering import PROVED

D = Decimal
WORD: dict[str, Any] = {"courier_word": "on its way back, Mr Li", "customer_told": "by phone 11:20"}


def asked(order: str, **more: Any) -> dict[str, Any]:
    return {"customer": "C-0001", "order": order, **PROVED, **more}


def shipment_of(house: House, case: int) -> str:
    return house.company.cases.case(case).name


def refunded(walk: Walk, case: str, amount: str) -> str:
    """The refund of a case, paid and arrived; return its number."""
    refund = walk.child(case, "RF")
    assert walk.values(refund)["amount"] == amount
    walk.act("finance1", refund, "paid", account="6222 0001")
    assert walk.act("after-sales1", refund, "arrived", arrived_on="2026-06-09", arrived_how="phone") == "done"
    return refund


@pytest.mark.parametrize("state", ["printed", "packed"])
def test_a_change_stops_the_order_until_the_printer_has_noted_it(house: House, walk: Walk, state: str) -> None:
    order, case = delivering.paid(house)
    getattr(delivering, state)(house, case)
    shipment = shipment_of(house, case)
    ten = [{"order_line": 1, "product": "CABLE", "quantity": "10"}]
    change = walk.open("service-agent1", "order-change", **asked(order, kind="attribute", lines=ten))
    assert walk.told.endswith("· waits for Storekeeper, Service agent")
    linked = {one["number"]: one["relation"] for one in walk.show(change)["related"]}
    assert linked == {order: "named", shipment: "named"}
    for one in (order, shipment):
        back = {other["number"]: other["relation"] for other in walk.show(one)["related"]}
        assert back[change] == "naming"
    form = walk.values(shipment)
    if state == "printed":
        both = {name: f"{form[name].lower()} {form['issue']}" for name in ("note_number", "waybill_number")}
        assert "is open" in walk.refused("storekeeper1", shipment, "picked", lines=[{"picked": "20"}])
    else:
        both = {"parcels": "1"}
        assert walk.refused("guard1", shipment, "pass", parcels_counted=1) == f"change {change} is open"
    assert walk.waiting("storekeeper2", "elsewhere", "warehouse") == [change]
    walk.act("storekeeper1", change, "in-hand", papers=[both])
    assert walk.act("service-agent1", change, "in-hand") == "change"
    walk.act("service-agent1", change, "changed")
    yes: dict[str, Any] = {"confirmed_at": "2026-06-09T09:00:00", "confirmed_how": "Miss Ye, phone"}
    assert walk.act("service-agent1", change, "right", **yes) == "tell the printer"
    assert walk.act("shipping-clerk1", change, "noted", printer_told="C-0001, goods") == "done"
    assert walk.stands(shipment) == {"printed": "pick", "packed": "print"}[state]
    assert walk.stock("LAMP", "MAIN/F-02") == (60, 0)
    assert walk.stock("CABLE", "MAIN/A-01") == (60, 10)
    walk.sound()


def test_a_packed_order_is_cancelled_and_its_goods_go_back_to_the_shelf(house: House, walk: Walk) -> None:
    order, case = delivering.paid(house)
    delivering.packed(house, case)
    shipment = shipment_of(house, case)
    cancel = walk.open("service-agent1", "order-cancel", **asked(order, reason="bought twice"))
    assert walk.refused("guard1", shipment, "pass", parcels_counted=1) == f"cancellation {cancel} is open"
    walk.act("storekeeper1", cancel, "in-hand", papers=[{"parcels": "1"}])
    assert walk.act("service-agent1", cancel, "in-hand") == "refund"
    assert walk.refused("storekeeper1", cancel, "shelved") == "It stands at: refund"
    refunded(walk, cancel, "1000.00")
    assert walk.stands(cancel) == "put back"
    counted = "19 counted, 20 were picked: look for the rest"
    assert counted in walk.refused("storekeeper1", cancel, "shelved", pieces=[{"counted": "19"}])
    walk.act("storekeeper1", cancel, "shelved", pieces=[{"counted": "20"}])
    assert walk.act("after-sales1", cancel, "torn") == "done"
    assert (walk.stands(shipment), walk.stands(order)) == ("voided", "cancelled")
    assert walk.stock("LAMP", "MAIN/F-02") == (60, 0)
    assert walk.money("bank") == walk.money("deposit") == walk.money("sales") == 0
    walk.sound()


def test_a_shipped_order_that_is_cancelled_comes_back_to_its_shelf(house: House, walk: Walk) -> None:
    order, case = delivering.paid(house)
    delivering.shipped(house, case)
    cancel = walk.open("service-agent1", "order-cancel", **asked(order, reason="bought twice"))
    assert walk.act("after-sales1", cancel, "comes-back", **WORD) == "handed on"
    back = walk.child(cancel, "RX")
    refund = walk.child(back, "RF")
    taken = "“Goods are right” is taken by “Return or exchange” when it ends"
    assert walk.refused("after-sales1", refund, "right", goods_back="yes", verdict="sealed") == taken
    assert walk.waiting("inspector1", "quality", "warehouse") == [back]
    walk.act("inspector1", back, "arrived")
    (line,) = walk.values(back)["lines"]
    seen = {**line, "state": "sealed", "verdict": "sellable"}
    assert walk.act("inspector1", back, "judged", lines=[seen]) == "money back"
    walk.act("service-supervisor", refund, "approve")
    assert walk.act("sales-manager", refund, "approve") == "payment"
    refunded(walk, back, "1000.00")
    assert walk.stands(back) == "slip"
    assert walk.act("cashier1", back, "signed") == "done"
    assert walk.stock("LAMP", "MAIN/F-02") == (60, 0)
    assert walk.money("refunds") == D("1000.00")
    assert walk.money("bank") == walk.money("cost-of-sales") == 0
    walk.sound()
