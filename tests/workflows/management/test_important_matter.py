"""Important matter (P27, P82, P120): urgent ones straight to the general manager, every measure with its result."""

from typing import Any

import pytest

from tests.workflows.house import House
from workflows.catalogue.management.important_matter import IMPORTANT_MATTER_PROCESS
from workflows.library.damaged_goods import Cause


def report(**more: Any) -> dict[str, Any]:
    return {
        "kind": "loss", "happened_at": "2026-06-09T08:30:00", "where": "MAIN", "what": "roof leaks", **more,
    }  # fmt: skip


def measure(house: House, login: str, task: str = "see to it", due: str = "2026-06-09") -> dict[str, Any]:
    return {"person": house.employee(login), "task": task, "due": due}


def reported(house: House, login: str, case: int, *results: str) -> None:
    """Write results, "" for what stays empty, and hand them in."""
    rows = [
        {**row, "result": result} if result else row
        for row, result in zip(house.form(case)["measures"], results, strict=True)
    ]
    house.act(login, case, "report-done", {"measures": rows})


# --- the story ----------------------------------------------------------------------------------------------


def test_an_accident_is_reported_instructed_handled_and_closed_with_its_lesson(house: House) -> None:
    house.at("14:30")
    accident = report(
        kind="safety", happened_at="2026-06-09T14:10:00", what="a forklift injures a packer", injured=True
    )
    case = house.submit("storekeeper1", "important-matter", accident).case_id
    assert house.stands(case) == "leader"
    assert f"{house.due(case)}" == "2026-06-09 15:30:00"
    for login in ("general-manager", "warehouse-supervisor"):
        notices = house.company.cases.notices(house.person(login))
        assert any(row["case_id"] == case for row in notices), login

    house.at("14:50")
    measures = [
        measure(house, "warehouse-supervisor", "hospital"),
        measure(house, "equipment-keeper1", "stop the truck"),
        measure(house, "placement-officer1", "claim", "2026-06-10"),
    ]
    house.act("general-manager", case, "instruct", {"measures": measures})
    assert house.stands(case) == "handling"
    assert f"{house.due(case):%d}" == "09"
    reported(house, "warehouse-supervisor", case, "broken arm, looked after", "", "")
    reported(house, "equipment-keeper1", case, "broken arm, looked after", "truck is locked", "")
    assert f"{house.due(case):%d}" == "10"
    reported(house, "placement-officer1", case, "broken arm, looked after", "truck is locked", "claim filed")
    assert house.stands(case) == "closing"

    house.at("2026-06-10 09:00")
    assert house.refusal("office-director", case, "close") == "Lesson: fill this in"
    house.act("office-director", case, "close", {"lesson": "walkers and trucks apart", "train": True})
    assert house.stands(case) == "done"


# --- urgent or not, late or not -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "stands"),
    [
        ({"amount": "49999.99"}, "superior"),
        ({"amount": "50000.00"}, "leader"),
        ({"injured": True}, "leader"),
        ({"danger": True}, "leader"),
        ({"outsiders": True}, "leader"),
        ({"kind": "difficult-customer", "amount": "90000"}, "superior"),
    ],
)
def test_urgent_follows_from_the_facts(house: House, facts: dict[str, Any], stands: str) -> None:
    case = house.submit("storekeeper1", "important-matter", report(**facts)).case_id
    assert house.stands(case) == stands


@pytest.mark.parametrize(
    ("time", "injured", "late"), [("10:30:00", True, False), ("10:30:01", True, True), ("16:00:00", False, False)]
)
def test_a_late_report_is_marked(house: House, time: str, injured: bool, late: bool) -> None:
    house.at(time)
    case = house.submit("storekeeper1", "important-matter", report(injured=injured)).case_id
    assert house.form(case)["late"] is late


def test_the_closer_of_a_late_report_chooses_a_penalty_or_none(house: House) -> None:
    house.at("2026-06-11 09:00")
    case = house.submit("storekeeper1", "important-matter", report()).case_id
    taken = [measure(house, "storekeeper2", due="2026-06-11")]
    house.act("warehouse-supervisor", case, "take-charge", {"measures": taken})
    reported(house, "storekeeper2", case, "mended")
    said = house.refusal("office-director", case, "close", {"lesson": "report at once"})
    assert said == "Answer to the late report: it was reported late: choose a penalty or none"
    chosen = {"lesson": "report at once", "late_answer": "none", "change_policy": True}
    house.act("office-director", case, "close", chosen)
    (change,) = house.children(case, "policy-change")
    assert house.stands(change.id) == "draft"


