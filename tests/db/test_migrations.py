"""From an older schema to this program's: step by step, whoever comes first, all or nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import migrations
from db.database import Database
from db.sqlite import sqlite3
from tests.db.processes import run_together

OPEN_WITH = """
import sys
from pathlib import Path
from db import migrations
from db.database import Database
migrations.FOLDER = Path(sys.argv[2])
print(Database.open(sys.argv[1], migrate=True).meta("recipes"))
"""


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of migrations that a later version of the program brings along."""
    folder = tmp_path / "later"
    folder.mkdir()
    monkeypatch.setattr(migrations, "FOLDER", folder)
    migrations._files.cache_clear()
    yield folder
    migrations._files.cache_clear()


def add(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    migrations._files.cache_clear()


def two_steps(folder: Path) -> None:
    add(folder, "0002_recipes.sql", "CREATE TABLE recipes (name TEXT) STRICT; INSERT INTO recipes VALUES ('rice');")
    add(
        folder,
        "0003_count_them.py",
        "def migrate(db):\n    db.set_meta('recipes', str(db.value('SELECT count(*) FROM recipes')))\n",
    )


def test_later_steps_run_in_order_and_once(db: Database, later: Path) -> None:
    two_steps(later)
    for _ in range(2):
        database = Database.open(db.path, migrate=True)
        assert (database.meta("recipes"), database.value("PRAGMA user_version")) == ("1", 3)
        database.close()


def test_processes_may_race(db: Database, later: Path) -> None:
    two_steps(later)
    assert run_together(4, OPEN_WITH, db.path, later) == ["1"] * 4
    assert db.value("SELECT count(*) FROM recipes") == 1


def test_a_step_that_fails_changes_nothing(db: Database, later: Path) -> None:
    two_steps(later)
    add(later, "0003_count_them.py", "def migrate(db):\n    db.set_meta('recipes', '1')\n    1 / 0\n")
    with pytest.raises(ZeroDivisionError):
        Database.open(db.path, migrate=True)
    assert (db.meta("recipes"), db.value("PRAGMA user_version")) == (None, 2)
    add(later, "0003_count_them.py", "def migrate(db):\n    db.set_meta('recipes', 'mended')\n")
    db.migrate()
    assert (db.meta("recipes"), db.value("PRAGMA user_version")) == ("mended", 3)


def test_a_step_in_sql_is_one_transaction_too(db: Database, later: Path) -> None:
    add(later, "0002_recipes.sql", "CREATE TABLE recipes (name TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);")
    with pytest.raises(sqlite3.OperationalError):
        db.migrate()
    assert db.row("SELECT 1 FROM sqlite_master WHERE name = 'recipes'") is None
    assert db.value("PRAGMA user_version") == 1


def test_every_table_is_strict(db: Database) -> None:
    loose = db.rows(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
        " AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    )
    assert [row["name"] for row in loose] == []
