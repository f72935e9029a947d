"""The small company with a work order that waits for a callback, as every process that is asked about does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflows.house import House
from tests.workflows.service.work_order import house_with_work_orders


@pytest.fixture
def works(house_template: Path, tmp_path: Path) -> Iterator[House]:
    house = house_with_work_orders(house_template, tmp_path)
    yield house
    house.db.close()
