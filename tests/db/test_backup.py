"""Back-ups are complete, sound, private, and made while others work."""

import threading
from decimal import Decimal as D
from pathlib import Path

import pytest

from db import errors
from db.backup import back_up, restore
from db.check import check
from db.database import Database
from db.stock import StockLedger
from tests.db.books import A03, AT, Books


def test_a_copy_of_one_moment_while_others_write(books: Books, tmp_path: Path) -> None:
    enough, stop = threading.Event(), threading.Event()

    def work() -> None:
        for number in range(100_000):
            with books.db.write():
                books.db.set_meta("first", str(number))
                books.db.set_meta("second", str(number))
            if number == 20:
                enough.set()
            if stop.is_set():
                break

    worker = threading.Thread(target=work)
    worker.start()
    assert enough.wait(30)
    target = tmp_path / "copies" / "monday.db"
    back_up(books.db, target)
    stop.set()
    worker.join()
    assert [file.name for file in target.parent.iterdir()] == ["monday.db"]
    assert (target.stat().st_mode & 0o777, target.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    copy = Database.open(target)
    assert copy.meta("first") == copy.meta("second") != None  # noqa: E711 - a chained comparison
    assert copy.kind == "practice"
    copy.close()


def test_a_restored_company_goes_on_where_it_stood(books: Books, tmp_path: Path) -> None:
    with books.db.write():
        decision = books.decision()
        books.stock.move(decision, None, "CLOTH", "customer", "inspection", D(10), at=AT)
        books.audit.append(decision, AT, books.person, {})
    back_up(books.db, tmp_path / "copy.db")
    (tmp_path / "copy.db").chmod(0o400)
    restored = restore(tmp_path / "copy.db", tmp_path / "new" / "company.db")
    assert check(restored) == []
    stock = StockLedger(restored)
    with restored.write():
        stock.move(decision, None, "CLOTH", "inspection", A03, D(10), at=AT)
    assert (stock.on_hand("CLOTH", A03), books.stock.on_hand("CLOTH", A03)) == (D(10), D(0))
    restored.close()


def test_nothing_is_overwritten(books: Books, tmp_path: Path) -> None:
    back_up(books.db, tmp_path / "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    with pytest.raises(errors.DatabaseExists):
        back_up(books.db, tmp_path / "copy.db")
    with pytest.raises(errors.DatabaseExists):
        back_up(books.db, books.db.path)
    with pytest.raises(errors.DatabaseExists):
        restore(tmp_path / "copy.db", books.db.path)
    assert (tmp_path / "copy.db").read_bytes() == before
    assert books.db.kind == "practice"


def test_a_log_left_beside_the_place_is_not_mixed_into_what_comes_there(books: Books, tmp_path: Path) -> None:
    back_up(books.db, tmp_path / "copy.db")
    place, log = tmp_path / "new.db", tmp_path / "new.db-wal"
    log.write_bytes(b"what a program that was killed had not yet put into its file")
    with pytest.raises(errors.LogLeftBehind, match=r"new\.db-wal is left of a database"):
        restore(tmp_path / "copy.db", place)
    with pytest.raises(errors.LogLeftBehind):
        Database.create(place, kind="company")
    assert (place.exists(), log.exists()) == (False, True)


def test_what_is_no_back_up_restores_nothing(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all,\n" * 200)
    with pytest.raises(errors.DatabaseForeign):
        restore(tmp_path / "letter.txt", tmp_path / "company.db")
    with pytest.raises(errors.DatabaseMissing):
        restore(tmp_path / "missing.db", tmp_path / "company.db")
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_damaged_back_up_restores_nothing(books: Books, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "copy.db"
    back_up(books.db, copy)
    content = bytearray(copy.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    copy.write_bytes(content)
    with pytest.raises(errors.DatabaseDamaged, match="console check"):
        restore(copy, tmp_path / "new" / "company.db")
    assert list((tmp_path / "new").glob("*")) == []
