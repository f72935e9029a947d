"""Goods to count, in the small company."""

import pytest

from tests.workflows.house import House


@pytest.fixture
def storeroom(house: House) -> House:
    """Wire at 4.20 in A-03, lamps at 6.00 in A-01, paint at 5.00 in F-02."""
    for place in ("A-01", "A-02", "A-03", "F-02"):
        house.record("locations", f"MAIN/{place}", name=place)
    house.goods("WIRE", "MAIN/A-03", "120", "504.00")
    house.goods("LAMP", "MAIN/A-01", "8", "48.00")
    house.goods("PAINT", "MAIN/F-02", "10", "50.00")
    return house
