"""Reading and writing: what one transaction sees, what it leaves, and what is refused."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db import errors
from db.database import Database
from db.gate import WriteGate
from db.sqlite import IntegrityError, sqlite3
from tests.db.processes import started


def elsewhere(work: Callable[[], Any]) -> Any:
    """Do something on another thread, and so on another connection; return its result."""
    results: list[Any] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:
            results.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(results[0], Exception):
        raise results[0]
    return results[0]


def put(db: Database, key: str, value: str) -> None:
    with db.write():
        db.set_meta(key, value)


def test_every_connection_is_set_up_alike(db: Database) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "mmap_size": 0}

    def settings() -> dict[str, Any]:
        return {name: db.value(f"PRAGMA {name}") for name in expected}

    assert settings() == expected
    assert elsewhere(settings) == expected


def test_what_is_written_is_seen_by_others_once_committed(db: Database) -> None:
    with db.write():
        db.set_meta("greeting", "hello")
        assert db.meta("greeting") == "hello"
        assert elsewhere(lambda: db.meta("greeting")) is None
    assert elsewhere(lambda: db.meta("greeting")) == "hello"


def test_an_error_undoes_everything(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), db.write():
        db.set_meta("greeting", "hello")
        raise ZeroDivisionError
    assert db.meta("greeting") is None
    put(db, "greeting", "again")
    assert db.meta("greeting") == "again"


def test_nothing_is_written_outside_a_transaction(db: Database) -> None:
    with pytest.raises(errors.NotInTransaction):
        db.run("DELETE FROM meta")
    with pytest.raises(errors.NotInTransaction):
        db.run_many("DELETE FROM meta WHERE key = ?", [("kind",)])
    with pytest.raises(errors.NotInTransaction):
        db.rows("DELETE FROM meta RETURNING key")
    with db.read(), pytest.raises(errors.NotInTransaction):
        db.run("DELETE FROM meta")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.utils.table("recipes").insert({"name": "noodles"})
    put(db, "greeting", "hello")
    with pytest.raises(errors.NotInTransaction):
        db.rows("DELETE FROM meta RETURNING key")
    assert db.kind == "practice"


def test_transactions_do_not_nest(db: Database) -> None:
    with db.write(), pytest.raises(errors.NestedTransaction), db.write():
        pass
    with db.read(), pytest.raises(errors.NestedTransaction), db.write():
        pass
    with db.write(), pytest.raises(errors.NestedTransaction):
        db.truncate_log()
    put(db, "greeting", "hello")


def test_reading_inside_a_write_sees_it(db: Database) -> None:
    with db.write():
        db.set_meta("greeting", "hello")
        with db.read():
            assert db.meta("greeting") == "hello"
        db.set_meta("greeting", "still writing")
    assert db.meta("greeting") == "still writing"


def test_several_reads_see_one_moment(db: Database) -> None:
    put(db, "greeting", "before")
    with db.read():
        assert db.meta("greeting") == "before"
        elsewhere(lambda: put(db, "greeting", "after"))
        assert db.meta("greeting") == "before"
        with db.read():
            assert db.meta("greeting") == "before"
        assert db.meta("greeting") == "before"
    assert db.meta("greeting") == "after"


def test_no_update_is_lost_between_threads(db: Database) -> None:
    put(db, "count", "0")

    def count() -> None:
        for _ in range(25):
            with db.write():
                db.set_meta("count", str(int(db.meta("count") or 0) + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.meta("count") == "100"


def test_waiting_at_the_gate_ends(db: Database) -> None:
    gate = WriteGate(db.path)
    assert gate.enter(0)
    with pytest.raises(errors.Busy, match="Nothing was saved"), db.write(wait=0.01):
        pytest.fail("the gate let two in")
    assert not db.truncate_log()
    gate.leave()
    put(db, "greeting", "hello")
    gate.close()


def test_reading_never_waits_for_a_writer(db: Database) -> None:
    with db.write():
        db.set_meta("greeting", "hello")
        assert elsewhere(lambda: db.kind) == "practice"


def test_what_run_returns(db: Database) -> None:
    with db.write():
        db.run("CREATE TABLE recipes (id INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT")
        assert db.run("INSERT INTO recipes (name) VALUES ('noodles')") == 1
        assert db.run("insert into recipes (name) values (:name)", {"name": "rice"}) == 2
        assert db.run("INSERT INTO recipes (name) VALUES ('rice') ON CONFLICT DO NOTHING") == 0
        assert db.run("UPDATE recipes SET name = name || '!'") == 2
        assert db.run("DELETE FROM recipes WHERE id > 7") == 0
        db.run_many("INSERT INTO recipes (name) VALUES (?)", [("soup",), ("tea",)])
    assert [row["name"] for row in db.rows("SELECT name FROM recipes ORDER BY id")] == [
        "noodles!",
        "rice!",
        "soup",
        "tea",
    ]
    assert db.row("SELECT name FROM recipes WHERE id = 9") is None
    assert db.value("SELECT name FROM recipes WHERE id = 9") is None


def test_a_broken_rule_is_told_and_the_transaction_goes_on(db: Database) -> None:
    with db.write():
        db.set_meta("greeting", "hello")
        with pytest.raises(IntegrityError):
            db.run("INSERT INTO meta (key, value) VALUES ('kind', 'company')")
        db.set_meta("greeting", "still here")
    assert db.meta("greeting") == "still here"


def test_a_rule_broken_at_commit_saves_nothing(db: Database) -> None:
    with db.write():
        db.run("CREATE TABLE leaves (twig TEXT REFERENCES meta (key) DEFERRABLE INITIALLY DEFERRED) STRICT")
    with pytest.raises(IntegrityError), db.write():
        db.run("INSERT INTO leaves (twig) VALUES ('no such key')")
    assert db.value("SELECT count(*) FROM leaves") == 0
    put(db, "greeting", "hello")


def test_a_full_disk_saves_nothing_and_says_so(db: Database) -> None:
    pages = db.value("PRAGMA page_count")
    with pytest.raises(errors.DiskFull, match="Nothing was saved"), db.write():
        db.value(f"PRAGMA max_page_count = {pages + 2}")
        db.set_meta("greeting", "hello")
        db.set_meta("letter", "Dear all, " * 10_000)
    assert db.meta("greeting") is None
    db.value(f"PRAGMA max_page_count = {pages * 2}")
    put(db, "greeting", "hello")


def test_damage_is_named(tmp_path: Path) -> None:
    path = tmp_path / "company.db"
    Database.create(path, kind="company").close()
    content = bytearray(path.read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(content)
    with pytest.raises(errors.DatabaseDamaged, match="console check"):
        Database.open(path).rows("SELECT * FROM meta")


class FailingAtCommit:
    """A connection whose disk fails at the last moment."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    def execute(self, sql: str, params: Any = ()) -> Any:
        if sql == "COMMIT":
            raise sqlite3.OperationalError("disk I/O error")
        return self.connection.execute(sql, params)


