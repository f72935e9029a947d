"""Deadlines by the business calendar: reminders, escalation, and steps that end by themselves."""

from datetime import datetime

import pytest

from tests.workflows.house import House
from workflows.engine.errors import Refused

SMALL = {"what": "chairs", "amount": "500.00"}


def test_a_limit_in_business_hours_skips_the_night(trials: House) -> None:
    trials.at("2026-06-12 17:00")
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    assert trials.due(case) == datetime(2026, 6, 15, 12, 0)


def test_an_overdue_task_reminds_and_then_comes_to_the_superior_post(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL)
    trials.at("2026-06-09 15:00")
    trials.as_("sales-rep2").tick()
    assert "is overdue" in str(trials.as_("sales-manager").notices()[0][1])
    trials.as_("sales-rep2").tick()
    assert len(trials.as_("sales-manager").notices()) == 1
    assert "Sales manager" in trials.refusal("general-manager", case.case_id, "approve")
    trials.at("2026-06-10 15:00")
    trials.as_("sales-rep2").tick()
    assert "has come to you" in str(trials.as_("general-manager").notices()[0][1])
    trials.act("general-manager", case.case_id, "approve")
    assert trials.view(case.case_id).timeline[-1].person == "general-manager-name"


def test_what_has_come_to_the_superior_stays_his_when_he_takes_his_decision_back(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    for late in ("2026-06-10 15:00", "2026-06-10 15:01"):
        trials.at(late)
        trials.as_("sales-rep2").tick()
    trials.act("general-manager", case, "reject", reason=1)
    trials.as_("general-manager").take_back(key=trials.key())
    trials.act("general-manager", case, "approve")


def test_a_superior_votes_for_the_one_he_stands_behind(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-pair", SMALL).case_id
    for late in ("2026-06-10 15:00", "2026-06-10 15:01"):
        trials.at(late)
        trials.as_("sales-rep2").tick()
    trials.act("warehouse-supervisor", case, "approve")
    assert "Designer or Sales manager" in trials.refusal("purchaser1", case, "approve")
    trials.act("sales-manager", case, "approve")
    assert trials.stands(case) == "done"


def test_a_step_may_end_by_itself_at_its_deadline(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-timed", SMALL).case_id
    trials.at("2026-06-09 11:30")
    trials.as_("sales-rep2").tick()
    assert trials.stands(case) == "late"
    assert trials.company.cases.decisions(case)[-1].kind == "system"


def test_reading_notices_empties_them(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    trials.act("finance1", case, "reject", reason=1)
    office = trials.as_("sales-rep1")
    assert "refused" in str(office.notices()[0][1])
    assert office.unread_notices() == len(office.notices())
    office.see_notices()
    assert (office.notices(), office.unread_notices()) == ([], 0)


def test_what_a_duty_opens_is_nobodys_act(house: House) -> None:
    """The session that happens to notice does not take it back as its own last act."""
    house.at("2026-06-25 09:00")
    assert house.engine.tick(house.person("storekeeper1"))
    with pytest.raises(Refused, match="nothing of yours to take back"):
        house.as_("storekeeper1").take_back(key=house.key())
