"""The money ledger: entries that sum to zero, balances on the side an account grows on."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.check import check
from db.database import Database
from db.money import ACCOUNTS, CREDIT, DEBIT, Account, MoneyLedger, Unbalanced, UnknownAccount
from db.sqlite import IntegrityError
from tests.db.books import AT, Books
from tests.effort import examples

LOSS, STOCK, BANK = Account("loss"), Account("stock"), Account("bank")
SALES = Account("sales")


@pytest.fixture
def money(books: Books) -> Iterator[MoneyLedger]:
    with books.db.write():
        yield books.money


@pytest.fixture
def by(books: Books, money: MoneyLedger) -> int:
    return books.decision()


def receivable(customer: str) -> Account:
    return Account("receivable", customer)


# -- accounts ------------------------------------------------------------------------------------------------


def test_the_accounts_are_those_of_the_chart() -> None:
    grow_on_credit = {name for name, kind in ACCOUNTS.items() if kind.side == CREDIT}
    assert {name for name, kind in ACCOUNTS.items() if kind.side == DEBIT} == set(ACCOUNTS) - grow_on_credit
    assert grow_on_credit == {
        *("payable", "deposit", "stored-value", "commission", "wages-payable", "insurance-payable"),
        *("tax-payable", "sales", "other-income", "scrap-income", "count-gain", "budget-granted", "opening"),
    }


@pytest.mark.parametrize(
    ("parts", "dimension"),
    [
        (("bank",), ""),
        (("till", "counter 1"), "counter 1"),
        (("deposit", "C-0012", "order"), "C-0012/order"),
        (("sales",), "goods"),
        (("sales", "repair"), "repair"),
        (("budget-spent", "OP-2026-000003", "promotion"), "OP-2026-000003/promotion"),
    ],
)
def test_an_account_has_its_dimension(parts: tuple[str, ...], dimension: str) -> None:
    account = Account(*parts)
    assert (account.name, account.dimension) == (parts[0], dimension)


@pytest.mark.parametrize(
    "parts",
    [("petty-cash",), ("bank", "ICBC"), ("receivable",), ("receivable", ""), ("deposit", "C-0012"), ("till", "1", "2")],
)
def test_an_account_without_its_dimension_is_unknown(parts: tuple[str, ...]) -> None:
    with pytest.raises(UnknownAccount):
        Account(*parts)


def test_only_accounts_of_the_chart_have_balances(money: MoneyLedger) -> None:
    with pytest.raises(UnknownAccount):
        money.balance("petty-cash")
    with pytest.raises(UnknownAccount):
        money.balances("petty-cash")


# -- entries -------------------------------------------------------------------------------------------------


def test_an_amount_goes_from_credit_to_debit(money: MoneyLedger, books: Books, by: int) -> None:
    case = books.case()
    entry = money.post(by, case, AT, debit=LOSS, credit=STOCK, amount=D("420.00"), note="Damaged goods")
    assert entry is not None
    assert [(line.account, line.dimension, line.amount) for line in entry.lines] == [
        ("loss", "", D("420.00")),
        ("stock", "", D("-420.00")),
    ]
    assert (entry.case_id, entry.at, entry.note, entry.reverses) == (case, AT, "Damaged goods", None)
    assert (money.balance("loss"), money.balance("stock")) == (D("420.00"), D("-420.00"))
    assert money.entries(case_id=case) == [entry]


def test_balances_stand_on_the_side_an_account_grows_on(money: MoneyLedger, by: int) -> None:
    money.entry(by, None, AT, [(receivable("C-1"), D(113)), (SALES, D(-100)), (Account("tax-payable"), D(-13))])
    money.post(by, None, AT, debit=BANK, credit=receivable("C-1"), amount=D("50.5"))
    money.post(by, None, AT, debit=receivable("C-2"), credit=SALES, amount=D(7))
    assert money.balance("receivable", "C-1") == money.balance(receivable("C-1")) == D("62.50")
    assert money.balance("receivable") == D("69.50")
    assert (money.balance("sales"), money.balance("tax-payable")) == (D(107), D(13))
    assert money.balance(SALES) == money.balance("sales", "goods") == 107


def test_an_entry_sums_to_zero_or_is_refused(money: MoneyLedger, by: int) -> None:
    with pytest.raises(Unbalanced):
        money.entry(by, None, AT, [(BANK, D(100)), (SALES, D("-99.99"))])
    with pytest.raises(Unbalanced):
        money.post(by, None, AT, debit=BANK, credit=SALES, amount=D(-1))
    with pytest.raises(ValueError, match="decimals"):
        money.post(by, None, AT, debit=BANK, credit=SALES, amount=D("0.005"))
    assert money.entries() == []


def test_nothing_is_booked_for_nothing(money: MoneyLedger, by: int) -> None:
    assert money.post(by, None, AT, debit=BANK, credit=SALES, amount=D("0.00")) is None
    entry = money.entry(by, None, AT, [(BANK, D(5)), (LOSS, D(0)), (SALES, D(-5))])
    assert entry is not None
    assert [line.account for line in entry.lines] == ["bank", "sales"]
    assert money.entries() == [entry]


def test_an_entry_names_a_decision_that_exists(money: MoneyLedger) -> None:
    with pytest.raises(IntegrityError):
        money.post(999, None, AT, debit=BANK, credit=SALES, amount=D(1))


@pytest.mark.parametrize("table", ["money_entries", "postings"])
def test_entries_are_never_changed(books: Books, money: MoneyLedger, by: int, table: str) -> None:
    money.post(by, None, AT, debit=BANK, credit=SALES, amount=D(1))
    with pytest.raises(IntegrityError, match="never changed"):
        books.db.run(f"UPDATE {table} SET id = id + 1")
    with pytest.raises(IntegrityError, match="never deleted"):
        books.db.run(f"DELETE FROM {table}")


def test_the_dimensions_of_an_account_are_paged(money: MoneyLedger, by: int) -> None:
    for who, what, amount in [("C-1", "order", 30), ("C-1", "sample", 4), ("C-12", "order", 9), ("C-2", "order", 5)]:
        money.post(by, None, AT, debit=BANK, credit=Account("deposit", who, what), amount=D(amount))
    money.post(by, None, AT, debit=Account("deposit", "C-2", "order"), credit=BANK, amount=D(5))
    assert money.balances("deposit", limit=2) == [("C-1/order", D(30)), ("C-1/sample", D(4))]
    assert money.balances("deposit", after="C-1/sample") == [("C-12/order", D(9))]
    assert money.balances("deposit", prefix="C-1") == [("C-1/order", D(30)), ("C-1/sample", D(4))]
    assert money.balances("bank") == [("", D(43))]


def test_entries_are_paged_whole(money: MoneyLedger, books: Books, by: int) -> None:
    for customer in ("C-1", "C-2", "C-1"):
        money.post(by, None, AT, debit=receivable(customer), credit=SALES, amount=D(1))
    other = books.decision()
    money.post(other, None, AT, debit=BANK, credit=receivable("C-1"), amount=D(1))
    assert [entry.id for entry in money.entries(limit=3)] == [1, 2, 3]
    assert [entry.id for entry in money.entries(newest_first=True, after=4)] == [3, 2, 1]
    assert [entry.id for entry in money.entries(account="receivable", dimension="C-1", after=1)] == [3, 4]
    assert [entry.id for entry in money.entries(account="bank")] == [4]
    assert [entry.id for entry in money.entries(decision_id=other)] == [4]
    assert {len(entry.lines) for entry in money.entries(account="bank")} == {2}


# -- undoing -------------------------------------------------------------------------------------------------


def test_undoing_books_the_opposite_entry(money: MoneyLedger, books: Books, by: int) -> None:
    case, undoing = books.case(), books.decision()
    money.post(by, case, AT, debit=LOSS, credit=STOCK, amount=D(420))
    (entry,) = money.undo([by], undoing, AT)
    assert [(line.account, line.amount) for line in entry.lines] == [("loss", D(-420)), ("stock", D(420))]
    assert (entry.decision_id, entry.case_id, entry.reverses) == (undoing, case, 1)
    assert (money.balance("loss"), money.balance("stock")) == (D(0), D(0))
    assert money.undo([by], books.decision(), AT) == []
    assert money.undo([by, undoing], books.decision(), AT) == []
    (again,) = money.undo([undoing], books.decision(), AT)
    assert (again.reverses, money.balance("loss")) == (entry.id, D(420))


class RolledBack(Exception):
    """Ends an example without keeping anything."""


accounts = st.sampled_from([LOSS, STOCK, BANK, SALES, receivable("C-1"), receivable("C-2"), Account("opening")])
lines = st.lists(st.tuples(accounts, st.integers(-(10**6), 10**6)), min_size=1, max_size=4)


@given(entries=st.lists(lines, max_size=8), chosen=st.sets(st.integers(0, 7)))
@settings(max_examples=examples(60))
def test_any_entries_keep_the_books_balanced(
    property_books: Books, entries: list[list[tuple[Account, int]]], chosen: set[int]
) -> None:
    """Balances are the sum of what stands, all of them together 0 (invariants 2, 6 and 14)."""
    books, money = property_books, property_books.money
    expected: defaultdict[Account, int] = defaultdict(int)
    with pytest.raises(RolledBack), books.db.write():
        decisions = []
        for number, drawn in enumerate(entries):
            fens = [*drawn, (BANK, -sum(fen for _, fen in drawn))]
            decisions.append(books.decision())
            money.entry(decisions[-1], None, AT, [(account, D(fen) / 100) for account, fen in fens])
            if number not in chosen:
                for account, fen in fens:
                    expected[account] += fen
        undone = [decision for number, decision in enumerate(decisions) if number in chosen]
        money.undo(undone, books.decision(), AT)
        for account, fen in expected.items():
            assert money.balance(account) * ACCOUNTS[account.name].side * 100 == fen
        total = sum(money.balance(name) * kind.side for name, kind in ACCOUNTS.items())
        assert total == 0
        assert {problem.invariant for problem in check(books.db)} <= {0, 17}  # goods and seals are not booked here
        raise RolledBack


@pytest.fixture(scope="module")
def property_books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    database = Database.create(tmp_path_factory.mktemp("money") / "company.db", kind="practice")
    yield Books(database)
    database.close()
