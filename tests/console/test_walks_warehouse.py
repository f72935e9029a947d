"""The warehouse in line mode: what is checked by sample, what is catalogued, and what is counted while goods leave."""

from decimal import Decimal
from typing import Any

from tests.console.walking import Walk
from tests.workflows.examples import ordered, purchase
from tests.workflows.house import House
from tests.workflows.warehouse import shipping

D = Decimal


def bought(house: House, product: str, kind: str, quantity: str, price: str) -> str:
    """The number of a confirmed order of one product."""
    return ordered(house, **{**purchase(house, product=product, quantity=quantity, price=price), "kind": kind})


def note(order: str, kind: str, **line: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "order": order,
        "note_number": "CS-7",
        "warehouse": "MAIN",
        "lines": [{"order_line": 1, **line}],
    }


def test_accessories_are_judged_by_a_sample_until_it_shows_a_defect(house: House, walk: Walk) -> None:
    order = bought(house, "ZIP", "accessory", "100", "1.80")
    receipt = walk.open("purchaser1", "goods-receipt", **note(order, "accessory", delivered="100"))
    (asked,) = walk.values(receipt, "inspector1")["lines"]
    assert (asked["method"], asked["sample"]) == ("sample", "11")
    two: dict[str, Any] = {
        "lines": [{"checked": "11", "accepted": "98", "rejected": "2"}],
        "defects": [{"line": 1, "code": "quality", "count": "2"}],
    }
    assert "a defect was found: check the lot of 100 in full" in walk.refused("inspector1", receipt, "qualified", **two)
    two["lines"][0]["checked"] = "100"
    assert walk.act("inspector1", receipt, "qualified", **two) == "storing (gate 2)"
    assert walk.stands(walk.child(receipt, "RS")) == "agree with the supplier"
    stored = [{"stored": "98", "refused": "0", "location": "MAIN/A-02"}]
    assert walk.act("storekeeper1", receipt, "qualified", lines=stored) == "done"
    assert walk.stock("ZIP", "MAIN/A-02") == (98, 0)
    assert walk.money("stock") == walk.money("payable", "S-0001") == D("176.40")
    walk.sound()


def test_books_are_catalogued_before_they_are_stored_and_paid(house: House, walk: Walk) -> None:
    house.record("products", "BOOK", name="new title", kind="book", unit="册")
    order = bought(house, "BOOK", "book", "20", "30.00")
    receipt = walk.open(
        "purchaser1", "goods-receipt", **note(order, "book", delivered="20", accepted="20", rejected="0")
    )
    assert walk.told == f"{receipt}: Submit → cataloguing · waits for Cataloguer"
    title = {
        "line": 1, "title": "仓库实务", "book_number": "978-7-111-21382-7", "author": "赵", "publisher": "机工社",
        "year": "2024", "class_number": "F253.4",
    }  # fmt: skip
    assert "the check digit does not fit" in walk.refused("cataloguer1", receipt, "catalogued", books=[title])
    walk.act("cataloguer1", receipt, "catalogued", books=[{**title, "book_number": "978-7-111-21382-6"}])
    stored = [{"stored": "20", "refused": "0", "location": "MAIN/A-01"}]
    assert walk.act("storekeeper1", receipt, "qualified", lines=stored) == "done"
    assert walk.act("finance1", order, "paid", invoice="600.00", invoice_number="F-9") == "done"
    assert walk.money("bank") == D("-600.00")
    assert walk.money("payable") == 0


def test_a_count_books_its_difference_although_a_shipment_picks_meanwhile(house: House, walk: Walk) -> None:
    shipping.known_on_account(house)
    house.goods("LAMP", "MAIN/A-01", "100", "3000.00")
    _order, shipment = shipping.ordered(house, ("LAMP", "20", "50.00"))
    leaving = house.company.cases.case(shipping.printed(house, shipment)).name

    count = walk.open(
        "storekeeper1", "stocktake", warehouse="MAIN", scope="locations", places=[{"location": "MAIN/A-01"}]
    )
    (line,) = walk.values(count, "storekeeper1")["lines"]
    assert "book" not in line, "the counter is not told what should be there"
    walk.at("2026-06-09 10:05")
    walk.act("storekeeper1", count, "record", lines=[{"counted": "97"}])
    walk.at("2026-06-09 10:20")
    assert walk.act("storekeeper2", leaving, "picked", lines=[{"picked": "20"}]) == "check"
    (line,) = walk.values(count, "storekeeper2")["lines"]  # the second count stands, of what lies there now
    assert walk.act("storekeeper2", count, "submit", lines=[{**line, "second_count": "77"}]) == "review"
    (seen,) = walk.values(count, "warehouse-supervisor")["lines"]
    assert (seen["book"], seen["difference"], seen["value"]) == ("80", "-3", "-90.00")
    assert walk.act("warehouse-supervisor", count, "qualified") == "set shelf cards"
    assert walk.stock("LAMP", "MAIN/A-01") == (77, 0)
    assert walk.money("loss") == D("90.00")
    assert walk.act("storekeeper1", count, "updated") == "done"
    walk.sound()
