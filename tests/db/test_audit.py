"""The audit chain finds whatever is changed behind its back."""

from datetime import date
from decimal import Decimal as D

import pytest

from db.database import Database
from db.money import Account
from db.sqlite import IntegrityError
from tests.db.books import A03, AT, Books


@pytest.fixture
def sealed(books: Books) -> Books:
    """Three decisions of one case that booked in every ledger, each sealed when it was done."""
    with books.db.write():
        case = books.case()
        bought, planned, used = (books.decision() for _ in range(3))
        books.stock.move(bought, case, "LAMP", "supplier", A03, D(10), value=D(350), at=AT)
        books.money.post(bought, case, AT, debit=Account("stock"), credit=Account("payable", "S-1"), amount=D(350))
        books.audit.append(bought, AT, books.person, {"said": "灯十盏"})
        books.stock.reserve(planned, case, "LAMP", A03, D(4), promise=date(2026, 6, 20))
        books.leave.reserve(planned, case, "E-007", "personal", 2026, D(2), at=AT)
        books.db.run(
            "INSERT INTO record_changes (register, key, decision_id, at, after)"
            " VALUES ('products', 'LAMP', ?, '2026-06-09 09:00:00', '{\"unit\": \"piece\"}')",
            (planned,),
        )
        books.audit.append(planned, AT, books.person, {})
        books.stock.move(used, case, "LAMP", A03, "consumed", D(3), at=AT)
        books.audit.append(used, AT, books.person, {})
    return books


def tamper(db: Database, sql: str) -> None:
    """Change something as an intruder would: past the triggers that forbid it."""
    with db.write():
        for row in db.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            db.run(f"DROP TRIGGER {row['name']}")
        db.run("PRAGMA defer_foreign_keys = ON")
        assert db.run(sql)


def findings(books: Books) -> list[str]:
    return [str(problem.message) for problem in books.audit.verify()]


def test_an_untouched_chain_verifies(sealed: Books) -> None:
    assert sealed.audit.verify() == []
    links = sealed.db.rows("SELECT id, previous, hash FROM audit ORDER BY id")
    assert [link["id"] for link in links] == [1, 2, 3]
    assert [link["previous"] for link in links[1:]] == [link["hash"] for link in links[:-1]]
    assert sealed.audit.last_hash() == links[-1]["hash"]


def test_an_empty_chain_verifies(books: Books) -> None:
    assert books.audit.verify() == []
    assert books.audit.last_hash() == "0" * 64


