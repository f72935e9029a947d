"""A check of the books is silent on sound ones, names what is wrong with others, and balances can be made anew."""

from decimal import Decimal as D

import pytest

from db.check import check, left_behind, rebuild
from db.database import Database
from db.message import _
from db.money import Account
from db.problems import Problem
from tests.db.books import A03, AT, Books


@pytest.fixture
def kept(books: Books) -> Books:
    """Books with something in every ledger, all of it in order."""
    with books.db.write():
        case, other = books.case(), books.case()
        bought, sold, undoing = (books.decision() for _ in range(3))
        books.stock.add_lot("LAMP", "7", owner="C-0012")
        books.stock.move(bought, case, "LAMP", "supplier", A03, D(10), value=D(350), at=AT)
        books.stock.move(bought, case, "LAMP", "customer", A03, D(5), lot="7", at=AT)
        books.stock.move(bought, case, "WIRE", "supplier", A03, D(3), value=D("0.10"), at=AT)
        books.money.post(bought, case, AT, debit=Account("stock"), credit=Account("payable", "S-1"), amount=D("350.10"))
        books.stock.reserve(bought, other, "LAMP", A03, D(4))
        books.stock.move(sold, other, "LAMP", A03, "customer", D(3), at=AT)
        books.money.post(sold, other, AT, debit=Account("cost-of-sales"), credit=Account("stock"), amount=D(105))
        books.leave.grant(bought, case, "E-007", "annual", 2026, D(10), at=AT)
        books.leave.reserve(sold, other, "E-007", "annual", 2026, D(2), at=AT)
        for ledger in (books.stock, books.money, books.leave):
            ledger.undo([sold], undoing, AT)
        for decision in (bought, sold, undoing):
            books.audit.append(decision, AT, books.person, {})
    return books


def spoil(db: Database, *changes: str) -> None:
    """Change rows behind the ledgers' back."""
    with db.write():
        for row in db.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            db.run(f"DROP TRIGGER {row['name']}")
        for change in changes:
            assert db.run(change)


def test_sound_books(kept: Books) -> None:
    assert check(kept.db) == []


@pytest.mark.parametrize(
    ("change", "invariant", "message"),
    [
        (
            "UPDATE stock_balances SET quantity = 9000 WHERE product = 'LAMP' AND lot = '' AND location = 'MAIN/A-03'",
            1,
            "LAMP: all places together do not make 0",
        ),
        (
            "UPDATE stock_balances SET quantity = 9000 WHERE product = 'LAMP' AND lot = '' AND location = 'MAIN/A-03'",
            2,
            "LAMP at MAIN/A-03: the balance says 9, the moves say 10",
        ),
        (
            "DELETE FROM stock_values WHERE product = 'WIRE'",
            2,
            "WIRE: own stock is kept as 0 worth 0.00, the moves say 3 worth 0.10",
        ),
        ("UPDATE stock_moves SET source = 'shelf' WHERE id = 1", 2, "Stock move 1 names a place that cannot be"),
        ("UPDATE lots SET owner = NULL", 2, "Stock move 2 counts its goods wrongly as own stock"),
        ("UPDATE stock_moves SET value = -10400 WHERE id = 4", 2, "Stock move 4 has the wrong value"),
        (
            "UPDATE stock_moves SET value = 10400 WHERE id = 5",
            6,
            "Stock move 5 is not the opposite of the one it reverses",
        ),
        ("UPDATE stock_moves SET quantity = 1000 WHERE id = 1", 3, "LAMP at MAIN/A-03 fell to −2 with stock move 4"),
        (
            "UPDATE reservations SET quantity = 99000 WHERE released_by IS NULL",
            4,
            "LAMP at MAIN/A-03: 99 are reserved of 10",
        ),
        (
            "UPDATE reservations SET quantity = 4000 WHERE remainder_of IS NOT NULL",
            5,
            "Reservation 2 is not what was left of another",
        ),
        (
            "UPDATE account_balances SET amount = 1 WHERE account = 'payable'",
            2,
            "payable[S-1]: the balance is not the sum of its postings",
        ),
        (
            "UPDATE account_balances SET account = 'petty-cash' WHERE account = 'payable'",
            0,
            "There is no account petty-cash",
        ),
        ("UPDATE postings SET amount = 10600 WHERE id = 3", 14, "Entry 2 sums to 1.00, not to 0"),
        ("UPDATE postings SET amount = -10600 WHERE id = 5", 6, "Entry 3 is not the opposite of the one it reverses"),
        ("DELETE FROM postings WHERE entry_id = 3", 14, "Entry 3 has no postings"),
        (
            "UPDATE account_balances SET amount = 1 WHERE account = 'stock'",
            0,
            "The stock account says 0.01, the goods are worth 350.10",
        ),
        (
            "UPDATE leave_balances SET days = 9 WHERE bucket = 'granted'",
            2,
            "Leave of E-007: the balance is not the sum of its moves",
        ),
        ("UPDATE leave_balances SET days = -1 WHERE bucket = 'reserved'", 3, "Leave of E-007 is below 0"),
        (
            "UPDATE leave_moves SET days = -1000 WHERE id = 3",
            6,
            "Leave move 3 is not the opposite of the one it reverses",
        ),
        ("UPDATE cases SET ended = 'done' WHERE id = 2", 13, "Case 2 is over and still holds reservations"),
        ("UPDATE audit SET body = '{}' WHERE id = 2", 17, "Audit link 2 was changed after it was sealed"),
    ],
)
def test_whatever_is_wrong_is_named(kept: Books, change: str, invariant: int, message: str) -> None:
    spoil(kept.db, change)
    assert (invariant, message) in [(problem.invariant, str(problem.message)) for problem in check(kept.db)]


