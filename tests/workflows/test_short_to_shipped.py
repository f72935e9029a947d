"""An order that is short of stock is served: goods are bought, received, reserved for whoever waits longest, shipped."""

from typing import Any

from db.check import check
from tests.workflows.house import House
from tests.workflows.warehouse.shipping import known_on_account, let_out
from tests.workflows.warehouse.test_goods_receipt import counted, form, judged


def waiting(house: House, quantity: str, **more: Any) -> int:
    """An order of lamps that are not in stock: dated by the planner, in delivery."""
    values = {
        "customer": "C-0001", "basis": "contract", "contract": "HT-2026-0031", "terms": "account", "warehouse": "MAIN",
        "address": "杭州市建设路 3 号", "lines": [{"product": "LAMP", "quantity": quantity, "price": "50"}], **more,
    }  # fmt: skip
    order = house.submit("sales-rep1", "sales-order", values).case_id
    dated = [{**line, "promise": "2026-06-22"} for line in house.form(order)["lines"]]
    house.act("planner1", order, "give-date", {"lines": dated})
    assert house.stands(order) == "delivery"
    return order


def bought(house: House, **line: str) -> str:
    """What the daily run drafts for the lamps that are short, ordered and confirmed: the number of the order."""
    record = house.company.registers.data("products", "LAMP") or {}
    house.record("products", "LAMP", **{**record, "supplier": "S-0001"})
    house.as_("purchaser1").tick()
    (draft,) = house.company.cases.of_process("purchase-order")
    rows = [{**draft.form["lines"][0], "price": "30.00", **line}]
    house.act("purchaser1", draft.id, "submit", {**draft.form, "place": "MAIN", "lines": rows})
    house.act("warehouse-supervisor", draft.id, "approve")
    house.act("purchaser1", draft.id, "confirmed")
    return house.company.cases.case(draft.id).name


def came_in(house: House, order: str, quantity: str) -> int:
    """A delivery that waits for the second gate."""
    case = house.submit(
        "purchaser1", "goods-receipt", form(order, {"order_line": 1, "delivered": quantity}, kind="material")
    ).case_id
    house.act("inspector1", case, "qualified", judged(house, case, accepted=quantity))
    return case


def stored(house: House, order: str, quantity: str) -> int:
    case = came_in(house, order, quantity)
    house.act("storekeeper1", case, "qualified", counted(house, case, quantity))
    return case


def reserved(house: House, *orders: int) -> list[str]:
    return [house.form(order)["lines"][0]["reserved"] for order in orders]


def test_what_comes_in_goes_to_the_order_that_waits_longest_and_leaves_with_it(house: House) -> None:
    known_on_account(house)
    first, second = waiting(house, "10"), waiting(house, "8")
    order = bought(house)
    stored(house, order, "14")
    assert reserved(house, first, second) == ["10", "4"]
    assert house.reserved("LAMP", "MAIN/A-01") == 14

    shipment = house.children(first, "shipment")[0].id
    let_out(house, shipment)
    assert house.stands(first) == "settle"
    later = house.children(second, "shipment")[0].id
    assert "4 of 8 neither reserved nor in stock" in house.refusal(
        "shipping-clerk1", later, "print", {"carrier": "顺丰"}
    )

    stored(house, order, "4")
    let_out(house, later)
    assert house.stands(second) == "settle"
    assert house.on_hand("LAMP", "customer") == 18
    assert check(house.db) == []


def test_a_shipment_that_waited_is_printed_within_hours_of_the_goods(house: House) -> None:
    known_on_account(house)
    order = waiting(house, "10")
    shipment = house.children(order, "shipment")[0].id
    number = bought(house)
    assert f"{house.due(shipment):%Y-%m-%d}" == "2026-06-21"  # the day it must leave
    stored(house, number, "4")
    assert f"{house.due(shipment):%Y-%m-%d}" == "2026-06-21"
    house.at("2026-06-10 10:00")
    second = stored(house, number, "6")
    assert f"{house.due(shipment)}" == "2026-06-10 15:00:00"
    house.as_("storekeeper1").take_back(key=house.key(), case=second)
    assert f"{house.due(shipment):%Y-%m-%d}" == "2026-06-21"


def test_whom_the_goods_were_bought_for_comes_before_the_oldest(house: House) -> None:
    known_on_account(house)
    first, second = waiting(house, "10"), waiting(house, "8")
    order = bought(house, demand=house.company.cases.case(second).name)
    stored(house, order, "14")
    assert reserved(house, first, second) == ["6", "8"]


def test_an_order_of_another_warehouse_is_passed_over(house: House) -> None:
    known_on_account(house)
    first, second = waiting(house, "10", warehouse="EAST"), waiting(house, "8")
    stored(house, bought(house), "8")
    assert reserved(house, first, second) == ["0", "8"]


def test_goods_between_the_gates_are_on_order_still(house: House) -> None:
    known_on_account(house)
    waiting(house, "10")
    order = bought(house)
    came_in(house, order, "10")
    house.at("2026-06-10 09:00")
    house.as_("purchaser1").tick()
    assert len(house.company.cases.of_process("purchase-order")) == 1


def test_what_a_split_shipment_has_brought_out_is_no_demand_any_more(house: House) -> None:
    known_on_account(house)
    order = waiting(house, "10", parts=True)
    number = bought(house)
    stored(house, number, "10")
    shipment = house.children(order, "shipment")[0].id
    lines = [{**line, "now": "6"} for line in house.form(shipment)["lines"]]
    house.act("shipping-clerk1", shipment, "split", {"lines": lines})
    let_out(house, house.children(shipment, "shipment")[0].id)
    house.at("2026-06-10 09:00")
    house.as_("purchaser1").tick()
    assert len(house.company.cases.of_process("purchase-order")) == 1
