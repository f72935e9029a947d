"""What may go out and what something keeps: every shipment is in one of the two lists, and moves as things change."""

from dataclasses import replace
from typing import Any

import pytest

from tests.workflows.examples import order_change
from tests.workflows.house import House
from tests.workflows.warehouse import shipping
from workflows.engine.facts import Facts


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


def test_only_what_a_decision_may_have_changed_is_judged_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    judged, versions = [], house.company.catalogue.versions
    hold = versions["shipment", 1].hold
    assert hold is not None

    def watched(facts: Facts[Any]) -> bool:
        judged.append(facts.case.id)
        return hold.is_held(facts)

    monkeypatch.setitem(
        versions, ("shipment", 1), replace(versions["shipment", 1], hold=replace(hold, is_held=watched))
    )
    house.goods("LAMP", "MAIN/A-01", "40", "1200.00")
    for _which in range(2):
        shipping.sold(house, "LAMP", "100")
    lamps = list(house.company.cases.of_process("shipment"))
    assert counted(house) == {"to-ship": 0, "held-shipments": 2}
    judged.clear()
    house.goods("SHELL", "MAIN/A-02", "10", "200.00")
    counted(house)
    assert judged == []
    house.goods("LAMP", "MAIN/A-01", "60", "1800.00")
    assert counted(house) == {"to-ship": 1, "held-shipments": 1}
    assert judged == [case.id for case in lamps]
    judged.clear()
    house.at("2026-06-10 08:30")
    counted(house)
    assert judged == [case.id for case in lamps]
