"""Sales order and credit release (P98, P99, P101, P122, P163): the story of the procedure, and each of its rules."""

from typing import Any

from tests.workflows.house import House


def known_on_account(house: House, limit: str = "80000") -> None:
    house.past_order("C-0001")
    owner = house.employee("sales-rep1")
    house.record(
        "customers", "C-0001", name="恒达电器有限公司", owner=owner, tier="B", place="in-city", terms="account",
        credit_limit=limit, settlement_days=30,
    )  # fmt: skip


def order(**more: Any) -> dict[str, Any]:
    return {
        "customer": "C-0001", "basis": "contract", "contract": "HT-2026-0031", "terms": "account", "warehouse": "MAIN",
        "address": "Hangzhou, Jianshe Road 3", "lines": [{"product": "CABLE", "quantity": "200", "price": "100"}], **more,
    }  # fmt: skip


def test_an_order_from_stock_within_its_limit_needs_nobody(house: House) -> None:
    known_on_account(house)
    house.goods("CABLE", "MAIN/A-01", "260", "13000")
    case = house.submit("sales-rep1", "sales-order", order()).case_id
    assert house.stands(case) == "delivery"
    assert house.reserved("CABLE", "MAIN/A-01") == 200
