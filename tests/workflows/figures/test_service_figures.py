"""The dashboard of the service desk against a few complaints told to the minute."""

from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.figures.conftest import Behind, Chart, Figure, by_key
from tests.workflows.house import House

D = Decimal
DESK = "service-supervisor"
QUESTION = {
    "channel": "phone", "name": "赵女士", "phone": "13800000001", "customer": "C-0101", "about": "charge",
    "what": "you overcharged me", "place": "phone", "nature": "communicative", "need": "consulting",
    "department": "cleaning", "reply_by": "2026-06-09T11:30:00",
}  # fmt: skip


@pytest.fixture
def house(house: House) -> House:
    house.record(
        "customers", "C-0101", name="赵女士", legal="person", phones=["13800000001"], group="property", state="active"
    )  # fmt: skip
    return house


def complained(house: House, **more: Any) -> int:
    """A complaint that waits to be handled, recorded at 9:10."""
    house.at("09:10")
    case = house.submit("front-desk1", "complaint", {**QUESTION, **more}).case_id
    if house.stands(case) == "identity":
        house.act("front-desk1", case, "confirmed", {"identity_by": "registered-phone", "identity_fact": "13800000001"})
    return case


def solved(house: House, case: int, at: str) -> None:
    house.at(at)
    values = {"first_answer": "the bill is right", "cause": "read wrongly", "late_because": "many calls"}
    house.act("department-head", case, "solved", values)


def test_complaints_nobody_answered_in_time(house: House, figure: Figure, behind: Behind) -> None:
    case = complained(house)
    assert (figure("complaints", DESK), figure("unanswered", DESK)) == (1, 0)
    house.at("11:31")
    assert figure("unanswered", DESK) == 1
    assert [row.case_id for row in behind("unanswered", DESK).rows] == [case]
    solved(house, case, "11:40")
    assert (figure("complaints", DESK), figure("unanswered", DESK)) == (1, 0)


def test_first_answers_and_solutions_in_time(house: House, figure: Figure, behind: Behind, chart: Chart) -> None:
    assert figure("answered-in-time", DESK) is None
    solved(house, complained(house), "10:10")
    late = complained(house)
    solved(house, late, "13:40")
    assert figure("answered-in-time", DESK) == D("50.0")
    assert next(row.case_id for row in behind("answered-in-time", DESK).rows) == late
    assert figure("solved-in-time", DESK) == D("100.0")
    # One business hour, and three and a half (the break from 12 to 13 does not count): the middle of both.
    assert by_key(chart("how-fast", DESK))["2026-06-08"] == [D("2.3"), D("2.3")]
    weeks = chart("complaints-by-week", DESK)
    assert [str(column.title) for column in weeks.columns] == ["Cleaning department"]
    assert by_key(weeks)["2026-06-08"] == [2]


def test_refunds_under_way(house: House, figure: Figure, behind: Behind) -> None:
    order = house.paid_order("C-0001", "100.00")
    form = {
        "kind": "before-shipping", "order": order, "customer": "C-0001", "amount": "100.00", "cause": "changed his mind",
        "goods_back": "not-needed",
    }  # fmt: skip
    case = house.draft("after-sales1", "refund", form).case_id
    assert figure("refunds", DESK) == 0  # a draft is nobody's business yet
    house.act("after-sales1", case, "submit", form)
    house.later(days=3)
    assert (figure("refunds", DESK), figure("disputes", DESK), figure("oldest-refund", DESK)) == (1, 0, D(3))
    assert [row.case_id for row in behind("oldest-refund", DESK).rows] == [case]


def test_of_the_calls_to_members_due_those_in_which_they_were_reached(house: House, figure: Figure) -> None:
    assert figure("member-coverage", DESK) is None
    house.member("C-0101")
    form = {"shape": "single", "kind": "after-sale", "customer": "C-0101", "service_end": "2026-06-09T09:00:00"}
    calls = [
        house.submit(DESK, "callback", {**form, "source": house.paid_order("C-0101", "9.00")}).case_id
        for _order in range(2)
    ]  # fmt: skip
    house.at("10:00")
    agent = house.login_of(house.form(calls[0])["agent"])
    house.act(agent, calls[0], "satisfied", {"score": 5, "evaluation": "in time"})
    assert figure("member-coverage", DESK) == D("100.0")
    house.at("2026-06-12 09:01")
    assert figure("member-coverage", DESK) == D("50.0")


def test_contacts_by_hour_and_channel(house: House, chart: Chart) -> None:
    asked = {"name": "王女士", "question": "when do you close", "answer": "at six"}
    call = {**asked, "channel": "phone", "place_named": True, "identity_asked": True, "read_back": True}
    office = house.as_("service-agent1")
    for clock in ("09:10", "09:40", "11:05"):
        house.at(clock)
        office.open("contact", call, submit=True, key=house.key())
    office.open("contact", {**asked, "channel": "counter"}, submit=True, key=house.key())
    house.act("service-agent1", house.draft("service-agent1", "contact", call).case_id, "withdraw")
    shown = chart("contacts-by-hour", DESK)
    assert by_key(shown) == {"9": [2, 0], "10": [0, 0], "11": [1, 1]}
