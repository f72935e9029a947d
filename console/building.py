"""Making a database whole before it gets its name, so that an interrupted run leaves nothing half made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.database import Database
from db.errors import Busy
from db.gate import WriteGate, gate_path
from db.place import building_name, prepare_folder, put_in_place

_WAIT = 10.0


@contextmanager
def building(path: Path, *, replace: bool = False) -> Iterator[Path]:
    """Yield the name under which to make the database; give it its own at the end of the block.

    replace: put it in place of the one that is there; whoever has that one open keeps it to the end. Otherwise
    raises `DatabaseExists` when somebody was faster.
    """
    prepare_folder(path)
    made = building_name(path)
    try:
        yield made
        _settle(made)
        if replace and path.exists():
            _replace(made, path)
        else:
            put_in_place(made, path)
    finally:
        for left in (made, *_beside(made), gate_path(made)):
            left.unlink(missing_ok=True)


def _settle(made: Path) -> None:
    """See that everything is in the file itself and nothing in a log beside it, before it changes its name."""
    database = Database.open(made)
    try:
        database.truncate_log(_WAIT)
    finally:
        database.close()


def _replace(made: Path, path: Path) -> None:
    gate = WriteGate(path)
    try:
        if not gate.enter(_WAIT):
            raise Busy(_WAIT)
        for beside in _beside(path):  # the old log must not be taken for the new file's
            beside.unlink(missing_ok=True)
        made.replace(path)
    finally:
        gate.close()


def _beside(path: Path) -> tuple[Path, Path]:
    """The files SQLite keeps beside a database."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")
