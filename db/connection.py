"""One thread's connection: how it is opened, what is checked on the file, what SQLite's errors mean to us."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Literal, NoReturn
from urllib.parse import quote

import sqlite_utils

from db import errors
from db.gate import WriteGate
from db.sqlite import Connection, Row, is_sound, sqlite3

APPLICATION_ID = 0x4F70436F
"""Marks the files of this program in their header ("OpCo")."""

BUSY_TIMEOUT = 5.0
"""Seconds SQLite itself waits for a lock; with the write gate only foreign programs ever make it wait."""


class Session:
    """What one thread holds: its connection, its side of the write gate, and whether it is writing."""

    __slots__ = ("connection", "gate", "utils", "writing")

    def __init__(self, path: Path, *, synced: bool = True) -> None:
        """Open the file. synced: every COMMIT waits until it is on disk; not needed for a file nobody has yet."""
        self.connection = _connect(path, synced=synced)
        self.gate = WriteGate(path)
        self.writing = False
        self.utils: sqlite_utils.Database | None = None

    def roll_back(self) -> None:
        """Undo the open transaction; after some errors SQLite has done so by itself."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def end_writing(self) -> None:
        """Make the connection read-only again, unless a failed COMMIT has closed it."""
        self.writing = False
        with suppress(sqlite3.ProgrammingError):
            self.connection.execute("PRAGMA query_only=ON")

    def close(self) -> None:
        self.connection.close()
        self.gate.close()


def check_library() -> None:
    """Refuse an SQLite that can corrupt databases."""
    if not is_sound(sqlite3.sqlite_version_info):
        raise errors.SqliteFlawed(sqlite3.sqlite_version)


def examine(path: Path, *, mode: Literal["rw", "ro"] = "rw") -> int:
    """Return the schema version of the file; raise `DatabaseForeign` if it is not a database of this program.

    Looks through a connection of its own that changes nothing, so a foreign file stays as it is.
    """
    connection = open_file(path, mode=mode)
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        raise_problem(error, path)
    finally:
        connection.close()
    if application != APPLICATION_ID:
        raise errors.DatabaseForeign(path)
    return int(version)


def raise_problem(error: sqlite3.Error, path: Path, *, writing: bool = True) -> NoReturn:
    """Raise the typed problem that an SQLite error stands for, or the error itself if the fault is ours."""
    # The low byte is the primary code; extended codes add detail above it.
    match (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            raise errors.Busy(BUSY_TIMEOUT) from error
        case sqlite3.SQLITE_FULL:
            raise errors.DiskFull(path) from error
        case sqlite3.SQLITE_NOTADB:
            raise errors.DatabaseForeign(path) from error
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_IOERR:
            raise errors.DatabaseDamaged(path, str(error)) from error
        case sqlite3.SQLITE_READONLY if not writing:
            raise errors.NotInTransaction(str(error)) from error
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            raise errors.DatabaseReadOnly(path) from error
    raise error


def open_file(path: Path, *, mode: Literal["rw", "ro"] = "rw") -> Connection:
    """Open an existing file as it is; a missing one is not made."""
    try:
        return sqlite3.connect(
            f"file:{quote(str(path))}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_TIMEOUT,
            cached_statements=512,
        )
    except sqlite3.Error as error:
        raise_problem(error, path)


def _connect(path: Path, *, synced: bool) -> Connection:
    connection = open_file(path)
    connection.row_factory = Row
    try:
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        if mode != "wal":
            raise errors.DatabaseDamaged(path, f"journal_mode {mode}")
        connection.execute(f"PRAGMA synchronous={'FULL' if synced else 'OFF'}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        # Only `Database.write` lifts this, so that no change can slip past the gate.
        connection.execute("PRAGMA query_only=ON")
    except sqlite3.Error as error:
        connection.close()
        raise_problem(error, path)
    return connection
