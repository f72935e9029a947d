"""Leave (P49): the story of the procedure, and each of its rules."""

from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.house import House


def asked(house: House, login: str = "service-agent1", **more: Any) -> dict[str, Any]:
    return {
        "employee": house.employee(login), "kind": "personal", "first": "2026-06-11", "last": "2026-06-12",
        "reason": "family", **more,
    }  # fmt: skip


def days(
    house: House, kind: str = "personal", login: str = "service-agent1", year: int = 2026
) -> tuple[Decimal | int, Decimal | int]:
    """Return the days reserved and taken; a whole number compares like the decimal it stands for."""
    balance = house.company.leave.balance(house.employee(login), kind, year)
    return balance.reserved, balance.taken


def test_wang_fang_is_away_over_a_holiday_and_back_half_a_day_early(house: House) -> None:
    house.at("2026-03-30 10:00")
    case = house.submit("service-agent1", "leave", asked(house, first="2026-04-02", last="2026-04-08")).case_id
    assert house.form(case)["days"] == "4"
    assert days(house) == (4, 0)
    house.act("service-supervisor", case, "approve")
    assert house.stands(case) == "personnel"
    house.act("hr", case, "approve")
    assert house.stands(case) == "away"
    assert days(house) == (0, 4)
    house.at("2026-04-08 13:30")
    house.act("service-agent1", case, "report", {"back_on": "2026-04-08", "back_half": "pm"})
    house.act("service-supervisor", case, "confirm")
    assert house.stands(case) == "done"
    assert days(house) == (0, Decimal("3.5"))
    assert house.form(case)["taken"] == "3.5"


def test_yesterday_is_refused_for_personal_leave(house: House) -> None:
    said = house.not_submitted("service-agent1", "leave", asked(house, first="2026-06-08", last="2026-06-08"))
    assert "personal leave starts in the future" in said


def test_up_to_three_days_the_head_decides_alone(house: House) -> None:
    case = house.submit("service-agent1", "leave", asked(house)).case_id
    assert "head of" in house.refusal("hr", case, "approve")
    house.act("service-supervisor", case, "approve")
    assert house.stands(case) == "away"
    assert days(house) == (0, 2)


def test_beyond_seven_days_the_general_manager_decides_too(house: House) -> None:
    case = house.submit("service-agent1", "leave", asked(house, last="2026-06-24")).case_id
    for login, step in (("service-supervisor", "personnel"), ("hr", "decision"), ("general-manager", "away")):
        assert days(house)[1] == 0
        house.act(login, case, "approve")
        assert house.stands(case) == step


def test_leave_that_joins_on_counts_with_it(house: House) -> None:
    first = house.submit("service-agent1", "leave", asked(house)).case_id
    house.act("service-supervisor", first, "approve")
    joined = house.submit("service-agent1", "leave", asked(house, first="2026-06-15", last="2026-06-16")).case_id
    house.act("service-supervisor", joined, "approve")
    assert house.stands(joined) == "personnel"


def test_two_leaves_do_not_overlap(house: House) -> None:
    house.submit("service-agent1", "leave", asked(house))
    said = house.not_submitted("service-agent1", "leave", asked(house, first="2026-06-12", last="2026-06-15"))
    assert "LE-2026-000001 covers 2026-06-11 to 2026-06-12 already" in said


def test_personal_leave_is_twenty_days_a_year(house: House) -> None:
    said = house.not_submitted("service-agent1", "leave", asked(house, last="2026-07-20"))
    assert "20 of personal leave are left in 2026" in said


@pytest.mark.parametrize(("kind", "last", "longest"), [("marriage", "2026-06-16", 3), ("maternity", "2026-09-30", 98)])
def test_some_types_have_a_longest_time(house: House, kind: str, last: str, longest: int) -> None:
    said = house.not_submitted("service-agent1", "leave", asked(house, kind=kind, last=last))
    assert f"is {longest} days at most" in said


def test_maternity_leave_runs_over_weekends_and_into_the_next_year(house: House) -> None:
    house.at("2026-11-02 10:00")
    form = asked(house, kind="maternity", first="2026-11-10", last="2027-02-15")
    case = house.submit("service-agent1", "leave", form).case_id
    assert house.form(case)["days"] == "98"
    assert days(house, "maternity") == (52, 0)
    assert days(house, "maternity", year=2027) == (46, 0)


def test_compensatory_leave_needs_a_balance(house: House) -> None:
    said = house.not_submitted("service-agent1", "leave", asked(house, kind="compensatory"))
    assert "0 of compensatory leave are left" in said


def test_who_approves_names_a_stand_in_who_acts_for_him(house: House) -> None:
    form = asked(house, "warehouse-supervisor", reason="a wedding")
    assert "name a stand-in" in house.not_submitted("warehouse-supervisor", "leave", form)
    stand_in = house.employee("quality-manager")
    case = house.submit("warehouse-supervisor", "leave", {**form, "stand_in": stand_in}).case_id
    house.act("general-manager", case, "approve")
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    line = {"product": "LAMP", "location": "MAIN/A-01", "quantity": "2", "cause": "handling"}
    loss = house.submit("storekeeper1", "write-off", {"warehouse": "MAIN", "lines": [line]}).case_id
    assert "Not your step" in house.refusal("quality-manager", loss, "reject", reason=1)
    house.at("2026-06-11 10:00")
    house.act("quality-manager", loss, "reject", reason=1)
    made = house.company.cases.decisions(loss)[-1]
    assert (made.person_id, made.on_behalf_of) == (
        house.person("quality-manager"),
        house.person("warehouse-supervisor"),
    )


