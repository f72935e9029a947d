"""The shared SQLite file: transactions and statements.

One `Database` serves a whole process; every thread gets its own connection on first use. All reading
methods return finished lists, because a half-read cursor would keep the log from being truncated. Changes are
possible inside `write` only: outside it the connections are read-only, so that nothing slips past the gate.

Never open, copy or hash the file itself while the process has it open: closing any other descriptor of it
drops SQLite's locks. Back-ups go through `db.backup`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

from db import errors, migrations
from db.connection import APPLICATION_ID, BUSY_TIMEOUT, Session, check_library, examine, raise_problem
from db.gate import gate_path
from db.memory import EVERYTHING, table_written
from db.place import building_name, check_existing, make_private, prepare_folder, put_in_place, refuse_taken, sync
from db.sqlite import Row, sqlite3

if TYPE_CHECKING:
    import sqlite_utils

Kind = Literal["practice", "company"]
Params = Sequence[Any] | Mapping[str, Any]
T = TypeVar("T")

__all__ = ["WRITE_WAIT", "Database", "Kind", "Params", "Row", "kind_of"]

WRITE_WAIT = 10.0
"""Seconds a writer waits at the gate before it is told to try again."""


_forks = 0
"""How often a process forked before it became this one."""


def _count_fork() -> None:
    global _forks
    _forks += 1


os.register_at_fork(after_in_child=_count_fork)


def kind_of(path: Path | str) -> Kind:
    """Return what kind of company a file holds, without opening it: it may be of another version.

    Raises `DatabaseMissing`, `DatabaseReadOnly`, `DatabaseForeign`, `DatabaseOnNetwork` or `SqliteFlawed`.
    """
    path = Path(path).resolve()
    check_library()
    check_existing(path)
    return "practice" if examine(path).kind == "practice" else "company"


class Database:
    """A company's database. Make one with `create` or `open`."""

    def __init__(self, path: Path, *, synced: bool = True) -> None:
        self.path = path
        self._synced = synced
        self._local = threading.local()
        self._forks = _forks
        self._kind: Kind | None = None

    @classmethod
    def create(cls, path: Path | str, *, kind: Kind) -> Database:
        """Make a new database, 0600, with the whole schema, and open it.

        It appears at `path` only when complete: an interrupted run leaves no half-made company behind.
        Raises `DatabaseExists`, `DatabaseReadOnly`, `DatabaseOnNetwork` or `SqliteFlawed`.
        """
        with cls.making(path, kind=kind):
            pass
        return cls.open(path)

    @classmethod
    @contextmanager
    def making(cls, path: Path | str, *, kind: Kind) -> Iterator[Database]:
        """Yield a new database to be filled by this thread; it appears at `path` when the block has ended well.

        Nobody has it until then, so its commits do not wait for the disk one by one: all of it is on disk before
        it gets its name. Raises as `create` does.
        """
        path = Path(path).resolve()
        check_library()
        refuse_taken(path)
        prepare_folder(path)
        building = building_name(path)
        make_private(building, path)
        try:
            database = cls(building, synced=False)
            try:
                database._begin_company(kind)
                yield database
            finally:
                database.close()
            sync(building)
            put_in_place(building, path)
        finally:
            building.unlink(missing_ok=True)
            gate_path(building).unlink(missing_ok=True)

    @classmethod
    def open(cls, path: Path | str, *, migrate: bool = False) -> Database:
        """Open an existing database, after checking that it is one this program may use.

        With `migrate` an older one is brought up to date, otherwise it raises `DatabaseOutdated`. Raises
        `DatabaseMissing`, `DatabaseReadOnly`, `DatabaseForeign`, `DatabaseNewer`, `DatabaseUnreleased`,
        `DatabaseOnNetwork` or `SqliteFlawed`.
        """
        path = Path(path).resolve()  # by whatever name it is reached, all writers meet at one gate
        check_library()
        check_existing(path)
        found = examine(path)
        migrations.refuse_strange(path, found)
        if found.version < migrations.latest() and not migrate:
            raise errors.DatabaseOutdated(path, found.version, migrations.latest())
        database = cls(path)
        database.migrate()
        return database

    def _begin_company(self, kind: Kind) -> None:
        self.migrate()
        with self.write():
            self.utils.execute(f"PRAGMA application_id={APPLICATION_ID:d}")
            self.set_meta("kind", kind)
            self.set_meta("schema", migrations.first_schema())

    def migrate(self) -> None:
        """Bring the schema up to date, each step in a transaction of its own; processes may race."""
        latest = migrations.latest()
        while self.value("PRAGMA user_version") < latest:
            with self.write():
                # Read again under the gate: another process may have done this step meanwhile.
                version = migrations.after(self.value("PRAGMA user_version"))
                if version is not None:
                    migrations.apply(self, version)
                    self.utils.execute(f"PRAGMA user_version={version:d}")

    def close(self) -> None:
        """Close the calling thread's connection; those of other threads close when their thread ends."""
        session: Session | None = self._local.__dict__.pop("session", None)
        if session is not None:
            session.close()

    @property
    def kind(self) -> Kind:
        """Whether this is the practice company or a real one. It stays what it was made as."""
        if self._kind is None:
            self._kind = "practice" if self.meta("kind") == "practice" else "company"
        return self._kind

    @property
    def utils(self) -> sqlite_utils.Database:
        """sqlite-utils over this thread's connection, for migrations, inspection, export and search set-up.

        Changes through it need `write` around them like any other.
        """
        session = self._session()
        side = session.side
        if session.writing:
            side.memory.note(EVERYTHING)  # nobody sees what is written through it
        if side.utils is None:
            import sqlite_utils  # here, because most sessions do without it

            side.utils = sqlite_utils.Database(side.connection)
        return side.utils

    @contextmanager
    def write(self, wait: float = WRITE_WAIT) -> Iterator[Database]:
        """Run the block as one write transaction; it sees nothing that others change meanwhile.

        Raises `Busy` when others hold the gate for `wait` seconds (nothing has happened), `CommitUnknown`
        when COMMIT itself fails (re-read before telling anybody), `NestedTransaction` inside another
        transaction. An exception in the block undoes everything.
        """
        session = self._session()
        if session.side.connection.in_transaction:
            raise errors.NestedTransaction("a write transaction cannot begin inside another transaction")
        if not session.gate.enter(wait):
            raise errors.Busy(wait)
        try:
            self._begin(session)
            try:
                yield self
            except BaseException:
                session.writer.roll_back()
                raise
            self._commit(session)
        finally:
            session.writing = False
            session.gate.leave()

    @contextmanager
    def read(self) -> Iterator[Database]:
        """Let several reads see one and the same state; inside another transaction it changes nothing.

        Keep it short: while it lasts the log cannot be truncated.
        """
        side = self._session().side
        if side.connection.in_transaction:
            yield self
            return
        side.begin("BEGIN")
        try:
            yield self
        finally:
            side.end_reading()

    def rows(self, sql: str, params: Params = ()) -> list[Row]:
        """Return all rows; columns are read by name (`row["number"]`)."""
        session = self._session()
        side = session.side
        if session.writing and (table := table_written(sql)) is not None:
            side.memory.note(table)
        try:
            return side.connection.execute(sql, params).fetchall()
        except sqlite3.Error as error:
            self._raise(error, session)

    def row(self, sql: str, params: Params = ()) -> Row | None:
        """Return the first row, or None."""
        rows = self.rows(sql, params)
        return rows[0] if rows else None

    def value(self, sql: str, params: Params = ()) -> Any:
        """Return the first column of the first row, or None."""
        rows = self.rows(sql, params)
        return rows[0][0] if rows else None

    def run(self, sql: str, params: Params = ()) -> int:
        """Change something, inside `write`; return the id of the row an INSERT made, else the rows changed.

        An INSERT that a conflict clause turned into nothing returns 0. Raises `NotInTransaction` outside
        `write`.
        """
        session = self._writing(sql)
        try:
            cursor = session.writer.connection.execute(sql, params)
        except sqlite3.Error as error:
            self._raise(error, session)
        if sql.lstrip()[:6].upper() == "INSERT":
            return (cursor.lastrowid or 0) if cursor.rowcount else 0
        return cursor.rowcount

    def run_many(self, sql: str, many: Sequence[Params]) -> None:
        """Run one changing statement for each set of parameters, inside `write`."""
        session = self._writing(sql)
        try:
            session.writer.connection.executemany(sql, many)
        except sqlite3.Error as error:
            self._raise(error, session)

    def recall(self, tables: Collection[str], question: Hashable, read: Callable[[], T]) -> T:
        """Return what `read` returns, from memory while nothing it reads has changed since it was read last.

        tables: all that `read` reads from. question: names it, with what it depends on besides. The answer is
        shared: it must not be changed. Outside a transaction it is read anew every time.
        """
        side = self._session().side
        return side.memory.recall(tables, question, read) if side.connection.in_transaction else read()

    def known(self, tables: Collection[str], sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a question that is asked again and again; see `recall`."""
        return self.recall(tables, (sql, *params), lambda: self.rows(sql, params))

    def changed(self, part: str) -> None:
        """Let answers be forgotten that were read from a part of a table; whoever writes the part says so."""
        self._session().side.memory.note(part)

    def wrote(self, table: str) -> bool:
        """Say whether this write transaction may have changed a table."""
        written = self._session().side.memory.written
        return table in written or EVERYTHING in written

    def data_version(self) -> int:
        """Return a number that differs when another connection has changed something since the last call.

        Costs microseconds; made for polling a few times a second, outside any transaction. What this thread
        itself writes does not count.
        """
        return self._session().changes_of_others()

    def meta(self, key: str) -> str | None:
        """Return a fact about the database itself, such as its kind."""
        found: str | None = self.value("SELECT value FROM meta WHERE key = ?", (key,))
        return found

    def set_meta(self, key: str, value: str) -> None:
        """Keep a fact about the database itself, inside `write`."""
        self.run(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def truncate_log(self, wait: float = 0.0) -> bool:
        """Write the log back and empty it if the gate is free and nobody is reading; say whether it was.

        A janitor calls this now and then: SQLite by itself reuses the log but never shortens it.
        """
        session = self._session()
        if session.side.connection.in_transaction:
            raise errors.NestedTransaction("the log cannot be truncated inside a transaction")
        if not session.gate.enter(wait):
            return False
        try:
            self.value("PRAGMA busy_timeout=0")
            return bool(self.value("PRAGMA wal_checkpoint(TRUNCATE)") == 0)
        finally:
            self.value(f"PRAGMA busy_timeout={BUSY_TIMEOUT * 1000:.0f}")
            session.gate.leave()

    def _session(self) -> Session:
        if self._forks != _forks:
            # SQLite's locks do not survive a fork, and a copied connection would not know.
            raise errors.UsedAfterFork("open the database after the fork, not before")
        try:
            session: Session = self._local.session
        except AttributeError:  # this thread's first question
            session = self._local.session = Session(self.path, synced=self._synced)
        return session

    def _writing(self, sql: str) -> Session:
        session = self._session()
        if not session.writing:
            raise errors.NotInTransaction(sql)
        session.writer.memory.note(table_written(sql) or EVERYTHING)
        return session

    def _begin(self, session: Session) -> None:
        try:
            session.writer.begin("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self._raise(error, session)
        session.changes_of_others()
        session.writing = True

    def _commit(self, session: Session) -> None:
        connection = session.writer.connection
        try:
            connection.execute("COMMIT")
        except sqlite3.IntegrityError:
            session.writer.roll_back()  # a deferred constraint failed: certainly not saved
            raise
        except sqlite3.Error as error:
            # What these connections believe is not to be trusted any more; the next statement makes new ones.
            self._local.__dict__.pop("session", None)
            session.reader.connection.close()
            connection.close()
            raise errors.CommitUnknown from error
        session.own_change()

    def _raise(self, error: sqlite3.Error, session: Session) -> NoReturn:
        raise_problem(error, self.path, writing=session.writing)
