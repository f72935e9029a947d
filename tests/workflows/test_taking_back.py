"""What may be taken back of an order and of goods that came in, once others have gone on with them."""

import pytest

from db.check import check
from tests.workflows.house import House
from tests.workflows.service import delivering
from tests.workflows.warehouse.shipping import known_on_account, ordered, printed
from tests.workflows.warehouse.test_goods_receipt import arrived, counted, judged
from workflows.engine.errors import Refused

SHELF = "MAIN/A-01"


def test_an_order_taken_back_leaves_nothing_reserved_that_its_shipment_had_claimed_on(house: House) -> None:
    known_on_account(house)
    house.goods("LAMP", SHELF, "20", "700.00")
    order, shipment = ordered(house, ("LAMP", "8", "50.00"))
    assert house.reserved("LAMP", SHELF) == 8
    house.as_("sales-rep1").take_back(key=house.key(), case=order)
    assert (house.stands(order), house.stands(shipment)) == ("draft", "taken-back")
    assert house.reserved("LAMP", SHELF) == 0
    assert check(house.db) == []


def test_nothing_of_an_order_is_taken_back_while_it_is_being_cancelled(house: House) -> None:
    known_on_account(house)
    house.goods("LAMP", SHELF, "20", "700.00")
    order, shipment = ordered(house, ("LAMP", "8", "50.00"))
    printed(house, shipment)
    values = {"customer": "C-0001", "order": house.view(order).number, "reason": "bought twice", **delivering.PROVED}
    cancelling = house.submit("service-agent1", "order-cancel", values)
    for login, case in (("sales-rep1", order), ("shipping-clerk1", shipment)):
        with pytest.raises(Refused) as refusal:
            house.as_(login).take_back(key=house.key(), case=case)
        assert refusal.value.reasons
    assert str(refusal.value.reasons[0]) == f"cancellation {cancelling.number} is open"

    house.act("service-agent1", cancelling.case_id, "keeps")
    with pytest.raises(Refused, match="cannot be undone"):  # the others have been told to go on
        house.as_("service-agent1").take_back(key=house.key(), case=cancelling.case_id)
    house.as_("shipping-clerk1").take_back(key=house.key(), case=shipment)
    assert house.stands(shipment) == "print"


def test_goods_that_came_in_are_not_taken_back_once_they_are_reserved(house: House) -> None:
    case = arrived(house)
    house.act("inspector1", case, "qualified", judged(house, case, accepted="300"))
    house.act("storekeeper1", case, "qualified", counted(house, case, "300"))
    line = {"product": "SHELL", "location": SHELF, "quantity": "200", "cause": "handling"}
    house.submit("storekeeper2", "write-off", {"warehouse": "MAIN", "lines": [line]})
    with pytest.raises(Refused) as refusal:
        house.as_("storekeeper1").take_back(key=house.key(), case=case)
    assert str(refusal.value.reasons[0]) == f"SHELL at {SHELF}: 300 exceeds 100 unreserved"
    assert house.on_hand("SHELL", SHELF) == 300
