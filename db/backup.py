"""Back-up and restore: complete, verified copies of the database, made while others work in it.

A copy goes through SQLite's back-up interface in one step, so it shows one moment; copying the file itself
would drop locks and lose commits. A copy is one file without a log, readable by its owner only.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from db import errors, migrations
from db.connection import check_library, examine, open_file, raise_problem
from db.database import Database
from db.place import building_name, check_file, make_private, prepare_folder, put_in_place, refuse_taken
from db.sqlite import Connection, sqlite3


def back_up(db: Database, target: Path | str) -> None:
    """Copy the database as it is now to `target`, and read the copy through.

    Raises `DatabaseExists` when there is something already, `DatabaseDamaged` when the copy is not sound, and
    `DatabaseReadOnly` or `DiskFull` when it cannot be written; then nothing is left at `target`.
    """
    with closing(open_file(db.path)) as source:
        _copy(source, Path(target).resolve())


def restore(backup: Path | str, path: Path | str) -> Database:
    """Make a database at `path` from a back-up and open it; an older one is brought up to date.

    Nothing is overwritten: raises `DatabaseExists` when `path` is taken, and what `Database.open` raises
    for a back-up that is missing, foreign or newer.
    """
    backup, path = Path(backup).resolve(), Path(path).resolve()
    check_library()
    check_file(backup)
    migrations.refuse_strange(backup, examine(backup, mode="ro"))
    with closing(open_file(backup, mode="ro")) as source:
        _copy(source, path)
    return Database.open(path, migrate=True)


def _copy(source: Connection, target: Path) -> None:
    """Copy under another name, verify, and only then give the copy its own name."""
    refuse_taken(target)
    prepare_folder(target)
    building = building_name(target)
    make_private(building, target)
    try:
        with closing(open_file(building)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            _verify(copy, target)
        put_in_place(building, target)
    except sqlite3.Error as error:
        raise_problem(error, target)
    finally:
        building.unlink(missing_ok=True)


def _verify(copy: Connection, target: Path) -> None:
    """Raise `DatabaseDamaged` unless every page and every reference of the copy is sound."""
    for (finding,) in copy.execute("PRAGMA integrity_check").fetchall():
        if finding != "ok":
            raise errors.DatabaseDamaged(target, finding)
    if broken := copy.execute("PRAGMA foreign_key_check").fetchall():
        raise errors.DatabaseDamaged(target, f"{len(broken)} rows without their counterpart in {broken[0][0]}")