def test_an_entry_without_its_decision_is_named(kept: Books) -> None:
    connection = kept.db._session().writer.connection
    connection.execute("PRAGMA foreign_keys = OFF")
    spoil(kept.db, "UPDATE leave_moves SET decision_id = 99 WHERE id = 2")
    connection.execute("PRAGMA foreign_keys = ON")
    assert (16, "Row 2 of leave_moves points to nothing in decisions") in [
        (problem.invariant, str(problem.message)) for problem in check(kept.db)
    ]


def test_balances_are_made_anew_from_the_books(kept: Books) -> None:
    before = {table: rows(kept.db, table) for table in CACHES}
    spoil(
        kept.db,
        "DELETE FROM stock_balances",
        "UPDATE stock_values SET value = 7",
        "UPDATE account_balances SET amount = 7",
        "INSERT INTO leave_balances VALUES ('E-999', 'annual', 2026, 'taken', 5)",
    )
    assert check(kept.db) != []
    rebuild(kept.db)
    assert check(kept.db) == []
    assert {table: rows(kept.db, table) for table in CACHES} == before


CACHES = ["stock_balances", "stock_values", "account_balances", "leave_balances"]


def rows(db: Database, table: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3")]


def test_more_checks_see_the_same_moment(kept: Books) -> None:
    found = Problem(15, _("{customer} owes too much")(customer="C-0012"))

    def exposure(db: Database) -> list[Problem]:
        with pytest.raises(RuntimeError), db.write():
            pass
        return [found]

    assert check(kept.db, [exposure]) == [found]


@pytest.mark.parametrize(
    ("invariant_left", "book"),
    [
        ("Case 3 is over and still holds reservations", "reserve"),
        ("Case 3 came to nothing and has moved goods", "move"),
        ("Case 3 came to nothing and has posted money", "post"),
        ("Case 3 came to nothing and has booked leave", "leave"),
    ],
)
def test_what_a_refused_case_left_behind(kept: Books, invariant_left: str, book: str) -> None:
    with kept.db.write():
        case, made = kept.case(), kept.decision()
        match book:
            case "reserve":
                kept.stock.reserve(made, case, "LAMP", A03, D(1))
            case "move":
                kept.stock.move(made, case, "LAMP", A03, "scrap", D(1), at=AT)
            case "post":
                kept.money.post(made, case, AT, debit=Account("loss"), credit=Account("bank"), amount=D(1))
            case "leave":
                kept.leave.reserve(made, case, "E-007", "annual", 2026, D(1), at=AT)
        assert [str(problem.message) for problem in left_behind(kept.db, [case])] == [invariant_left]
        assert left_behind(kept.db, [1000]) == []
        for ledger in (kept.stock, kept.money, kept.leave):
            ledger.undo([made], kept.decision(), AT)
        assert left_behind(kept.db, [case]) == []
