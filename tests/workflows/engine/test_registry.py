"""Registers as a person browses and keeps them: pages, cards, histories, forms, and fields that processes keep."""

import pytest

from tests.workflows.house import House
from workflows.engine.errors import Conflict, Invalid, Refused
from workflows.engine.rows import Window
from workflows.registers import REGISTERS

KEEPER = "warehouse-supervisor"


def _keys(house: House, window: Window, text: str = "") -> list[str]:
    return [row.key for row in house.as_(KEEPER).registry.page("products", window, text=text).rows]


def test_every_register_names_columns_of_its_model() -> None:
    for register in REGISTERS.values():
        assert {part.name for part in register.listed} <= set(register.model.model_fields)


def test_every_field_kept_by_a_process_belongs_to_a_process_that_is_or_will_be(house: House) -> None:
    built = house.company.catalogue.processes
    kept = {key for one in REGISTERS.values() for part in one.shape for key in part.label.kept_by}
    assert kept - set(built) <= {"key-account-terms"}


def test_a_register_is_read_in_windows_in_both_directions(house: House) -> None:
    every = _keys(house, Window())
    assert len(every) > 4
    assert _keys(house, Window(limit=2)) == every[:2]
    assert _keys(house, Window(after=every[1], limit=2)) == every[2:4]
    assert _keys(house, Window(before=every[3], limit=2)) == every[1:3]
    assert _keys(house, Window(before="", limit=2)) == every[-2:]
    around = house.as_(KEEPER).registry.page("products", Window(around=every[2], limit=3))
    assert [row.key for row in around.rows] == every[1:4]
    assert (around.more_before, around.more_after) == (True, True)


@pytest.mark.parametrize("typed", ["gkd", "工矿", "lamp", "gongkuang"])
def test_a_record_is_found_by_initials_characters_and_code(house: House, typed: str) -> None:
    assert _keys(house, Window(), typed) == ["LAMP"]


def test_a_change_names_the_person_and_what_differs(house: House) -> None:
    registry = house.as_(KEEPER).registry
    form = registry.form("products", "LAMP")
    registry.keep("products", "LAMP", {"unit": "盏", "note": "hung high"}, seen=form.seq, intent="one")
    change = registry.record("products", "LAMP").history[0]
    assert change.person == "warehouse-supervisor-name"
    assert [(str(title), before, after) for title, before, after in change.changes] == [
        ("Unit", "个", "盏"), ("Note", "", "hung high"),
    ]  # fmt: skip
    assert registry.keep("products", "LAMP", {"unit": "只"}, seen=form.seq, intent="one") == "LAMP"
    assert registry.record("products", "LAMP").history[0] == change


def test_whoever_comes_second_is_told(house: House) -> None:
    registry = house.as_(KEEPER).registry
    seen = registry.form("products", "LAMP").seq
    registry.keep("products", "LAMP", {"unit": "盏"}, seen=seen, intent="first")
    with pytest.raises(Conflict):
        registry.keep("products", "LAMP", {"unit": "只"}, seen=seen, intent="second")


def test_an_emptied_field_is_empty_and_errors_name_the_field(house: House) -> None:
    registry = house.as_(KEEPER).registry
    seen = registry.form("products", "LAMP").seq
    with pytest.raises(Invalid) as wrong:
        registry.keep("products", "LAMP", {"unit": None, "decimals": "7"}, seen=seen, intent="wrong")
    assert {error.path for error in wrong.value.errors} == {"unit", "decimals"}


def test_only_its_keepers_change_a_register(house: House) -> None:
    registry = house.as_("storekeeper1").registry
    assert not registry.record("products", "LAMP").may_change
    for call in (
        lambda: registry.form("products", "LAMP"),
        lambda: registry.keep("products", "LAMP", {"unit": "盏"}, seen=1, intent="x"),
    ):
        with pytest.raises(Refused):
            call()


def test_a_new_record_gets_the_next_number_or_the_key_that_was_typed(house: House) -> None:
    sales = house.as_("sales-manager").registry
    key = sales.keep("customers", None, {"name": "新客户"}, intent="new")
    assert key.startswith("C-")
    form = house.as_(KEEPER).registry.form("products")
    assert form.fields[0].name == "key"
    made = house.as_(KEEPER).registry.keep(
        "products", None, {"key": "BULB", "name": "灯泡", "unit": "个", "kind": "spare"}, intent="bulb"
    )
    assert (made, house.company.registers.name("products", "BULB")) == ("BULB", "灯泡")


def test_fields_of_a_process_are_shown_and_not_typed(house: House) -> None:
    house.record("customers", "C-9000", name="恒达电器", owner=house.employee("sales-rep1"))
    registry = house.as_("sales-manager").registry
    form = registry.form("customers", "C-9000")
    (owner,) = [part for part in form.fields if part.name == "owner"]
    assert not form.may_type("owner")
    assert str(owner.label.hint) == f"changed by “{house.company.catalogue.processes['lead'].title}” only"
    with pytest.raises(Invalid) as wrong:
        registry.keep("customers", "C-9000", {"owner": house.employee("sales-rep2")}, seen=form.seq, intent="o")
    assert [error.path for error in wrong.value.errors] == ["owner"]
    assert form.may_type("credit_limit"), "its process is not built yet, so it is typed by hand"


def test_ones_own_record_is_seen_wholly_by_oneself_alone(house: House) -> None:
    key = house.employee("storekeeper2")
    data = house.company.registers.data("employees", key) or {}
    house.record("employees", key, **{**data, "wage": "6500.00"})

    def fields(login: str) -> set[str]:
        registry = house.as_(login).registry
        record = registry.record("employees", key)
        return {view.path for view in record.fields} | {name for one in record.history for name in one.fields}

    assert "wage" in fields("storekeeper2")
    assert "wage" in fields("hr")
    assert "wage" not in fields("storekeeper1")


def test_a_customers_card_says_how_he_stands_and_what_is_risked_only_to_who_sells_to_him(house: House) -> None:
    def card(login: str) -> dict[str, str]:
        record = house.as_(login).registry.record("customers", "C-0001")
        return {f"{one.title}": f"{one.cell.text}" for one in record.fields}

    house.sold("C-0001", "1200.00")
    seller, clerk = card("sales-rep1"), card("storekeeper1")
    assert (seller["Known or new"], seller["Exposure"]) == ("new customer", "1,200.00")
    assert "Member card" not in seller
    assert clerk["Known or new"] == "new customer"
    assert "Exposure" not in clerk
    house.past_order("C-0001")
    number = house.member("C-0001")
    assert (card("storekeeper1")["Known or new"], card("storekeeper1")["Member card"]) == ("known customer", number)
