"""One thread's connection: how it is opened, what is checked on the file, what SQLite's errors mean to us."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn
from urllib.parse import quote

from db import errors
from db.gate import WriteGate
from db.memory import Memory
from db.sqlite import Connection, Row, is_sound, sqlite3

if TYPE_CHECKING:
    import sqlite_utils

APPLICATION_ID = 0x4F70436F
"""Marks the files of this program in their header ("OpCo")."""

BUSY_TIMEOUT = 5.0
"""Seconds SQLite itself waits for a lock; with the write gate only foreign programs ever make it wait."""


class Side:
    """A connection with what it remembers."""

    __slots__ = ("connection", "memory", "utils")

    def __init__(self, path: Path, *, synced: bool, writing: bool) -> None:
        self.connection = _connect(path, synced=synced, writing=writing)
        self.memory = Memory()
        self.utils: sqlite_utils.Database | None = None

    def begin(self, how: str) -> None:
        """Open a transaction. Asking for the version is its first reading, so it is the version it sees."""
        self.connection.execute(how)
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        self.memory.begin(version)

    def end_reading(self) -> None:
        """Close a transaction that has only read; after some errors SQLite has done so by itself."""
        if self.connection.in_transaction:
            self.connection.execute("COMMIT")

    def roll_back(self) -> None:
        """Undo the open transaction; after some errors SQLite has done so by itself."""
        self.memory.forget_all()
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


class Session:
    """What one thread holds: a connection to read by, one to write by, and its side of the write gate.

    Two, because the one that reads stays read-only: to switch a connection between the two makes SQLite forget
    every statement it has prepared.
    """

    __slots__ = ("_others", "_path", "_synced", "_version", "_writer", "gate", "reader", "writing")

    def __init__(self, path: Path, *, synced: bool = True) -> None:
        """Open the file. synced: every COMMIT waits until it is on disk; not needed for a file nobody has yet."""
        self._path, self._synced = path, synced
        self.reader = Side(path, synced=synced, writing=False)
        self._writer: Side | None = None
        self.gate = WriteGate(path)
        self.writing = False
        self._others = 0
        self._version = self._data_version()

    @property
    def side(self) -> Side:
        """The connection for whatever is asked now."""
        return self.writer if self.writing else self.reader

    @property
    def writer(self) -> Side:
        """The connection that may write; made when it is first needed."""
        if self._writer is None:
            self._writer = Side(self._path, synced=self._synced, writing=True)
        return self._writer

    def changes_of_others(self) -> int:
        """Return a number that grows when another thread or process has changed something."""
        version = self._data_version()
        if version != self._version:
            self._version = version
            self._others += 1
        return self._others

    def own_change(self) -> None:
        """What was committed since `changes_of_others` was asked, the gate held, was this thread's own."""
        before, self._version = self._version, self._data_version()
        self.reader.memory.follow(before, self._version, self.writer.memory.written)

    def _data_version(self) -> int:
        (version,) = self.reader.connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def close(self) -> None:
        self.reader.connection.close()
        if self._writer is not None:
            self._writer.connection.close()
        self.gate.close()


def check_library() -> None:
    """Refuse an SQLite that can corrupt databases."""
    if not is_sound(sqlite3.sqlite_version_info):
        raise errors.SqliteFlawed(sqlite3.sqlite_version)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says of itself: the version of its schema, what kind of company, which tables it began with."""

    version: int
    kind: str
    schema: str


def examine(path: Path, *, mode: Literal["rw", "ro"] = "rw") -> Found:
    """Return what the file is; raise `DatabaseForeign` if it is not a database of this program.

    Looks through a connection of its own that changes nothing, so a foreign file stays as it is.
    """
    connection = open_file(path, mode=mode)
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        told = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is not None
        facts = dict(connection.execute("SELECT key, value FROM meta").fetchall() if told else ())
    except sqlite3.Error as error:
        raise_problem(error, path)
    finally:
        connection.close()
    if application != APPLICATION_ID:
        raise errors.DatabaseForeign(path)
    return Found(int(version), facts.get("kind", ""), facts.get("schema", ""))


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


def _connect(path: Path, *, synced: bool, writing: bool) -> Connection:
    connection = open_file(path)
    connection.row_factory = Row
    try:
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        if mode != "wal":
            raise errors.DatabaseDamaged(path, f"journal_mode {mode}")
        connection.execute(f"PRAGMA synchronous={'FULL' if synced else 'OFF'}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        # What is asked outside `Database.write` runs here, so that no change can slip past the gate.
        connection.execute(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
    except sqlite3.Error as error:
        connection.close()
        raise_problem(error, path)
    return connection
