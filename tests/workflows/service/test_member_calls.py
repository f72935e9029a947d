"""Members are called, all of them (N21): in the decision that ends the service, and by the evening what was missed."""

from typing import Any

import pytest

from tests.workflows.house import House

KEY = "callback"


@pytest.fixture
def house(house: House) -> House:
    house.record("customers", "C-0103", name="何先生", legal="person", phones=["13800000003"], group="retail")
    house.record("customers", "C-0104", name="叶小姐", legal="person", phones=["13800000004"], group="retail")
    return house


def ended(house: House, customer: str, end: str = "done") -> str:
    """An order that has ended without anybody opening a call, as by an import; its number."""
    number = house.paid_order(customer, "120.00", shipped=True)
    with house.db.write():
        order = house.company.cases.find(number)
        assert order is not None
        order.ended, order.ended_at = end, house.clock.now()
        house.company.cases.save(order)
    return number


def missing(house: House) -> list[Any]:
    house.at("20:30")
    house.engine.tick(house.person("service-supervisor"))
    return [case for case in house.company.cases.of_process(KEY) if case.duty == "callback.coverage"]


def test_a_member_is_read_from_his_card_and_never_typed(house: House) -> None:
    form = {"shape": "single", "kind": "after-sale", "customer": "C-0103", "source": house.paid_order("C-0103", "9.00")}
    assert "Member" in house.not_submitted("service-supervisor", KEY, {**form, "member": True})
    first = house.submit("service-supervisor", KEY, form).case_id
    assert house.form(first)["member"] is False
    house.member("C-0103")
    second = house.submit("service-supervisor", KEY, {**form, "source": house.paid_order("C-0103", "9.00")}).case_id
    assert (house.form(first)["member"], house.form(second)["member"]) == (False, True)


@pytest.mark.parametrize("state", ["blocked", "closed", "void"])
def test_a_card_that_is_not_active_makes_no_member(house: House, state: str) -> None:
    house.record("cards", "600103", kind="member", member="C-0103", state=state)
    ended(house, "C-0103")
    assert missing(house) == []


def test_a_stored_value_card_makes_no_member(house: House) -> None:
    house.record("cards", "S-20418", kind="stored-value", member="C-0103", state="active")
    ended(house, "C-0103")
    assert missing(house) == []


def test_in_the_evening_a_call_about_what_ended_for_a_member_and_has_none(house: House) -> None:
    house.member("C-0103")
    number = ended(house, "C-0103")
    ended(house, "C-0103", "cancelled")
    ended(house, "C-0104")
    (call,) = missing(house)
    assert (call.form["source"], call.form["member"], house.stands(call.id)) == (number, True, "call")
    assert len(missing(house)) == 1


def test_a_special_round_is_drafted_with_all_members_who_may_be_called(house: House) -> None:
    house.record("customers", "C-0105", name="孙先生", legal="person", phones=["13800000005"], no_calls=True)
    for customer in ("C-0103", "C-0105"):
        house.member(customer)
    house.at("2026-09-24 09:00")
    house.engine.tick(house.person("service-supervisor"))
    (draft,) = [case for case in house.company.cases.of_process(KEY) if case.duty == "callback.special"]
    assert [row["customer"] for row in draft.form["customers"]] == ["C-0103"]
