"""The one SQLite library this program runs on, and the gate against versions that can lose data.

Python's own `sqlite3` module carries whatever SQLite the machine has; versions 3.7.0 to 3.51.2 can corrupt a
database in WAL mode when the log is reset (fixed in 3.51.3, 3.50.7 and 3.44.6). The `pysqlite3` wheel bundles
a newer one. Everything in `db/` imports the module from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    import pysqlite3 as sqlite3

Connection = sqlite3.Connection
Row = sqlite3.Row
IntegrityError = sqlite3.IntegrityError
Error = sqlite3.Error

_FIRST_FLAWED = (3, 7, 0)
_FIXED = (3, 51, 3)
_BACKPORTS = {(3, 44): 6, (3, 50): 7}


def is_sound(version: tuple[int, int, int]) -> bool:
    """Say whether this SQLite version is free of the WAL reset fault."""
    if version < _FIRST_FLAWED or version >= _FIXED:
        return True
    patch = _BACKPORTS.get(version[:2])
    return patch is not None and version[2] >= patch


__all__ = ["Connection", "Error", "IntegrityError", "Row", "is_sound", "sqlite3"]
