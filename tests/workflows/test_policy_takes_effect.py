"""A tier of the credit release changed by a policy change, as the orders of the two days meet it.

Nobody acts at midnight: what is decided today at 23:59 is decided by the old value, what is decided at 0:00 by the new.
"""

from tests.workflows.house import House
from tests.workflows.warehouse.shipping import known_on_account, let_out

TIER = "sales-order.tier1"


def tier_from_tomorrow(house: House, new: str) -> None:
    """Proposed by personnel, seen by the head of sales, decided by the general manager and three of five."""
    values = {"policy": TIER, "new": new, "effective": "2026-06-10", "reason": "figures of the quarter"}
    case = house.submit("hr", "policy-change", values).case_id
    house.act("sales-manager", case, "approve")
    house.act("general-manager", case, "approve")
    assert house.stands(case) == "committee"
    for number in (1, 2, 3):
        house.act(f"committee{number}", case, "approve")
    assert house.stands(case) == "done"


def ordered(house: House, quantity: str) -> int:
    """An order at 100.00 a metre, by contract and on account."""
    values = {
        "customer": "C-0001", "basis": "contract", "contract": "HT-1", "terms": "account", "warehouse": "MAIN",
        "address": "杭州市建设路 3 号", "lines": [{"product": "CABLE", "quantity": quantity, "price": "100.00"}],
    }  # fmt: skip
    return house.submit("sales-rep1", "sales-order", values).case_id


def test_a_lower_tier_stops_the_next_order_from_midnight_on_and_todays_leaves_the_house_by_the_old_one(
    house: House,
) -> None:
    known_on_account(house, limit="900000")
    house.goods("CABLE", "MAIN/A-01", "1000", "50000.00")
    tier_from_tomorrow(house, "10000")

    house.at("2026-06-09 16:00")
    shipped, later = ordered(house, "150"), ordered(house, "150")
    assert house.stands(shipped) == house.stands(later) == "delivery"
    let_out(house, house.children(shipped, "shipment")[0].id)
    assert house.stands(shipped) == "settle"
    house.at("2026-06-10 00:00")
    assert house.stands(ordered(house, "150")) == "release"

    # Today's other order stays where it was routed; its shipment is printed tomorrow, by the figures of that hour.
    assert house.stands(later) == "delivery"
    house.at("2026-06-10 09:00")
    said = house.refusal("shipping-clerk1", house.children(later, "shipment")[0].id, "print", {"carrier": "顺丰"})
    assert "R2 on account: 15,000.00 is over 10,000.00" in said
