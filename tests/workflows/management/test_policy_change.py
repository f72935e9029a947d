"""Policy change (P83, P120): the story of the procedure, and each of its rules."""

import ast
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from db.check import check
from tests.workflows.house import House

D = Decimal
ROOT = Path(__file__).parents[3]
APRIL = "2026-04-01"


def value(name: str, new: str, effective: str = "2026-07-01", **more: Any) -> dict[str, Any]:
    return {"policy": name, "new": new, "effective": effective, "reason": "figures of the quarter", **more}


def days(*changed: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": "calendar", "days": list(changed), "reason": "stocktaking", **more}


def decided(house: House, values: dict[str, Any], by: str = "hr") -> int:
    """A change, approved by everybody it takes."""
    case = house.submit(by, "policy-change", values).case_id
    for _turn in range(8):
        match house.stands(case):
            case "done":
                return case
            case "desk":
                heads = ("sales-manager", "warehouse-supervisor", "service-supervisor", "office-director")
                house.act(next(one for one in heads if may(house, one, case)), case, "approve")
            case "finance":
                house.act("finance1", case, "approve", {"figures": "about 1,200 a month"})
            case "decision":
                house.act("general-manager", case, "approve")
            case "committee":
                for number in (1, 2, 3):
                    house.act(f"committee{number}", case, "approve")
    raise AssertionError(house.stands(case))


def may(house: House, login: str, case: int) -> bool:
    task = house.company.cases.open_tasks(case)[0]
    posts = {held.post for held in house.company.people.posts_of(house.person(login), house.clock.now().date())}
    return any(f"post:{post}" in house.company.cases.actors(task.id) for post in posts)


def in_force(house: House, name: str, at: str) -> Any:
    return house.company.policy(name, datetime.fromisoformat(at))


def test_a_rate_is_proposed_in_march_and_holds_from_the_first_of_april(house: House) -> None:
    house.at("2026-03-10 10:00")
    case = house.submit("hr", "policy-change", value("quotation.commission-rate", "3.5", APRIL)).case_id
    assert house.form(case)["importance"] == "money"
    assert house.form(case)["current"] == "3.0"
    house.act("sales-manager", case, "approve")
    assert house.refusal("finance1", case, "approve") == "Effect in figures: fill this in"
    house.act("finance1", case, "approve", {"figures": "about 4,000 a month more"})
    house.at("2026-03-12 15:00")
    house.act("general-manager", case, "approve")
    assert house.stands(case) == "done"
    assert in_force(house, "quotation.commission-rate", "2026-03-31 23:59:59") == D("3.0")
    assert in_force(house, "quotation.commission-rate", "2026-04-01 00:00") == D("3.5")
    before, after = house.company.policies.history("quotation.commission-rate")
    assert (before.value, before.decision_id, before.valid_until) == ("3.0", None, datetime(2026, 4, 1))
    made = house.company.cases.decision(after.decision_id or 0)
    assert made.case_id == case
    assert check(house.db) == []


def test_the_proposer_does_not_decide_as_the_general_managers_delegate(house: House) -> None:
    case = house.submit("hr", "policy-change", value("leave.personal-year", "15")).case_id
    house.act("office-director", case, "approve")
    manager, proposer = house.person("general-manager"), house.person("hr")
    with house.db.write():
        house.company.people.delegate(manager, proposer, datetime(2026, 6, 1), datetime(2026, 6, 30))
    assert "You asked for this yourself" in house.refusal("hr", case, "approve")


def test_a_limit_changed_for_tomorrow_routes_the_next_write_off_by_it(house: House) -> None:
    house.goods("CABLE", "MAIN/A-01", "1000", "10000.00")
    decided(house, value("write-off.large", "2000", "2026-06-10"))

    def written_off(quantity: str) -> str:
        line = {"product": "CABLE", "location": "MAIN/A-01", "quantity": quantity, "cause": "handling"}
        case = house.submit("storekeeper1", "write-off", {"warehouse": "MAIN", "lines": [line]}).case_id
        house.act("warehouse-supervisor", case, "confirm")
        return house.stands(case)

    assert written_off("250") == "clear"
    house.at("2026-06-10 00:00")
    assert written_off("250") == "release"


def test_moving_who_decides_takes_the_committee(house: House) -> None:
    case = house.submit("hr", "policy-change", value("write-off.large", "8000")).case_id
    house.act("warehouse-supervisor", case, "approve")
    house.act("general-manager", case, "approve")
    assert house.stands(case) == "committee"
    assert in_force(house, "write-off.large", "2026-07-02 00:00") == D("5000.00")
    for number in (1, 2):
        house.act(f"committee{number}", case, "approve")
    house.act("committee3", case, "approve")
    assert house.stands(case) == "done"
    assert in_force(house, "write-off.large", "2026-07-02 00:00") == D("8000.00")


def test_the_rules_of_changing_policies_are_about_who_decides_too(house: House) -> None:
    case = house.submit("hr", "policy-change", value("policy-change.finance", "3 bd")).case_id
    assert house.form(case)["importance"] == "authority"


# --- who ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["administrator", "general-manager", "sales-rep1", "storekeeper1"])
def test_nobody_else_proposes(house: House, login: str) -> None:
    said = house.not_submitted(login, "policy-change", value("write-off.large", "1"))
    assert "“Policy change” is opened by" in said


def test_an_administrator_decides_nothing_on_the_way(house: House) -> None:
    case = house.submit("hr", "policy-change", value("leave.personal-year", "15")).case_id
    for decider in ("office-director", "general-manager"):
        assert house.refusal("administrator", case, "approve")
        house.act(decider, case, "approve")


def test_the_head_of_the_desk_does_not_decide_what_he_proposed(house: House) -> None:
    case = house.submit("warehouse-supervisor", "policy-change", value("write-off.day", "20")).case_id
    assert "You asked for this yourself" in house.refusal("warehouse-supervisor", case, "approve")
    house.act("general-manager", case, "approve")
    assert house.stands(case) == "decision"


@pytest.mark.parametrize(
    ("name", "new", "head"),
    [
        ("quotation.cut", "0.2", "sales-manager"),
        ("stocktake.full", "[1, 7]", "warehouse-supervisor"),
        ("complaint.reply", "3 bh", "service-supervisor"),
        ("leave.personal-year", "15", "office-director"),
        ("engine.escalate", "2 bd", "office-director"),
    ],
)
def test_the_head_of_the_process_desk_looks_first(house: House, name: str, new: str, head: str) -> None:
    case = house.submit("hr", "policy-change", value(name, new)).case_id
    assert may(house, head, case)


def test_no_other_part_of_the_program_sets_a_policy() -> None:
    """Values are written by the effect of a policy change and by installation; nothing else calls the store."""
    writers = {
        path.relative_to(ROOT).as_posix()
        for floor in ("console", "screens", "seed_data", "workflows")
        for path in (ROOT / floor).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (node.func.attr == "set_policy" or (node.func.attr == "set" and "policies" in ast.unparse(node.func)))
    }
    assert writers == {"workflows/engine/booking.py", "workflows/catalogue/management/policy_change.py"}


# --- what may be proposed -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "new", "said"),
    [
        ("leave.personal-year", "-1", "New value: must be between 0 and 365"),
        ("leave.personal-year", "20", "New value: that is the value already"),
        ("leave.personal-year", "1.5", "New value: must be a whole number"),
        ("write-off.large", "much", "New value: must be a number, as 1250.50"),
        ("write-off.large", "-5", "New value: must be at least 0"),
        ("write-off.large", "1.005", "New value: at most 2 decimals"),
        ("quotation.commission-rate", "21", "New value: must be between 0 and 20"),
        ("write-off.review", "soon", "New value: must be a length of time, as 4 bh, 2 bd, 24 h or 3 d"),
        ("write-off.review", "-1 bd", "New value: must be at least 0"),
        ("stocktake.full", "[7, 1]", "New value: must ascend, as 1, 4, 7, 10"),
        ("leave.pay", "{}", "New value: bereavement, compensatory"),
        ("policy-change.committee-votes", "6", "New value: must be between 1 and 5"),
    ],
)
def test_a_value_is_of_its_type_and_inside_its_range(house: House, name: str, new: str, said: str) -> None:
    assert house.not_submitted("hr", "policy-change", value(name, new)).startswith(said)


