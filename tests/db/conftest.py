from collections.abc import Iterator
from pathlib import Path

import pytest

from db.database import Database
from tests.db.books import Books


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.create(tmp_path / "company.db", kind="practice")
    yield database
    database.close()


@pytest.fixture
def books(db: Database) -> Books:
    return Books(db)
