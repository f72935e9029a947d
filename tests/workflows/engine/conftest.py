"""The small company with the trial processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflows.engine.trial import trial_house
from tests.workflows.house import House


@pytest.fixture
def trials(house_template: Path, tmp_path: Path) -> Iterator[House]:
    house = trial_house(house_template, tmp_path)
    yield house
    house.db.close()
