"""The small company, copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflows import house as houses


@pytest.fixture
def house(house_template: Path, tmp_path: Path) -> Iterator[houses.House]:
    made = houses.copied(house_template, tmp_path)
    yield made
    made.db.close()
