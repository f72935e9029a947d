"""A small practice company, made once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db.database import Database
from seed_data.practice import SIZES, tell_practice
from seed_data.world import midnight
from tests.sharing import copy_of, made_once

TODAY = date(2026, 6, 24)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(path: Path) -> None:
        assert tell_practice(path, SIZES["small"], midnight(TODAY), "zh_CN", None) == []

    made = made_once(tmp_path_factory, "practice.db", make)
    return copy_of(made, tmp_path_factory.mktemp("practice"))


@pytest.fixture
def company(small: Path) -> Iterator[Database]:
    database = Database.open(small)
    yield database
    database.close()
