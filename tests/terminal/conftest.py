"""A company with work in it, for sessions at a real terminal."""

from pathlib import Path

import pytest

from tests.sharing import copy_of, made_once
from tests.workflows import house as houses


def build(path: Path) -> None:
    """Make a company in which five write-offs wait for a decision."""
    houses.build(path)
    house = houses.House(path)
    house.goods("LAMP", "MAIN/A-01", "100", "3500.00")
    for count in range(1, 6):
        line = {"product": "LAMP", "location": "MAIN/A-01", "quantity": str(count), "cause": "handling"}
        house.submit("storekeeper1", "write-off", {"warehouse": "MAIN", "lines": [line], "note": "[@click=bell]x[/]"})
    house.db.close()


@pytest.fixture
def company(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    return copy_of(made_once(tmp_path_factory, "terminal.db", build), tmp_path)
