"""Damage write-off (P20): the story of the procedure, and each of its rules."""

from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.house import House
from workflows.engine.errors import Refused

D = Decimal


def listed(product: str, quantity: str, **more: Any) -> dict[str, Any]:
    return {"product": product, "location": "MAIN/A-01", "quantity": quantity, "cause": "handling", **more}


def form(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"warehouse": "MAIN", "lines": list(lines), **more}


@pytest.fixture
def stocked(house: House) -> House:
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    house.goods("PAINT", "MAIN/A-01", "10", "200.00")
    return house


def confirmed(house: House, *lines: dict[str, Any], **more: Any) -> int:
    """A form the supervisor has seen and confirmed."""
    case = house.submit("storekeeper1", "write-off", form(*lines, **more)).case_id
    house.act("warehouse-supervisor", case, "confirm")
    return case


def test_cracked_lamps_leave_the_stock_and_usable_paint_stays(stocked: House) -> None:
    house = stocked
    held = house.submit("storekeeper2", "write-off", form(listed("LAMP", "3")))

    too_many = house.not_submitted("storekeeper1", "write-off", form(listed("LAMP", "15")))
    assert f"15 exceeds 12 unreserved, 3 are reserved by {held.number}" in too_many

    case = house.submit("storekeeper1", "write-off", form(listed("LAMP", "12"), listed("PAINT", "3"))).case_id
    assert house.stands(case) == "review"
    assert house.reserved("LAMP", "MAIN/A-01") == 15
    assert house.company.cases.case(case).amount == D("480.00")

    house.act("warehouse-supervisor", case, "send-back", reason=1, note="the paint can be used")
    assert house.stands(case) == "draft"
    assert house.reserved("LAMP", "MAIN/A-01") == 3
    assert house.reserved("PAINT", "MAIN/A-01") == 0

    house.act("storekeeper1", case, "submit", form(listed("LAMP", "12")))
    house.act("warehouse-supervisor", case, "confirm")
    assert house.stands(case) == "clear"
    assert house.on_hand("LAMP", "MAIN/A-01") == 3
    assert house.on_hand("LAMP", "scrap") == 12
    assert house.balance("loss") == D("420.00")
    assert house.balance("stock") == D("305.00")

    house.act("storekeeper1", case, "cleared", {"clearing": "scrap-yard"})
    assert house.stands(case) == "done"
    assert house.view(case).documents


# --- the draft ----------------------------------------------------------------------------------------------


def test_a_form_without_lines_is_not_handed_in(house: House) -> None:
    said = house.not_submitted("storekeeper1", "write-off", form())
    assert said == "Lines: list the damaged goods, or say that there is nothing to write off"


def test_nothing_to_write_off_ends_the_draft_while_nothing_is_listed(stocked: House) -> None:
    empty = stocked.draft("storekeeper1", "write-off", form()).case_id
    stocked.act("storekeeper1", empty, "nothing")
    assert stocked.stands(empty) == "withdrawn"

    filled = stocked.draft("storekeeper1", "write-off", form(listed("LAMP", "1"))).case_id
    assert "goods are listed: hand the form in" in stocked.refusal("storekeeper1", filled, "nothing")


def test_a_cause_must_be_given(stocked: House) -> None:
    line = listed("LAMP", "1")
    del line["cause"]
    assert stocked.not_submitted("storekeeper1", "write-off", form(line)) == "Line 1, Cause: fill this in"


def test_no_more_than_lies_there(stocked: House) -> None:
    said = stocked.not_submitted("storekeeper1", "write-off", form(listed("LAMP", "9"), listed("LAMP", "7")))
    assert said == "Line 2, Quantity: 16 exceeds 15 in stock there"


def test_everybody_who_holds_goods_is_named(stocked: House) -> None:
    first = stocked.submit("storekeeper2", "write-off", form(listed("LAMP", "2"))).number
    second = stocked.submit("storekeeper2", "write-off", form(listed("LAMP", "3"))).number
    said = stocked.not_submitted("storekeeper1", "write-off", form(listed("LAMP", "11")))
    assert f"11 exceeds 10 unreserved, 5 are reserved by {first}, {second}" in said


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("MAIN/dispatch", "MAIN/dispatch is no place for this"),
        ("EAST/B-01", "EAST/B-01 is in another warehouse"),
        ("MAIN/A-02", "MAIN/A-02 is blocked: nothing is moved from there"),
    ],
)
def test_only_open_places_of_the_warehouse_are_written_off(stocked: House, place: str, said: str) -> None:
    stocked.record("locations", "MAIN/A-02", name="MAIN/A-02", blocked=True)
    refused = stocked.not_submitted("storekeeper1", "write-off", form(listed("LAMP", "1", location=place)))
    assert said in refused


