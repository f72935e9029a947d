"""What is asked again is answered from memory, and never with what has changed since."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from db.database import Database
from db.memory import EVERYTHING, table_written


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.create(tmp_path / "company.db", kind="company")
    yield database
    database.close()


class Asking:
    """Asks the database for a meta value by memory and counts how often it was read."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.read = 0

    def __call__(self) -> str | None:
        def read() -> str | None:
            self.read += 1
            return self.db.meta("greeting")

        return self.db.recall(("meta",), "greeting", read)


def greet_from_another_connection(db: Database, text: str) -> None:
    def greet() -> None:
        with db.write():
            db.set_meta("greeting", text)
        db.close()

    thread = Thread(target=greet)
    thread.start()
    thread.join()


def test_a_question_is_read_once_a_transaction(db: Database) -> None:
    ask = Asking(db)
    with db.read():
        assert (ask(), ask()) == (None, None)
    assert ask.read == 1


def test_outside_a_transaction_it_is_read_every_time(db: Database) -> None:
    ask = Asking(db)
    assert (ask(), ask()) == (None, None)
    assert ask.read == 2


def test_it_is_known_in_the_next_transaction_while_nothing_changes(db: Database) -> None:
    ask = Asking(db)
    for _time in range(3):
        with db.write():
            ask()
    assert ask.read == 1


def test_writing_the_table_makes_it_forgotten_and_writing_another_does_not(db: Database) -> None:
    ask = Asking(db)
    with db.write():
        ask()
        db.run("DELETE FROM drafts")
        assert (ask(), ask.read) == (None, 1)
        db.set_meta("greeting", "hello")
        assert (ask(), ask.read) == ("hello", 2)


def test_what_another_connection_commits_is_seen_at_once(db: Database) -> None:
    ask = Asking(db)
    with db.write():
        ask()
    with db.read():
        ask()
    greet_from_another_connection(db, "from elsewhere")
    with db.read():
        assert ask() == "from elsewhere"
    with db.write():
        assert ask() == "from elsewhere"


def test_who_reads_on_after_writing_reads_only_what_was_written(db: Database) -> None:
    ask = Asking(db)
    with db.read():
        ask()
    with db.write():
        db.run("DELETE FROM drafts")
    with db.read():
        assert (ask(), ask.read) == (None, 1)
    with db.write():
        db.set_meta("greeting", "hello")
    with db.read():
        assert (ask(), ask.read) == ("hello", 2)


def test_what_others_wrote_between_reading_and_writing_is_seen_after_it(db: Database) -> None:
    ask = Asking(db)
    with db.read():
        ask()
    greet_from_another_connection(db, "from elsewhere")
    with db.write():
        db.run("DELETE FROM drafts")
    with db.read():
        assert ask() == "from elsewhere"


def test_what_was_undone_was_never_so(db: Database) -> None:
    ask = Asking(db)
    with pytest.raises(ZeroDivisionError), db.write():
        db.set_meta("greeting", "hello")
        assert ask() == "hello"
        raise ZeroDivisionError
    with db.write():
        assert ask() is None


def test_what_is_written_past_it_is_not_remembered(db: Database) -> None:
    ask = Asking(db)
    with db.write():
        ask()
        utils = db.utils
        utils.execute("INSERT INTO meta (key, value) VALUES ('greeting', 'hello')")
        assert ask() == "hello"
        utils.execute("UPDATE meta SET value = 'hi' WHERE key = 'greeting'")
        assert ask() == "hi"


def test_which_tables_this_transaction_wrote(db: Database) -> None:
    with db.write():
        assert not db.wrote("meta")
        db.set_meta("greeting", "hello")
        assert (db.wrote("meta"), db.wrote("drafts")) == (True, False)
    with db.write():
        assert not db.wrote("meta")


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("SELECT 1", None),
        ("  select * FROM Cases", None),
        ("PRAGMA data_version", None),
        ("INSERT INTO cases (id) VALUES (1)", "cases"),
        ("INSERT OR IGNORE INTO Task_Actors (id) VALUES (1)", "task_actors"),
        ("REPLACE INTO meta VALUES (1, 2)", "meta"),
        ("UPDATE OR ABORT cases SET id = 1", "cases"),
        ("UPDATE cases SET id = 1", "cases"),
        ("DELETE FROM cases", "cases"),
        ("WITH a AS (SELECT 1) INSERT INTO cases SELECT * FROM a", EVERYTHING),
        ("WITH a AS (SELECT 1) SELECT * FROM a", None),
    ],
)
def test_the_table_a_statement_writes_is_read_from_its_text(sql: str, table: str | None) -> None:
    assert table_written(sql) == table
