"""Where a person is in the guided first minutes."""

from tests.workflows.house import House
from workflows.engine.touring import TourPlace


def test_it_is_kept_per_person(house: House) -> None:
    one, other = house.as_("storekeeper1").tour, house.as_("storekeeper2").tour
    assert one.place() is None
    one.keep("filter", "on")
    assert one.place() == TourPlace("filter", "on")
    one.keep("goto", "off")
    assert one.place() == TourPlace("goto", "off")
    assert other.place() is None