def test_only_storekeepers_open_it(house: House) -> None:
    assert "is opened by: Storekeeper" in house.not_submitted("inspector1", "write-off", form())


# --- customer's goods and rejected goods --------------------------------------------------------------------


@pytest.fixture
def customers_wire(house: House) -> House:
    """Ten metres of wire that belong to a customer, and ten of our own."""
    with house.db.write():
        house.company.stock.add_lot("WIRE", "K-7", owner="C-0012")
    house.goods("WIRE", "MAIN/A-01", "10", "42.00")
    house.goods("WIRE", "MAIN/A-01", "10", "0.00", lot="K-7")
    return house


def test_customers_goods_book_no_loss_but_the_salesperson_must_have_told_him(customers_wire: House) -> None:
    house, line = customers_wire, listed("WIRE", "4", lot="K-7")
    refused = house.not_submitted("storekeeper1", "write-off", form(line))
    assert (
        refused
        == "Line 1, Sales told (customer's goods): these goods belong to a customer: the sales-rep must have told him"
    )
    confirmed(house, {**line, "owner_told": True})
    assert house.on_hand("WIRE", "MAIN/A-01", "K-7") == 6
    assert house.on_hand("WIRE", "scrap", "K-7") == 4
    assert house.balance("loss") == 0
    assert house.company.stock.worth("WIRE").value == D("42.00")


def test_goods_refused_on_arrival_carry_no_cost_and_stored_ones_found_bad_do(stocked: House) -> None:
    house = stocked
    for key in ("rejected", "rejected/stored"):
        house.record("locations", key, name=key)
    with house.db.write():
        stock, at = house.company.stock, house.clock.now()
        stock.move(1, None, "LAMP", "supplier", "rejected", D(5), at=at)
        stock.move(1, None, "LAMP", "MAIN/A-01", "rejected/stored", D(2), at=at)
    lines = [listed("LAMP", "5", location="rejected"), listed("LAMP", "2", location="rejected/stored")]
    case = confirmed(house, *lines)
    assert house.balance("loss") == D("70.00")
    assert house.on_hand("LAMP", "scrap") == 7
    assert [line["cost"] for line in house.form(case)["lines"]] == ["0.00", "70.00"]


# --- the supervisor -----------------------------------------------------------------------------------------


def test_the_supervisor_confirms_only_what_is_unusable(stocked: House) -> None:
    case = stocked.submit("storekeeper1", "write-off", form(listed("LAMP", "2"))).case_id
    usable = [{**stocked.form(case)["lines"][0], "unusable": False}]
    said = stocked.refusal("warehouse-supervisor", case, "confirm", {"lines": usable})
    assert said == "Line 1, Unusable: still usable: send the form back, only unusable goods are written off"


def test_several_are_confirmed_with_one_key(stocked: House) -> None:
    """Nothing is left to type, so the marked ones go together."""
    house, tasks = stocked, []
    for quantity in ("2", "3"):
        case = house.submit("storekeeper1", "write-off", form(listed("LAMP", quantity))).case_id
        tasks.append((house.company.cases.open_tasks(case)[0].id, house.company.cases.case(case).seq))
    office = house.as_("warehouse-supervisor")
    assert not office.preview(task=tasks[0][0]).actions[0].asks
    assert all(item.done for item in office.bulk(tasks, "confirm", key=house.key()))
    assert house.on_hand("LAMP", "scrap") == 5


def test_the_supervisor_has_a_business_day(stocked: House) -> None:
    case = stocked.submit("storekeeper1", "write-off", form(listed("LAMP", "2"))).case_id
    assert f"{stocked.due(case)}" == "2026-06-10 09:00:00"


def test_sending_back_and_rejecting_ask_for_a_reason(stocked: House) -> None:
    case = stocked.submit("storekeeper1", "write-off", form(listed("LAMP", "2"))).case_id
    for action in ("send-back", "reject"):
        said = stocked.refusal("warehouse-supervisor", case, action)
        assert said == "Reason: give a reason: a number from 1 to 5, or a note"


def test_a_rejection_gives_the_goods_back_and_ends_it(stocked: House) -> None:
    case = stocked.submit("storekeeper1", "write-off", form(listed("LAMP", "2"))).case_id
    stocked.act("warehouse-supervisor", case, "reject", reason=3)
    assert stocked.stands(case) == "refused"
    assert stocked.reserved("LAMP", "MAIN/A-01") == 0
    assert stocked.on_hand("LAMP", "MAIN/A-01") == 15


