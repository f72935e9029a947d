"""A script that knows nothing of the procedures leads cases of several of them to their ends."""

import pytest

from tests.console.conftest import Console
from tests.console.driving import Driver
from tests.workflows.house import House
from workflows.engine.clock import FixedClock


@pytest.mark.parametrize("process", ["leave", "write-off", "stocktake", "quotation", "complaint"])
def test_what_the_program_tells_is_enough_to_drive_it(
    process: str, house: House, console: Console, clock: FixedClock
) -> None:
    house.goods("CABLE", "EAST/B-01", "100", "500.00")
    driver = Driver(console, clock, process, reader="administrator")
    end = driver.to_its_end(driver.open())
    assert end["purpose"], driver.refusals