def test_a_policy_there_is_not(house: House) -> None:
    said = house.not_submitted("hr", "policy-change", value("write-off.small", "1"))
    assert said.startswith("Policy: write-off.small is not in the register")


def test_policies_are_found_by_name_and_by_their_words_in_both_languages(house: House) -> None:
    office = house.as_("hr")
    assert [one.key for one in office.lookup("policies", "write-off large")] == ["write-off.large"]
    chinese = next(one.detail for one in office.lookup("policies", "write-off.large"))
    assert "write-off.large" in [one.key for one in office.lookup("policies", chinese)]


@pytest.mark.parametrize(
    ("effective", "until", "said"),
    [
        ("2026-06-09", None, "Effective from: 2026-06-10 at the earliest"),
        (None, None, "Effective from: say from which day it holds"),
        ("2026-07-01", "2026-06-30", "Until: it ends before it begins"),
    ],
)
def test_it_holds_from_a_day_to_come(house: House, effective: str | None, until: str | None, said: str) -> None:
    values = {**value("leave.personal-year", "15"), "effective": effective, "until": until}
    assert said in house.not_submitted("hr", "policy-change", values)


def test_one_change_of_a_policy_at_a_time_until_it_is_decided(house: House) -> None:
    first = house.submit("hr", "policy-change", value("leave.personal-year", "15"))
    said = house.not_submitted("finance1", "policy-change", value("leave.personal-year", "10"))
    assert said == f"Policy: {first.number} on it is not decided yet"
    house.act("office-director", first.case_id, "approve")
    house.act("general-manager", first.case_id, "approve")
    again = house.submit("finance1", "policy-change", value("leave.personal-year", "10"))
    assert house.form(again.case_id)["current"] == "15"


