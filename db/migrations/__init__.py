"""How a database comes to the schema of this program.

Migration 1 is the files of `db/schema/`, in the order of the numbers their names begin with; once a release
is out they stay as they are. Every later change is a file here, `0002_what_it_does.sql` or `.py`; a python
one has a function `migrate(db: Database) -> None`. `Database.migrate` runs each inside a write transaction of
its own. Rebuilding a table that others refer to needs `PRAGMA defer_foreign_keys=ON` first, because foreign
keys cannot be switched off inside a transaction.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from runpy import run_path
from typing import TYPE_CHECKING

from db import errors

if TYPE_CHECKING:
    from db.connection import Found
    from db.database import Database

FOLDER = Path(__file__).parent
SCHEMA = FOLDER.parent / "schema"


@cache
def _files() -> dict[int, Path]:
    return {
        int(file.name[:4]): file
        for file in FOLDER.iterdir()
        if file.suffix in (".sql", ".py") and file.name[:4].isdigit()
    }


def latest() -> int:
    """Return the schema version this program works with."""
    return max(_files(), default=1)


@cache
def first_schema() -> str:
    """Return what tells the tables a database begins with from those of another state of the program.

    Until a release is out they change without a migration. Remarks and layout do not count.
    """
    told = [re.sub(r"--[^\n]*|\s+", " ", file.read_text(encoding="utf-8")).split() for file in _schema()]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def refuse_strange(path: Path, found: Found) -> None:
    """Raise `DatabaseNewer` or `DatabaseUnreleased` for a database that no migration leads from to this program."""
    if found.version > latest():
        raise errors.DatabaseNewer(path, found.version, latest())
    if found.schema != first_schema():
        raise errors.DatabaseUnreleased(path)


def _schema() -> list[Path]:
    return sorted(file for file in SCHEMA.iterdir() if file.suffix == ".sql")


def after(version: int) -> int | None:
    """Return the version that follows this one, or None at the latest."""
    if version < 1:
        return 1
    return min((later for later in _files() if later > version), default=None)


def apply(db: Database, version: int) -> None:
    """Bring the database from the version before to this one; the caller holds the write transaction."""
    if version == 1:
        for file in _schema():
            db.utils.executescript(file.read_text(encoding="utf-8"))
        return
    file = _files()[version]
    if file.suffix == ".sql":
        db.utils.executescript(file.read_text(encoding="utf-8"))
    else:
        run_path(str(file))["migrate"](db)