def test_the_requester_withdraws_until_it_is_booked(stocked: House) -> None:
    case = stocked.submit("storekeeper1", "write-off", form(listed("LAMP", "2"))).case_id
    assert "Only the requester" in stocked.refusal("storekeeper2", case, "withdraw")
    stocked.act("storekeeper1", case, "withdraw")
    assert stocked.stands(case) == "withdrawn"
    assert stocked.reserved("LAMP", "MAIN/A-01") == 0

    booked = confirmed(stocked, listed("LAMP", "2"))
    assert stocked.refusal("storekeeper1", booked, "withdraw") == "It stands at: clear away"


def test_a_confirmation_taken_back_undoes_move_and_loss(stocked: House) -> None:
    case = confirmed(stocked, listed("LAMP", "12"))
    stocked.as_("warehouse-supervisor").take_back(key=stocked.key())
    assert stocked.stands(case) == "review"
    assert stocked.on_hand("LAMP", "MAIN/A-01") == 15
    assert stocked.reserved("LAMP", "MAIN/A-01") == 12
    assert stocked.balance("loss") == 0


def test_it_cannot_be_taken_back_once_the_goods_are_cleared(stocked: House) -> None:
    case = confirmed(stocked, listed("LAMP", "12"))
    stocked.act("storekeeper1", case, "cleared", {"clearing": "waste"})
    with pytest.raises(Refused, match="has acted on it since"):
        stocked.as_("warehouse-supervisor").take_back(key=stocked.key(), case=case)


# --- large losses -------------------------------------------------------------------------------------------


@pytest.fixture
def valuable(house: House) -> House:
    house.goods("CABLE", "MAIN/A-01", "1000", "10000.00")
    return house


def test_a_loss_of_exactly_the_limit_is_the_supervisors(valuable: House) -> None:
    case = confirmed(valuable, listed("CABLE", "500"))
    assert valuable.stands(case) == "clear"
    assert valuable.balance("loss") == D("5000.00")


def test_a_loss_above_the_limit_books_only_when_the_general_manager_approves(valuable: House) -> None:
    house = valuable
    case = confirmed(house, listed("CABLE", "500.1"))
    assert house.stands(case) == "release"
    assert f"{house.due(case)}" == "2026-06-11 09:00:00"
    assert house.on_hand("CABLE", "MAIN/A-01") == 1000
    assert house.reserved("CABLE", "MAIN/A-01") == D("500.1")
    assert house.balance("loss") == 0

    house.act("general-manager", case, "approve")
    assert house.stands(case) == "clear"
    assert house.on_hand("CABLE", "MAIN/A-01") == D("499.9")
    assert house.balance("loss") == D("5001.00")


@pytest.mark.parametrize(("action", "stands"), [("send-back", "draft"), ("reject", "refused")])
def test_the_general_manager_may_say_no(valuable: House, action: str, stands: str) -> None:
    case = confirmed(valuable, listed("CABLE", "600"))
    valuable.act("general-manager", case, action, reason=5)
    assert valuable.stands(case) == stands
    assert valuable.reserved("CABLE", "MAIN/A-01") == 0
    assert valuable.balance("loss") == 0


def test_a_resubmitted_form_is_costed_anew(valuable: House) -> None:
    """What the general manager sent back does not become small because its lines were new."""
    case = confirmed(valuable, listed("CABLE", "600"))
    valuable.act("general-manager", case, "send-back", reason=4)
    valuable.act("storekeeper1", case, "submit", form(listed("CABLE", "700")))
    valuable.act("warehouse-supervisor", case, "confirm")
    assert valuable.stands(case) == "release"
    assert valuable.company.cases.case(case).amount == D("7000.00")


def test_the_loss_decided_on_is_the_loss_booked_to_the_fen(house: House) -> None:
    """Three lines of one product, whose average does not come out even: the ledger rounds each in its turn."""
    house.goods("LAMP", "MAIN/A-01", "7", "100.00")
    case = confirmed(house, listed("LAMP", "2"), listed("LAMP", "2"), listed("LAMP", "3"))
    costs = [line["cost"] for line in house.form(case)["lines"]]
    assert costs == ["28.57", "28.57", "42.86"]
    assert house.balance("loss") == D("100.00")


def test_the_limit_is_a_policy(valuable: House) -> None:
    valuable.policy("write-off.large", "100.00")
    assert valuable.stands(confirmed(valuable, listed("CABLE", "11"))) == "release"


def test_the_preview_says_who_decides(valuable: House) -> None:
    case = valuable.submit("storekeeper1", "write-off", form(listed("CABLE", "600"))).case_id
    said = [str(line) for line in valuable.view(case, "warehouse-supervisor").preview.brief]
    assert said == [
        "storekeeper1-name asks to scrap 1 line, loss at cost 6,000.00",
        "Above 5,000.00: the general manager releases it",
    ]