def test_too_late_a_decision_is_sent_back_for_another_day(house: House) -> None:
    case = house.submit("hr", "policy-change", value("leave.personal-year", "15", "2026-06-10")).case_id
    house.act("office-director", case, "approve")
    house.at("2026-06-10 09:30")
    assert "2026-06-10 is over or has begun" in house.refusal("general-manager", case, "approve")
    house.act("general-manager", case, "send-back", reason=4)
    house.act("hr", case, "submit", value("leave.personal-year", "15", "2026-06-15"))
    assert house.stands(case) == "desk"


# --- how long it holds --------------------------------------------------------------------------------------


def test_a_value_for_a_while_gives_way_to_the_old_one(house: House) -> None:
    decided(house, value("leave.personal-year", "15", "2026-07-01", until="2026-07-31"))
    assert in_force(house, "leave.personal-year", "2026-07-31 23:59:59") == 15
    assert in_force(house, "leave.personal-year", "2026-08-01 00:00") == 20
    said = house.not_submitted(
        "hr", "policy-change", value("leave.personal-year", "12", "2026-06-20", until="2026-07-10")
    )
    assert said == "Until: another value is decided from 2026-07-01 on: end before it"


def test_what_is_decided_is_undone_only_by_another_change(house: House) -> None:
    case = decided(house, value("leave.personal-year", "15"))
    with pytest.raises(Exception, match="cannot be undone"):
        house.as_("general-manager").take_back(key=house.key(), case=case)
    decided(house, value("leave.personal-year", "20"), by="finance1")
    assert in_force(house, "leave.personal-year", "2026-07-02 00:00") == 20


def test_a_running_deadline_keeps_the_value_it_was_set_with(house: House) -> None:
    decided(house, value("leave.superior", "1 bh", "2026-06-10"))
    leave = {
        "employee": house.employee("service-agent1"),
        "kind": "personal",
        "first": "2026-06-18",
        "last": "2026-06-18",
    }
    case = house.submit("service-agent1", "leave", {**leave, "reason": "family"}).case_id
    house.at("2026-06-10 09:00")
    assert house.due(case) == datetime(2026, 6, 9, 14, 0)


def test_everybody_in_the_process_is_told_and_may_read_it(house: House) -> None:
    case = decided(house, value("write-off.day", "20"))
    assert house.as_("storekeeper1").case(case).number
    assert case in {notice["case_id"] for notice in house.company.cases.notices(house.person("storekeeper1"))}


# --- the working calendar -----------------------------------------------------------------------------------


def test_a_day_made_free_moves_the_deadlines_not_yet_reached(house: House) -> None:
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    line = {"product": "LAMP", "location": "MAIN/A-01", "quantity": "1", "cause": "handling"}
    change = house.submit("hr", "policy-change", days({"day": "2026-06-11", "working": False})).case_id
    house.act("office-director", change, "approve")
    house.at("2026-06-10 10:00")
    case = house.submit("storekeeper1", "write-off", {"warehouse": "MAIN", "lines": [line]}).case_id
    assert house.due(case) == datetime(2026, 6, 11, 10, 0)
    house.act("general-manager", change, "approve")
    assert not house.company.calendar.is_working(date(2026, 6, 11))
    assert house.due(case) == datetime(2026, 6, 12, 10, 0)
    assert house.form(change)["days"][0]["was"] == "09:00-12:00 13:00-18:00"


def test_other_hours_of_a_day(house: House) -> None:
    decided(house, days({"day": "2026-06-13", "working": True, "hours": "09:00-12:00"}))
    assert house.company.calendar.day(date(2026, 6, 13)) == (True, "09:00-12:00")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ({"day": "2026-06-08", "working": False}, "past days stay as they were"),
        ({"day": "2026-06-13", "working": False}, "it is so already"),
        ({"day": "2026-06-11", "working": False, "hours": "09:00-12:00"}, "a day off has no hours"),
        ({"day": "2026-06-11", "working": True, "hours": "9 to 5"}, "write hours as"),
    ],
)
def test_days_are_to_come_and_really_change(house: House, day: dict[str, Any], said: str) -> None:
    assert said in house.not_submitted("hr", "policy-change", days(day, effective="2026-06-10"))