def test_a_link_says_what_was_decided_and_booked(sealed: Books) -> None:
    body = sealed.db.value("SELECT body FROM audit WHERE id = 1")
    assert '"more":{"said":"灯十盏"}' in body
    assert '"LAMP","","supplier","MAIN/A-03",10000,10000,35000' in body
    assert '"stock","",35000' in body
    assert '"action":"change"' in body


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (
            "UPDATE audit SET body = replace(body, '十', '五') WHERE id = 1",
            "Audit link 1 was changed after it was sealed",
        ),
        ("UPDATE audit SET at = '2026-06-08 09:00:00' WHERE id = 2", "Audit link 2 was changed after it was sealed"),
        ("UPDATE audit SET person_id = 2 WHERE id = 2", "Audit link 2 was changed after it was sealed"),
        ("UPDATE audit SET previous = hash WHERE id = 2", "Audit link 2 does not follow the one before it"),
        ("DELETE FROM audit WHERE id = 1", "Audit link 2 does not follow the one before it"),
        ("DELETE FROM audit WHERE id = 3", "Decision 3 has no audit link"),
        (
            "UPDATE decisions SET note = 'agreed' WHERE id = 1",
            "Decision 1 is not as audit link 1 sealed it (the decision)",
        ),
        (
            "UPDATE decisions SET action = 'reject' WHERE id = 2",
            "Decision 2 is not as audit link 2 sealed it (the decision)",
        ),
        (
            "UPDATE stock_moves SET quantity = 9000 WHERE id = 1",
            "Decision 1 is not as audit link 1 sealed it (stock moves)",
        ),
        ("DELETE FROM stock_moves WHERE id = 2", "Decision 3 is not as audit link 3 sealed it (stock moves)"),
        (
            "UPDATE postings SET amount = 34000 WHERE id = 1",
            "Decision 1 is not as audit link 1 sealed it (money entries)",
        ),
        ("UPDATE leave_moves SET days = 1 WHERE id = 1", "Decision 2 is not as audit link 2 sealed it (leave moves)"),
        (
            "UPDATE reservations SET quantity = 1 WHERE id = 1",
            "Decision 2 is not as audit link 2 sealed it (reservations made)",
        ),
        (
            "UPDATE reservations SET released_by = 2 WHERE id = 1",
            "Decision 2 is not as audit link 2 sealed it (reservations released)",
        ),
        (
            "UPDATE record_changes SET after = '{}' WHERE id = 1",
            "Decision 2 is not as audit link 2 sealed it (register changes)",
        ),
        (
            "INSERT INTO stock_moves SELECT 9, 1, NULL, product, lot, source, target, quantity, own, value, at, NULL"
            " FROM stock_moves WHERE id = 1",
            "Decision 1 is not as audit link 1 sealed it (stock moves)",
        ),
    ],
)
def test_whatever_is_changed_is_found(sealed: Books, change: str, finding: str) -> None:
    tamper(sealed.db, change)
    assert finding in findings(sealed)


def test_a_link_sealed_anew_no_longer_fits_the_next(sealed: Books) -> None:
    last = sealed.db.rows("SELECT * FROM audit ORDER BY id")[-1]
    tamper(sealed.db, "DELETE FROM audit WHERE id = 3")
    tamper(sealed.db, "UPDATE decisions SET note = 'forged' WHERE id = 2")
    tamper(sealed.db, "DELETE FROM audit WHERE id = 2")
    with sealed.db.write():
        sealed.audit.append(2, AT, sealed.person, {})
        sealed.db.run(
            "INSERT INTO audit (id, decision_id, at, person_id, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
            tuple(last),
        )
    assert findings(sealed) == ["Audit link 3 does not follow the one before it"]


def test_taking_back_and_releasing_later_break_nothing(sealed: Books) -> None:
    with sealed.db.write():
        undoing = sealed.decision()
        sealed.stock.undo([1, 2, 3], undoing, AT)
        sealed.money.undo([1, 2, 3], undoing, AT)
        sealed.leave.undo([1, 2, 3], undoing, AT)
        sealed.db.run("UPDATE decisions SET undone_by = ?, undo = '{\"x\": 1}' WHERE id IN (1, 2, 3)", (undoing,))
        sealed.audit.append(undoing, AT, sealed.person, {})
    assert findings(sealed) == []


def test_a_decision_is_sealed_once_and_must_exist(sealed: Books) -> None:
    with sealed.db.write():
        with pytest.raises(IntegrityError):
            sealed.audit.append(1, AT, sealed.person, {})
        with pytest.raises(KeyError):
            sealed.audit.append(99, AT, sealed.person, {})


@pytest.mark.parametrize("change", ["UPDATE audit SET at = ''", "DELETE FROM audit"])
def test_the_chain_cannot_be_changed_through_the_program(sealed: Books, change: str) -> None:
    with sealed.db.write(), pytest.raises(IntegrityError, match="the audit chain is never"):
        sealed.db.run(change)


def test_a_long_chain_verifies(books: Books) -> None:
    with books.db.write():
        for number in range(1203):
            books.audit.append(books.decision(), AT, books.person, {"number": number})
    assert findings(books) == []
    tamper(books.db, "UPDATE audit SET body = replace(body, '1100', '1101') WHERE id = 1101")
    assert findings(books) == ["Audit link 1101 was changed after it was sealed"]
