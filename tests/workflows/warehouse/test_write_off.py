"""Damage write-off (P20): the story of the procedure, and each of its rules."""

from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.house import House


def listed(product: str, quantity: str, **more: Any) -> dict[str, Any]:
    return {"product": product, "location": "MAIN/A-01", "quantity": quantity, "cause": "handling", **more}


@pytest.fixture
def stocked(house: House) -> House:
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    house.goods("PAINT", "MAIN/A-01", "10", "200.00")
    return house


def test_cracked_lamps_leave_the_stock_and_usable_paint_stays(stocked: House) -> None:
    house = stocked
    held = house.submit("storekeeper2", "write-off", {"warehouse": "MAIN", "lines": [listed("LAMP", "3")]})

    too_many = house.not_submitted(
        "storekeeper1", "write-off", {"warehouse": "MAIN", "lines": [listed("LAMP", "15")]}
    )
    assert f"15 exceeds 12 unreserved, 3 are reserved by {held.number}" in too_many

    form = {"warehouse": "MAIN", "lines": [listed("LAMP", "12"), listed("PAINT", "3")]}
    case = house.submit("storekeeper1", "write-off", form)
    assert house.stands(case.case_id) == "review"
    assert house.reserved("LAMP", "MAIN/A-01") == 15

    house.act("warehouse-supervisor", case.case_id, "send-back", reason=1, note="the paint can be used")
    assert house.stands(case.case_id) == "draft"
    assert house.reserved("LAMP", "MAIN/A-01") == 3
    assert house.reserved("PAINT", "MAIN/A-01") == 0

    house.act("storekeeper1", case.case_id, "submit", {"warehouse": "MAIN", "lines": [listed("LAMP", "12")]})
    house.act("warehouse-supervisor", case.case_id, "confirm", {"goods_seen": True})
    assert house.stands(case.case_id) == "clear"
    assert house.on_hand("LAMP", "MAIN/A-01") == 3
    assert house.on_hand("LAMP", "scrap") == 12
    assert house.balance("loss") == Decimal("420.00")

    house.act("storekeeper1", case.case_id, "cleared", {"clearing": "scrap-yard"})
    assert house.stands(case.case_id) == "done"
    assert house.view(case.case_id).documents
