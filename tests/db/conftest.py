"""What the tests of the ground floor share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.database import Database
from tests.db.books import Books


@pytest.fixture
def db(own_company: Path) -> Iterator[Database]:
    database = Database.open(own_company)
    yield database
    database.close()


@pytest.fixture
def books(db: Database) -> Books:
    return Books(db)
