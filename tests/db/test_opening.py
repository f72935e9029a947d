"""What may be opened as a company's database, and what each refusal says."""

import os
import threading
from pathlib import Path

import pytest

from db import errors, migrations
from db.database import Database
from db.place import file_system
from db.sqlite import is_sound, sqlite3


def foreign(path: Path, *pragmas: str) -> Path:
    """Make a database that is not of this program."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
    connection.commit()
    connection.close()
    return path


def set_pragma(path: Path, pragma: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA {pragma}")
    connection.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "company.db"


@pytest.fixture
def made(path: Path) -> Path:
    Database.create(path, kind="company").close()
    return path


def test_a_new_database_is_private_and_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "service" / "data" / "company.db"
    database = Database.create(path, kind="company")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == path.parent.parent.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o077 == 0 for file in path.parent.iterdir())
    assert database.kind == "company"
    database.close()
    again = Database.open(path)
    assert again.kind == "company"
    again.close()


def test_a_database_being_made_is_nowhere_until_it_is_whole(path: Path) -> None:
    with Database.making(path, kind="practice") as database:
        with database.write():
            database.set_meta("company", "恒信商贸")
        assert database.value("PRAGMA synchronous") == 0  # nobody waits for it, nothing is lost with it
        assert not path.exists()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    opened = Database.open(path)
    assert (opened.kind, opened.meta("company")) == ("practice", "恒信商贸")
    assert opened.value("PRAGMA synchronous") == 2
    opened.close()


def test_a_database_whose_making_fails_leaves_nothing(path: Path) -> None:
    with pytest.raises(RuntimeError), Database.making(path, kind="practice") as database, database.write():
        raise RuntimeError
    assert not list(path.parent.iterdir())


def test_writers_meet_at_one_gate_by_whatever_name_they_come(made: Path) -> None:
    link = made.with_name("link.db")
    link.symlink_to(made)
    by_link, by_name = Database.open(link), Database.open(made)
    with by_link.write(), pytest.raises(errors.Busy), by_name.write(wait=0):
        pass
    by_link.close()
    by_name.close()


def test_a_missing_file(path: Path) -> None:
    with pytest.raises(errors.DatabaseMissing, match="There is no database at"):
        Database.open(path)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"Dear all,\nthe stocktake is on Friday.\n" * 100])
def test_a_file_that_is_no_database(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(errors.DatabaseForeign):
        Database.open(path)
    assert path.read_bytes() == content


def test_a_folder(path: Path) -> None:
    path.mkdir()
    with pytest.raises(errors.DatabaseForeign):
        Database.open(path)


def test_the_database_of_another_program_stays_as_it_is(path: Path) -> None:
    before = foreign(path, "application_id=1234567", "user_version=1").read_bytes()
    with pytest.raises(errors.DatabaseForeign):
        Database.open(path, migrate=True)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_newer_database(made: Path) -> None:
    set_pragma(made, f"user_version={migrations.latest() + 1}")
    with pytest.raises(errors.DatabaseNewer, match="Update the program"):
        Database.open(made, migrate=True)


def test_an_older_database_waits_for_its_migration(made: Path) -> None:
    set_pragma(made, "user_version=0")
    with pytest.raises(errors.DatabaseOutdated, match="console migrate"):
        Database.open(made)


def test_a_database_from_before_the_release_says_to_begin_anew(made: Path) -> None:
    database = Database.open(made)
    with database.write():
        database.set_meta("schema", "other tables")
    database.close()
    for migrate in (False, True):
        with pytest.raises(errors.DatabaseUnreleased, match="console train --reset"):
            Database.open(made, migrate=migrate)


def test_remarks_and_layout_make_no_other_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def schema(text: str) -> str:
        (tmp_path / "00_all.sql").write_text(text)
        migrations.first_schema.cache_clear()
        return migrations.first_schema()

    monkeypatch.setattr(migrations, "SCHEMA", tmp_path)
    plain = schema("CREATE TABLE a (b TEXT);")
    assert schema("CREATE TABLE a (c TEXT);") != plain
    assert schema("-- why\nCREATE TABLE a\n    (b  TEXT); -- so") == plain
    migrations.first_schema.cache_clear()


@pytest.mark.parametrize("unwritable", ["file", "folder"])
def test_a_place_that_cannot_be_written(made: Path, monkeypatch: pytest.MonkeyPatch, unwritable: str) -> None:
    closed = made if unwritable == "file" else made.parent
    real = os.access  # the tests may run as root, whom permissions do not stop
    monkeypatch.setattr(
        "db.place.os.access", lambda place, how: (place != closed and real(place, how)) or how == os.R_OK
    )
    with pytest.raises(errors.DatabaseReadOnly, match="cannot be written"):
        Database.open(made)


def test_a_place_where_no_folder_can_be_made(path: Path) -> None:
    path.write_text("in the way")
    with pytest.raises(errors.DatabaseReadOnly):
        Database.create(path / "data" / "company.db", kind="company")


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_file_system(made: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    mounts = made.parent / "mountinfo"
    mounts.write_text(f"36 35 98:0 / {made.parent} rw,noatime - {kind} server:/share rw\n")
    monkeypatch.setattr("db.place._MOUNTS", mounts)
    with pytest.raises(errors.DatabaseOnNetwork, match=kind):
        Database.open(made)
    with pytest.raises(errors.DatabaseOnNetwork):
        Database.create(made.with_name("other.db"), kind="practice")


def test_the_file_system_is_that_of_the_deepest_mount() -> None:
    mounts = (
        "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "2 1 0:5 / /srv/my\\040data rw shared:2 - nfs4 server:/x rw\n"
        "3 2 8:2 / /srv/my\\040data/local rw - xfs /dev/sdb1 rw\n"
    )
    assert file_system(Path("/srv/my data/company.db"), mounts) == "nfs4"
    assert file_system(Path("/srv/my data/local/company.db"), mounts) == "xfs"
    assert file_system(Path("/srv/my database/company.db"), mounts) == "ext4"
    assert file_system(Path("/company.db"), "") == ""


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 6, 23), True),
        ((3, 7, 0), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 6), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_which_sqlite_is_sound(version: tuple[int, int, int], sound: bool) -> None:
    assert is_sound(version) is sound


def test_a_flawed_sqlite_opens_nothing(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.connection.sqlite3.sqlite_version_info", (3, 51, 2))
    with pytest.raises(errors.SqliteFlawed, match="pysqlite3"):
        Database.open(made)
    with pytest.raises(errors.SqliteFlawed):
        Database.create(made.with_name("other.db"), kind="company")


def test_nothing_is_made_over_a_file(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(errors.DatabaseExists):
        Database.create(path, kind="practice")
    assert path.read_text() == "mine"


def test_an_interrupted_creation_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("db.migrations.apply", fail)
    with pytest.raises(KeyboardInterrupt):
        Database.create(path, kind="company")
    assert list(path.parent.iterdir()) == []


def test_of_several_who_create_it_one_succeeds(path: Path) -> None:
    refused: list[errors.DatabaseExists] = []

    def create() -> None:
        try:
            Database.create(path, kind="practice").close()
        except errors.DatabaseExists as error:
            refused.append(error)

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 3
    Database.open(path).close()