def test_after_a_failed_commit_nothing_is_certain_and_one_can_look(db: Database) -> None:
    side = db._session().writer
    side.connection = FailingAtCommit(side.connection)  # type: ignore[assignment]
    with pytest.raises(errors.CommitUnknown, match="not certain"), db.write():
        db.set_meta("greeting", "hello")
    assert db.meta("greeting") is None
    put(db, "greeting", "again")
    assert elsewhere(lambda: db.meta("greeting")) == "again"


def test_the_data_version_tells_of_others_only(db: Database) -> None:
    before = db.data_version()
    assert db.data_version() == before
    put(db, "greeting", "hello")
    assert db.data_version() == before
    elsewhere(lambda: put(db, "greeting", "hi"))
    after = db.data_version()
    assert after != before
    assert db.data_version() == after


def test_the_log_is_emptied_when_nobody_reads(db: Database) -> None:
    log = db.path.with_name(db.path.name + "-wal")
    put(db, "greeting", "hello" * 1000)
    assert log.stat().st_size > 0
    reading, done = threading.Event(), threading.Event()

    def read() -> None:
        with db.read():
            assert db.meta("greeting")
            reading.set()
            done.wait(10)

    reader = threading.Thread(target=read)
    reader.start()
    assert reading.wait(10)
    put(db, "greeting", "hi")
    assert not db.truncate_log()
    done.set()
    reader.join()
    assert db.truncate_log()
    assert log.stat().st_size == 0
    assert db.meta("greeting") == "hi"


def test_a_database_opened_before_a_fork_is_refused_after_it(db: Database) -> None:
    script = """
import os, sys
from db.database import Database
from db.errors import UsedAfterFork
database = Database.open(sys.argv[1])
if os.fork() == 0:
    try:
        database.value("SELECT 1")
    except UsedAfterFork:
        print("refused", flush=True)
    os._exit(0)
os.wait()
print(database.kind)
"""
    with started(script, db.path) as process:
        assert process.communicate(timeout=30) == ("refused\npractice\n", "")


def test_closing_ends_this_threads_connection_only(tmp_path: Path) -> None:
    database = Database.create(tmp_path / "company.db", kind="company")
    database.close()
    database.close()
    assert database.kind == "company"
    database.close()