def test_what_lies_ahead_is_no_report(house: House) -> None:
    said = house.not_submitted("storekeeper1", "important-matter", report(happened_at="2026-06-09T10:00:00"))
    assert said == "Happened at: lies in the future"


# --- instructing --------------------------------------------------------------------------------------------


def test_the_head_passes_up_what_is_above_him(house: House) -> None:
    case = house.submit("storekeeper1", "important-matter", report()).case_id
    assert house.form(case)["head"] == house.employee("warehouse-supervisor")
    said = house.refusal("warehouse-supervisor", case, "take-charge")
    assert said == "Measures: say who does what until when"
    house.act("warehouse-supervisor", case, "pass-up")
    assert f"{house.due(case)}" == "2026-06-10 09:00:00"
    assert "give a reason" in house.refusal("general-manager", case, "no-action")
    house.act("general-manager", case, "no-action", reason=2)
    assert house.stands(case) == "closing"


def test_the_head_acts_while_the_instruction_of_an_urgent_one_is_awaited(house: House) -> None:
    case = house.submit("storekeeper1", "important-matter", report(danger=True)).case_id
    acted = {"done_so_far": "power is off", "measures": [measure(house, "storekeeper2")]}
    house.act("warehouse-supervisor", case, "act-meanwhile", acted)
    assert house.stands(case) == "leader"
    house.act("general-manager", case, "instruct")
    assert house.stands(case) == "handling"


def test_without_urgency_nobody_acts_before_the_instruction(house: House) -> None:
    case = house.submit("storekeeper1", "important-matter", report()).case_id
    house.act("warehouse-supervisor", case, "pass-up")
    assert "it is not urgent" in house.refusal("warehouse-supervisor", case, "act-meanwhile", {"done_so_far": "x"})


def test_everybody_writes_his_own_result(house: House) -> None:
    case = house.submit("storekeeper1", "important-matter", report()).case_id
    measures = [measure(house, "storekeeper2"), measure(house, "inspector1")]
    house.act("warehouse-supervisor", case, "take-charge", {"measures": measures})
    assert "write what came of it" in house.refusal("storekeeper2", case, "report-done")
    rows = [{**row, "result": "done"} for row in house.form(case)["measures"]]
    said = house.refusal("storekeeper2", case, "report-done", {"measures": rows})
    assert said == "Measures, line 2, Result: inspector1-name writes it himself"
    assert "Not your step" in house.refusal("storekeeper1", case, "report-done", {"measures": rows})


def test_a_measure_without_effect_goes_back(house: House) -> None:
    case = house.submit("storekeeper1", "important-matter", report()).case_id
    house.act("warehouse-supervisor", case, "take-charge", {"measures": [measure(house, "storekeeper2")]})
    reported(house, "storekeeper2", case, "tried")
    house.act("office-director", case, "send-back", reason=3)
    assert house.stands(case) == "handling"
    reported(house, "storekeeper2", case, "mended")


# --- complaints ---------------------------------------------------------------------------------------------


def test_a_major_complaint_opens_one_and_hears_what_came_of_it(house: House) -> None:
    complaint = house.submit(
        "front-desk1",
        "complaint",
        {
            "channel": "phone", "name": "Zhao", "phone": "13800000001", "about": "property", "nature": "valid",
            "what": "fell on the stairs", "place": "3-1202", "breach": "cleaning", "department": "cleaning",
            "major": True, "ground": "injury", "reply_by": "2026-06-09T11:30:00",
        },
    ).case_id  # fmt: skip
    house.act("service-supervisor", complaint, "coordinate", {"departments": [{"department": "cleaning"}]})
    (matter,) = house.children(complaint, "important-matter")
    assert house.stands(matter.id) == "leader"
    assert house.form(matter.id)["head"] == house.employee("department-head")
    house.act("general-manager", matter.id, "instruct", {"measures": [measure(house, "department-head")]})
    reported(house, "department-head", matter.id, "stairs are dry")
    (comment,) = house.company.cases.comments(complaint)
    assert comment.text == "IM-2026-000001 see to it: stairs are dry"


def test_taking_measures_is_not_called_what_handling_does_to_goods() -> None:
    assert IMPORTANT_MATTER_PROCESS.step("handling").title != Cause.HANDLING.label