def test_the_delegation_ends_with_the_return(house: House) -> None:
    stand_in = house.employee("quality-manager")
    case = house.submit(
        "warehouse-supervisor", "leave", asked(house, "warehouse-supervisor", stand_in=stand_in)
    ).case_id
    house.act("general-manager", case, "approve")
    house.at("2026-06-12 09:30")
    delegate = house.person("quality-manager")
    assert house.company.people.principals_for(delegate, house.clock.now())
    house.act("warehouse-supervisor", case, "report", {"back_on": "2026-06-12"})
    house.act("general-manager", case, "confirm")
    assert not house.company.people.principals_for(delegate, house.clock.now())
    assert days(house, login="warehouse-supervisor") == (0, 1)


def test_a_leave_that_is_over_goes_straight_to_the_return(house: House) -> None:
    form = asked(house, kind="sick", first="2026-06-08", last="2026-06-08")
    case = house.submit("service-agent1", "leave", form).case_id
    house.act("service-supervisor", case, "approve")
    assert house.stands(case) == "return"
    assert house.form(case)["back_on"] == "2026-06-09"
    house.act("service-supervisor", case, "confirm")
    assert days(house, "sick") == (0, 1)


def test_and_is_filed_within_a_day_of_coming_back(house: House) -> None:
    said = house.not_submitted(
        "service-agent1", "leave", asked(house, kind="sick", first="2026-06-03", last="2026-06-04")
    )
    assert "filed by 2026-06-08" in said


def test_without_proof_the_days_become_personal_leave(house: House) -> None:
    form = asked(house, kind="sick", first="2026-06-09", last="2026-06-10")
    case = house.submit("service-agent1", "leave", form).case_id
    house.act("service-supervisor", case, "approve")
    house.at("2026-06-11 09:30")
    house.act("service-agent1", case, "report", {"back_on": "2026-06-11"})
    assert "proof is missing" in house.refusal("service-supervisor", case, "confirm")
    house.at("2026-06-16 10:00")
    house.act("service-supervisor", case, "confirm")
    assert days(house, "sick") == (0, 0)
    assert days(house) == (0, 2)


def test_longer_than_approved_is_absence(house: House) -> None:
    case = house.submit("service-agent1", "leave", asked(house)).case_id
    house.act("service-supervisor", case, "approve")
    house.at("2026-06-16 10:00")
    house.act("service-agent1", case, "report", {"back_on": "2026-06-16"})
    house.act("service-supervisor", case, "confirm")
    assert days(house) == (0, 2)
    assert days(house, "absence") == (0, 1)


def test_days_beyond_it_that_another_leave_covers_are_no_absence(house: House) -> None:
    case = house.submit("service-agent1", "leave", asked(house)).case_id
    house.act("service-supervisor", case, "approve")
    house.at("2026-06-12 10:00")
    second = house.submit("service-agent1", "leave", asked(house, first="2026-06-15", last="2026-06-15")).case_id
    house.act("service-supervisor", second, "approve")
    house.at("2026-06-17 10:00")
    house.act("service-agent1", case, "report", {"back_on": "2026-06-17"})
    house.act("service-supervisor", case, "confirm")
    assert house.form(case)["absence"] == "1"  # the 16th, not the 15th
    assert days(house, "absence") == (0, 1)


def test_who_is_back_early_may_ask_for_the_days_that_became_free(house: House) -> None:
    case = house.submit("service-agent1", "leave", asked(house)).case_id
    house.act("service-supervisor", case, "approve")
    house.at("2026-06-11 13:30")
    again = asked(house, first="2026-06-12", last="2026-06-12")
    assert "covers" in house.not_submitted("service-agent1", "leave", again)
    house.act("service-agent1", case, "report", {"back_on": "2026-06-11", "back_half": "pm"})
    house.act("service-supervisor", case, "confirm")
    house.submit("service-agent1", "leave", again)
    assert days(house) == (1, Decimal("0.5"))


def test_the_timeline_tells_changes_as_people_read_them(house: House) -> None:
    case = house.submit("service-agent1", "leave", asked(house)).case_id
    house.act("service-supervisor", case, "send-back", reason=1)
    house.act("service-agent1", case, "submit", asked(house, kind="sick", first_half="pm", proof="photo 1"))
    changes = [f"{one.title}: {one.before} → {one.after}" for one in house.view(case).timeline[-1].changes]
    assert "Type of leave: personal leave → sick leave" in changes
    assert "From the: morning → afternoon" in changes


def test_the_head_asks_for_somebody_who_cannot_and_does_not_decide_it(house: House) -> None:
    form = asked(house, kind="sick", first="2026-06-09", last="2026-06-09")
    assert "ask for yourself" in house.not_submitted("service-agent2", "leave", form)
    case = house.submit("service-supervisor", "leave", form).case_id
    assert "yourself" in house.refusal("service-supervisor", case, "approve")
    house.act("general-manager", case, "approve")


def test_a_refused_or_returned_leave_gives_its_days_back(house: House) -> None:
    case = house.submit("service-agent1", "leave", asked(house)).case_id
    house.act("service-supervisor", case, "send-back", reason=2)
    assert days(house) == (0, 0)
    house.act("service-agent1", case, "submit", asked(house, last="2026-06-11"))
    assert days(house) == (1, 0)
    house.act("service-supervisor", case, "reject", reason=1)
    assert days(house) == (0, 0)


def test_others_do_not_see_it_or_the_reason(house: House) -> None:
    case = house.submit("service-agent1", "leave", asked(house)).case_id
    assert "not one that you may see" in house.refusal("service-agent2", case, "approve")
    assert {view.path for view in house.as_("hr").case(case).fields} >= {"reason", "employee"}
