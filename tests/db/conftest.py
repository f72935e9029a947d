"""What the tests of the ground floor share. A new company is copied from one made once: that is 20 times faster."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.database import Database
from tests.db.books import Books


@pytest.fixture(scope="session")
def new_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a practice company that nobody has open."""
    path = tmp_path_factory.mktemp("new") / "company.db"
    Database.create(path, kind="practice").close()
    return path


@pytest.fixture
def db(tmp_path: Path, new_company: Path) -> Iterator[Database]:
    database = Database.open(shutil.copy(new_company, tmp_path / "company.db"))
    yield database
    database.close()


@pytest.fixture
def books(db: Database) -> Books:
    return Books(db)