def test_the_preview_names_the_line_that_stands_against_it(stocked: House) -> None:
    case = stocked.draft("storekeeper1", "write-off", form(listed("LAMP", "99"), listed("LAMP", "1"))).case_id
    reasons = [str(why) for check in stocked.view(case, "storekeeper1").preview.checks for why in check.reasons]
    assert reasons == [
        "Line 1, Quantity: 99 exceeds 15 in stock there",
        "Line 2, Quantity: 100 exceeds 15 in stock there",
    ]


def test_entries_name_goods_without_a_lot_plainly(stocked: House) -> None:
    case = stocked.submit("storekeeper1", "write-off", form(listed("LAMP", "2"))).case_id
    (entry,) = stocked.view(case, "storekeeper1").entries
    assert "  " not in str(entry.text)
    assert " ," not in str(entry.text)


# --- clearing away ------------------------------------------------------------------------------------------


def test_the_way_of_clearing_is_recorded_and_destruction_has_a_witness(stocked: House) -> None:
    case = confirmed(stocked, listed("LAMP", "2"))
    assert stocked.refusal("storekeeper1", case, "cleared") == "Way of clearing: fill this in"
    destroyed = {"clearing": "destroyed"}
    assert stocked.refusal("storekeeper1", case, "cleared", destroyed) == "Witness: name the witness"
    stocked.act("storekeeper2", case, "cleared", {**destroyed, "witness": "Zhao, guard"})
    assert stocked.form(case)["witness"] == "Zhao, guard"


def test_saleable_remains_are_weighed_into_the_yard_without_cost(stocked: House) -> None:
    case = confirmed(stocked, listed("LAMP", "12"))
    good = {"clearing": "scrap-yard", "remains": [{"product": "LAMP", "weight": "4"}]}
    said = stocked.refusal("storekeeper1", case, "cleared", good)
    assert said == "Saleable remains, line 1, Scrap product: weigh the remains in as a scrap product"
    good["remains"] = [{"product": "OFFCUT", "weight": "4.5"}]
    stocked.act("storekeeper1", case, "cleared", good)
    assert stocked.on_hand("OFFCUT", "MAIN/scrap-yard") == D("4.5")
    assert stocked.on_hand("OFFCUT", "production") == D("-4.5")
    assert stocked.company.stock.worth("OFFCUT").value == 0


# --- who may ------------------------------------------------------------------------------------------------


def test_each_step_is_for_its_post(valuable: House) -> None:
    house = valuable
    case = house.submit("storekeeper1", "write-off", form(listed("CABLE", "600"))).case_id
    for other in ("storekeeper2", "inspector1"):
        assert "Not your step" in house.refusal(other, case, "confirm")
    assert "not one that you may see" in house.refusal("sales-rep1", case, "confirm")
    house.act("warehouse-supervisor", case, "confirm")
    assert "Not your step: it waits for General manager" in house.refusal("warehouse-supervisor", case, "approve")
    house.act("general-manager", case, "approve")
    assert "Not your step" in house.refusal("general-manager", case, "cleared", {"clearing": "waste"})


def test_a_supervisor_who_keeps_the_store_too_does_not_confirm_his_own(valuable: House) -> None:
    valuable.appoint("warehouse-supervisor", "storekeeper")
    case = valuable.submit("warehouse-supervisor", "write-off", form(listed("CABLE", "1"))).case_id
    said = valuable.refusal("warehouse-supervisor", case, "confirm")
    assert said == "You asked for this yourself; somebody else decides it"
    valuable.act("general-manager", case, "confirm")
    assert valuable.stands(case) == "clear"


# --- the duty -----------------------------------------------------------------------------------------------


def test_every_warehouse_has_its_draft_once_a_month(house: House) -> None:
    def drafts() -> list[str]:
        found = house.company.cases.of_process("write-off")
        return [case.form["warehouse"] for case in found]

    house.at("2026-06-24 17:00")
    house.as_("storekeeper1").tick()
    assert drafts() == []
    house.at("2026-06-25 09:00")
    house.as_("storekeeper1").tick()
    house.as_("storekeeper2").tick()
    assert sorted(drafts()) == ["EAST", "MAIN"]
    house.at("2026-07-25 09:00")
    house.as_("storekeeper1").tick()
    assert sorted(drafts()) == ["EAST", "EAST", "MAIN", "MAIN"]


def test_any_storekeeper_takes_the_months_draft(stocked: House) -> None:
    stocked.at("2026-06-25 09:00")
    stocked.as_("storekeeper1").tick()
    main = next(case for case in stocked.company.cases.of_process("write-off") if case.form["warehouse"] == "MAIN")
    stocked.act("storekeeper2", main.id, "submit", form(listed("LAMP", "1")))
    assert stocked.stands(main.id) == "review"
    assert stocked.company.cases.case(main.id).requester_id == stocked.person("storekeeper2")
