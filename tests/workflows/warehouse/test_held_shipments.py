"""What may go out and what something keeps: every shipment is in one of the two lists, and moves as things change."""

from tests.workflows.examples import order_change
from tests.workflows.house import House
from tests.workflows.warehouse import shipping


def listed(house: House, queue: str) -> list[str]:
    return [row.number for row in house.as_("shipping-clerk1").page("warehouse", queue).rows]


def counted(house: House) -> dict[str, int]:
    tabs = {tab.key: tab.count for tab in house.as_("storekeeper1").queues("warehouse")}
    return {key: tabs[key] for key in ("to-ship", "held-shipments")}


def test_an_open_change_of_its_order_holds_a_shipment_until_it_has_ended(house: House) -> None:
    login, values = order_change(house)
    (number,) = listed(house, "to-ship")
    assert counted(house) == {"to-ship": 1, "held-shipments": 0}
    house.submit(login, "order-change", values)
    assert (listed(house, "to-ship"), listed(house, "held-shipments")) == ([], [number])
    assert counted(house) == {"to-ship": 0, "held-shipments": 1}
    house.as_(login).take_back(key="again")
    assert (listed(house, "to-ship"), listed(house, "held-shipments")) == ([number], [])


def test_a_shipment_that_waits_for_goods_is_held_until_they_lie_there(house: House) -> None:
    shipping.sold(house, "LAMP", "100")
    (number,) = listed(house, "held-shipments")
    house.goods("LAMP", "MAIN/A-01", "60", "1800.00")
    assert (listed(house, "to-ship"), listed(house, "held-shipments")) == ([], [number])
    house.goods("LAMP", "MAIN/A-01", "40", "1200.00")
    assert (listed(house, "to-ship"), listed(house, "held-shipments")) == ([number], [])
