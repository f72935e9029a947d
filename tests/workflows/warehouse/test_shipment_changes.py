"""What changes and cancellations of the order do to its shipment (P77-P80): amended, unpacked, voided; held meanwhile."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.message import Message
from tests.workflows.house import House
from tests.workflows.warehouse.shipping import (
    at_gate,
    checked,
    known_on_account,
    lines_of,
    ordered,
    picked,
    printed,
)  # fmt: skip
from workflows.catalogue import CATALOGUE
from workflows.engine.booking import Booking
from workflows.engine.catalogue import Catalogue
from workflows.engine.form import CaseRef, CustomerRef, Form, Text, field
from workflows.engine.process import DONE, WITHDRAWN, Approve, Draft, Effect, Process, Work
from workflows.engine.settings import ENGINE_POLICIES
from workflows.library.shipping import ShipmentLine
from workflows.posts import SERVICE, SERVICE_AGENT


class Stopped(Form):
    """As much of a change or cancellation as a shipment sees."""

    customer: CustomerRef = field(Message("Customer"))
    order: CaseRef = field(Message("Order"))
    shipment: CaseRef = field(Message("Shipment"))
    action: Text = field(Message("Action"))
    address: Text = field(Message("Address"), default="")
    lines: list[ShipmentLine] = field(Message("Lines"), default_factory=list)


def take(booking: Booking[Stopped]) -> None:
    form, values = booking.form, dict[str, Any]()
    if form.lines:
        values["lines"] = [line.model_dump(mode="json", exclude_none=True) for line in form.lines]
    if form.address:
        values["address"] = form.address
    shipment = booking.find_case(form.shipment)
    assert shipment is not None
    booking.take(shipment, form.action, values)


def stand_in(key: str, prefix: str) -> Process:
    """A process that stops the order while it is open, and then acts on its shipment."""
    return Process(
        key, Message(key), desk=SERVICE, prefix=prefix, form=Stopped, customer=lambda facts: facts.form.customer or "",
        steps=[
            Draft(by=SERVICE_AGENT, to="open"),
            Work("open", Message("open"), SERVICE_AGENT, [Approve("done", effects=[Effect(Message("moved"), take)])]),
            DONE, WITHDRAWN,
        ],
    )  # fmt: skip


_STAND_INS = ("order-change", "order-cancel")


@pytest.fixture
def shop(house_template: Path, tmp_path: Path) -> Iterator[House]:
    """The small company with stand-ins for changes and cancellations, and lamps and cable in stock."""
    path = tmp_path / "shop.db"
    shutil.copy(house_template, path)
    own = [process for key, process in CATALOGUE.processes.items() if key not in _STAND_INS]
    stops = [stand_in("order-change", "OC"), stand_in("order-cancel", "OX")]
    house = House(path, Catalogue([*own, *stops], CATALOGUE.queues, ENGINE_POLICIES))
    house.engine.install_policies()
    known_on_account(house)
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    house.goods("CABLE", "MAIN/A-02", "20", "200.00")
    yield house
    house.db.close()


def stopped(house: House, process: str, case: int, action: str, **more: Any) -> int:
    shipment = house.company.cases.case(case)
    values = {"customer": "C-0001", "order": shipment.form["order"], "shipment": shipment.number, "action": action}
    return house.submit("service-agent1", process, {**values, **more}).case_id


def test_an_open_cancellation_holds_print_pick_pack_and_gate(shop: House) -> None:
    _order, case = ordered(shop, ("LAMP", "12", "50"))
    first = stopped(shop, "order-cancel", case, "void")
    held = f"cancellation {shop.company.cases.case(first).number} is open"
    assert held in shop.refusal("shipping-clerk1", case, "print", {"carrier": "顺丰"})
    with shop.db.write():  # kept, as order-cancel lets the customer do
        kept = shop.company.cases.case(first)
        kept.ended, kept.ended_at = "done", shop.clock.now()
        shop.company.cases.save(kept)

    at_gate(shop, case)
    second = stopped(shop, "order-cancel", case, "void")
    held = f"cancellation {shop.company.cases.case(second).number} is open"
    assert held in shop.refusal("guard1", case, "pass", {"parcels_counted": 1})
    shop.act("service-agent1", second, "approve")
    assert shop.stands(case) == "voided"
    assert shop.on_hand("LAMP", "MAIN/dispatch") == 0
    assert shop.on_hand("LAMP", "MAIN/A-01") == 15
    assert shop.reserved("LAMP", "MAIN/A-01") == 0
    assert shop.balance("sales") == 0


def test_a_change_before_printing_reserves_the_new_goods_in_the_same_decision(shop: House) -> None:
    _order, case = ordered(shop, ("LAMP", "12", "50"))
    change = stopped(shop, "order-change", case, "amend", lines=lines_of(shop, case, quantity="10"))
    shop.act("service-agent1", change, "approve")
    assert shop.stands(case) == "print"
    assert shop.reserved("LAMP", "MAIN/A-01") == 10


def test_a_change_that_cannot_be_served_is_refused(shop: House) -> None:
    order, case = ordered(shop, ("LAMP", "12", "50"))
    shop.submit("shipping-clerk1", "shipment", {
        "customer": "C-0002", "address": "文一路 1 号", "lines": [{"product": "LAMP", "quantity": "3"}],
    })  # fmt: skip
    with shop.db.write():
        found = shop.company.cases.case(order)
        found.form["lines"][0]["quantity"] = "14"
        shop.company.cases.save(found)
    change = stopped(shop, "order-change", case, "amend", lines=lines_of(shop, case, quantity="14"))
    assert "2 of 14 neither reserved nor in stock" in shop.refusal("service-agent1", change, "approve")


def test_changed_goods_of_a_printed_shipment_are_shelved_and_picked_anew(shop: House) -> None:
    order, case = ordered(shop, ("LAMP", "12", "50"))
    checked(shop, picked(shop, printed(shop, case)))
    with shop.db.write():
        found = shop.company.cases.case(order)
        found.form["lines"][0]["product"] = "CABLE"
        shop.company.cases.save(found)
    grey = [{"order_line": 1, "product": "CABLE", "quantity": "12"}]
    change = stopped(shop, "order-change", case, "amend", lines=grey)
    shop.act("service-agent1", change, "approve")
    assert shop.stands(case) == "pick"
    assert shop.form(case)["issue"] == 2
    assert shop.on_hand("LAMP", "MAIN/A-01") == 15
    assert shop.reserved("LAMP", "MAIN/A-01") == 0
    assert shop.reserved("CABLE", "MAIN/A-02") == 12
    picked(shop, case)
    assert shop.on_hand("CABLE", "MAIN/dispatch") == 12


def test_a_new_address_gives_new_papers_and_nothing_is_picked_again(shop: House) -> None:
    _order, case = ordered(shop, ("LAMP", "12", "50"))
    checked(shop, picked(shop, printed(shop, case)))
    shop.act("service-agent1", stopped(shop, "order-change", case, "amend", address="文二路 2 号"), "approve")
    assert shop.stands(case) == "pack"
    assert shop.form(case)["issue"] == 2
    assert shop.form(case)["address"] == "文二路 2 号"
    assert shop.on_hand("LAMP", "MAIN/dispatch") == 12


def test_a_packed_shipment_is_unpacked_and_printed_again(shop: House) -> None:
    _order, case = ordered(shop, ("LAMP", "12", "50"))
    at_gate(shop, case)
    shop.act("service-agent1", stopped(shop, "order-change", case, "unpack", address="文二路 2 号"), "approve")
    assert shop.stands(case) == "print"
    assert shop.on_hand("LAMP", "MAIN/dispatch") == 0
    assert shop.reserved("LAMP", "MAIN/A-01") == 12
    assert not shop.form(case).get("parcels")
    printed(shop, case)
    assert shop.form(case)["issue"] == 2


def test_nobody_amends_or_voids_by_hand(shop: House) -> None:
    _order, case = ordered(shop, ("LAMP", "12", "50"))
    for action, said in (("amend", "order-change"), ("void", "order-cancel")):
        assert f"is taken by “{said}”" in shop.refusal("shipping-clerk1", case, action)


@pytest.mark.parametrize("step", ["print", "pick", "check", "pack"])
def test_a_void_shipment_leaves_the_goods_on_their_shelf(shop: House, step: str) -> None:
    _order, case = ordered(shop, ("LAMP", "12", "50"))
    for stands, go in (("print", printed), ("pick", picked), ("check", checked)):
        if step in ("print", "pick", "check", "pack") and shop.stands(case) == stands and stands != step:
            go(shop, case)
    assert shop.stands(case) == step
    shop.act("service-agent1", stopped(shop, "order-cancel", case, "void"), "approve")
    assert shop.stands(case) == "voided"
    assert shop.on_hand("LAMP", "MAIN/A-01") == 15
    assert shop.reserved("LAMP", "MAIN/A-01") == 0
