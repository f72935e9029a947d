"""Quiet hours: outside them nobody is called, except who called himself or named the time."""

from datetime import datetime, time

import pytest

from tests.workflows.house import House
from workflows.engine.facts import CompanyFacts
from workflows.library.contact_hours import rest_around, spans_of, why_not_now

HOURS = spans_of(["09:00-12:00", "14:00-20:00"])


@pytest.mark.parametrize(
    ("at", "rest"),
    [
        ("08:59", ("20:00", "09:00")), ("09:00", None), ("11:59", None), ("12:00", ("12:00", "14:00")),
        ("13:59", ("12:00", "14:00")), ("14:00", None), ("19:59", None), ("20:00", ("20:00", "09:00")),
        ("23:30", ("20:00", "09:00")),
    ],
)  # fmt: skip
def test_the_end_of_a_span_is_rest_and_its_beginning_is_not(at: str, rest: tuple[str, str] | None) -> None:
    expected = rest and tuple(map(time.fromisoformat, rest))
    assert rest_around(HOURS, time.fromisoformat(at)) == expected


def said(house: House, at: str, customer: str = "", **more: object) -> list[str]:
    house.at(at)
    facts = CompanyFacts(house.company, house.clock.now())
    return [str(why) for why in why_not_now(facts, customer, **more)]  # type: ignore[arg-type]


def test_the_refusal_names_the_rest_time(house: House) -> None:
    assert said(house, "12:40") == ["rest time 12:00–14:00"]
    assert said(house, "21:00") == ["rest time 20:00–09:00"]
    assert said(house, "14:10") == []


def test_the_customers_own_hours_count_too(house: House) -> None:
    house.record("customers", "C-0099", name="林先生", contact_hours="18:00-20:30")
    assert said(house, "15:00", "C-0099") == ["the customer wants to be called at 18:00-20:30 only"]
    assert said(house, "18:30", "C-0099") == []
    assert said(house, "20:15", "C-0099") == ["rest time 20:00–09:00"]


def test_a_named_time_and_the_customers_own_call_are_excepted(house: House) -> None:
    named = datetime(2026, 6, 9, 12, 30)
    assert said(house, "12:29", named=named) != []
    assert said(house, "12:30", named=named) == []
    assert said(house, "13:30", named=named) == []
    assert said(house, "13:31", named=named) != []
    assert said(house, "12:40", he_called=True) == []
