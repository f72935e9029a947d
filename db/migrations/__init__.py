"""How a database comes to the schema of this program.

Migration 1 is the files of `db/schema/`, in the order of the numbers their names begin with; once a release
is out they stay as they are. Every later change is a file here, `0002_what_it_does.sql` or `.py`; a python
one has a function `migrate(db: Database) -> None`. `Database.migrate` runs each inside a write transaction of
its own. Rebuilding a table that others refer to needs `PRAGMA defer_foreign_keys=ON` first, because foreign
keys cannot be switched off inside a transaction.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from runpy import run_path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.database import Database

FOLDER = Path(__file__).parent
SCHEMA = FOLDER.parent / "schema"


@cache
def _files() -> dict[int, Path]:
    return {int(file.name[:4]): file for file in sorted(FOLDER.glob("[0-9]*_*")) if file.suffix in (".sql", ".py")}


def latest() -> int:
    """Return the schema version this program works with."""
    return max(_files(), default=1)


def after(version: int) -> int | None:
    """Return the version that follows this one, or None at the latest."""
    if version < 1:
        return 1
    return min((later for later in _files() if later > version), default=None)


def apply(db: Database, version: int) -> None:
    """Bring the database from the version before to this one; the caller holds the write transaction."""
    if version == 1:
        for file in sorted(SCHEMA.glob("*.sql")):
            db.utils.executescript(file.read_text(encoding="utf-8"))
        return
    file = _files()[version]
    if file.suffix == ".sql":
        db.utils.executescript(file.read_text(encoding="utf-8"))
    else:
        run_path(str(file))["migrate"](db)
