"""Where a person is in the guided first minutes."""

from typing import Any

import pytest

from tests.workflows.house import House
from workflows.engine.kinds import Kind
from workflows.engine.touring import TourPlace

_LINE = {"product": "LAMP", "location": "MAIN/A-01", "quantity": "3", "cause": "handling"}
WRITE_OFF: dict[str, Any] = {"warehouse": "MAIN", "lines": [_LINE]}
_BACK = [Kind.REFUSE, Kind.BACK]


@pytest.fixture
def stocked(house: House) -> House:
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    return house


def test_it_is_kept_per_person(house: House) -> None:
    one, other = house.as_("storekeeper1").tour, house.as_("storekeeper2").tour
    assert one.place() is None
    one.keep("filter", "on")
    assert one.place() == TourPlace("filter", "on")
    one.keep("goto", "off")
    assert one.place() == TourPlace("goto", "off")
    assert other.place() is None


def test_what_is_tried_is_tried_on_an_item_that_can_be_taken_now(stocked: House) -> None:
    case = stocked.submit("storekeeper1", "write-off", WRITE_OFF)
    office = stocked.as_("warehouse-supervisor")
    found = office.tour.example("warehouse", "arrivals", _BACK)
    assert found is not None
    assert (found.number, found.kind, found.typed) == (case.number, Kind.REFUSE, False)
    assert office.queues("warehouse")[found.place - 1].title == found.queue
    stocked.act("warehouse-supervisor", case.case_id, "send-back", reason=1)
    assert office.tour.example("warehouse", "arrivals", _BACK) is None


def test_nobody_is_told_to_try_what_he_may_not(stocked: House) -> None:
    stocked.submit("storekeeper1", "write-off", WRITE_OFF)
    assert stocked.as_("storekeeper1").tour.example("warehouse", "counts", _BACK) is None


def test_an_item_of_the_list_one_looks_at_comes_first(stocked: House) -> None:
    stocked.submit("storekeeper1", "write-off", WRITE_OFF)
    office = stocked.as_("warehouse-supervisor")
    for queue in ("decisions", "counts"):
        found = office.tour.example("warehouse", queue, [Kind.FORWARD])
        assert found is not None
        assert office.queues("warehouse")[found.place - 1].key == queue


def test_what_needs_no_form_comes_before_what_needs_one(stocked: House) -> None:
    stocked.draft("storekeeper1", "write-off", {"warehouse": "MAIN"})
    tour = stocked.as_("storekeeper1").tour
    typed = tour.example("warehouse", "drafts", [Kind.FORWARD])
    assert typed is not None
    assert typed.typed
    whole = stocked.draft("storekeeper1", "write-off", WRITE_OFF)
    found = tour.example("warehouse", "drafts", [Kind.FORWARD])
    assert found is not None
    assert not found.typed
    assert found.number == stocked.as_("storekeeper1").case(whole.case_id).number
