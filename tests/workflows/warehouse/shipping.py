"""Shipments in the small company: orders that ship, and the steps up to the gate."""

from typing import Any

from tests.workflows.house import House


def known_on_account(house: House, limit: str = "80000") -> None:
    """C-0001 has bought before and buys on account."""
    house.past_order("C-0001")
    house.record(
        "customers", "C-0001", name="恒达电器有限公司", owner=house.employee("sales-rep1"), tier="B", place="in-city",
        terms="account", credit_limit=limit, settlement_days=30, phones=["0571-88550001"],
    )  # fmt: skip


def ordered(house: House, *lines: tuple[str, str, str], **more: Any) -> tuple[int, int]:
    """An order of a known customer on account, in delivery: its id and its shipment's."""
    listed = [{"product": product, "quantity": quantity, "price": price} for product, quantity, price in lines]
    values = {
        "customer": "C-0001", "basis": "contract", "contract": "HT-2026-0031", "terms": "account", "warehouse": "MAIN",
        "address": "杭州市建设路 3 号", "lines": listed, **more,
    }  # fmt: skip
    order = house.submit("sales-rep1", "sales-order", values).case_id
    assert house.stands(order) == "delivery"
    return order, house.children(order, "shipment")[0].id


def sold(house: House, product: str, quantity: str, warehouse: str = "MAIN") -> int:
    """An order in delivery that waits for goods to come in."""
    known_on_account(house)
    values = {
        "customer": "C-0001", "basis": "contract", "contract": "HT-1", "terms": "account", "warehouse": warehouse,
        "address": "Hangzhou", "lines": [{"product": product, "quantity": quantity, "price": "30.00"}],
    }  # fmt: skip
    order = house.submit("sales-rep1", "sales-order", values).case_id
    dated = [{**house.form(order)["lines"][0], "promise": "2026-06-23"}]
    house.act("planner1", order, "give-date", {"lines": dated})
    if house.stands(order) == "agree":
        house.act("sales-rep1", order, "agrees", {"agreed": "Mr. Ye, by telephone"})
    assert house.stands(order) == "delivery"
    return order


def lines_of(house: House, case: int, **columns: Any) -> list[dict[str, Any]]:
    return [{**line, **columns} for line in house.form(case)["lines"]]


def printed(house: House, case: int, **more: Any) -> int:
    house.act("shipping-clerk1", case, "print", {"carrier": "顺丰", **more})
    return case


def picked(house: House, case: int) -> int:
    found = [{**line, "picked": line["quantity"]} for line in house.form(case)["lines"]]
    house.act("storekeeper1", case, "picked", {"lines": found})
    return case


def checked(house: House, case: int) -> int:
    house.act("inspector1", case, "pass", {"checked": house.form(case)["sample"]})
    return case


def packed(house: House, case: int, parcels: int = 1) -> int:
    numbers = [f"{number}" for number in range(1, parcels + 1)]
    issue = house.form(case)["issue"]
    values = {
        "parcels": [{"number": number} for number in numbers], "note_issue": issue, "slip_issue": issue,
        "lines": lines_of(house, case, parcel=",".join(numbers)),
    }  # fmt: skip
    house.act("shipping-clerk1", case, "packed", values)
    return case


def at_gate(house: House, case: int, parcels: int = 1) -> int:
    packed(house, checked(house, picked(house, printed(house, case))), parcels)
    house.act("shipping-clerk1", case, "handed-over", {"vehicle": "浙A 3381"})
    return case


def let_out(house: House, case: int, parcels: int = 1) -> int:
    house.act("guard1", at_gate(house, case, parcels), "pass", {"parcels_counted": parcels})
    return case


def other_goods(quantity: str = "12", **more: Any) -> dict[str, Any]:
    """Lamps that are sent without an order."""
    line = {"product": "LAMP", "location": "MAIN/A-01", "quantity": quantity}
    return {"customer": "C-0001", "address": "文一路 1 号", "carrier": "顺丰", "lines": [line], **more}
