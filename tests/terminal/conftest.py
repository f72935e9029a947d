"""A company with work in it, for sessions at a real terminal."""

import shutil
from pathlib import Path

import pytest

from tests.workflows import house as houses


@pytest.fixture(scope="session")
def company_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("terminal") / "company.db"
    houses.build(path)
    house = houses.House(path)
    house.goods("LAMP", "MAIN/A-01", "100", "3500.00")
    for count in range(1, 6):
        line = {"product": "LAMP", "location": "MAIN/A-01", "quantity": str(count), "cause": "handling"}
        house.submit("storekeeper1", "write-off", {"warehouse": "MAIN", "lines": [line], "note": "[@click=bell]x[/]"})
    house.db.close()
    return path


@pytest.fixture
def company(company_template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "company.db"
    shutil.copy(company_template, path)
    return path
