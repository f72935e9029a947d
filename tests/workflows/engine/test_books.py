"""The ledgers as a person reads them: balances, the entries behind them, each with its case."""

import pytest

from tests.workflows.house import House
from workflows.engine.books import Lying
from workflows.engine.errors import Invalid, Refused
from workflows.engine.rows import Window
from workflows.engine.spans import Span, read_span

AT = Lying("LAMP", "", "MAIN/A-01")
LINE = {"product": "LAMP", "location": "MAIN/A-01", "quantity": 3, "cause": "handling"}


@pytest.fixture
def written_off(house: House) -> str:
    """The number of a confirmed write-off of 3 of 15 lamps."""
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    number = house.submit("storekeeper1", "write-off", {"warehouse": "MAIN", "lines": [LINE]}).number
    house.act("warehouse-supervisor", number, "confirm")
    return number


def test_a_balance_with_its_value(house: House, written_off: str) -> None:
    page = house.as_("warehouse-supervisor").books.stock(Window())
    (row,) = [one for one in page.rows if one.key == AT.cursor]
    assert list(row.cells) == ["MAIN/A-01", "工矿灯 LAMP", "", "12", "0", "12", "420.00"]
    assert [str(column.title) for column in page.columns][-1] == "Value"


def test_what_stock_is_worth_is_not_for_those_who_sell_it(house: House, written_off: str) -> None:
    page = house.as_("sales-rep1").books.stock(Window())
    assert "Value" not in [str(column.title) for column in page.columns]
    assert all(len(row.cells) == len(page.columns) for row in page.rows)


@pytest.mark.parametrize(
    ("typed", "found"), [("gkd", True), ("a-01 工矿", True), ("B-99", False), ("涂料", False), ("%", False)]
)
def test_balances_are_found_by_product_place_and_lot(house: House, written_off: str, typed: str, found: bool) -> None:
    rows = house.as_("storekeeper1").books.stock(Window(), text=typed).rows
    assert (AT.cursor in [row.key for row in rows]) is found


def test_the_moves_behind_a_balance_name_their_cases(house: House, written_off: str) -> None:
    books = house.as_("storekeeper1").books
    page = books.moves(AT.cursor, Window())
    assert page.rows[0].cells[1] == written_off
    assert [row.cells[5] for row in page.rows] == ["−3", "+15"]
    assert [row.cells[5] for row in books.moves(AT.cursor, Window(before="", limit=1)).rows] == ["+15"]
    first = page.rows[0].key
    assert [row.cells[5] for row in books.moves(AT.cursor, Window(after=first)).rows] == ["+15"]
    assert [row.key for row in books.moves(AT.cursor, Window(before=page.rows[1].key)).rows] == [first]
    assert len(books.moves(AT.cursor, Window(), text=written_off.lower()).rows) == 1
    assert len(books.moves(AT.cursor, Window(), span=read_span("2026-06")).rows) == 2
    assert not books.moves(AT.cursor, Window(), span=read_span("2026-05")).rows


def test_accounts_dimensions_and_entries(house: House, written_off: str) -> None:
    house.paid_order("C-0001", "120.00")
    books = house.as_("finance1").books
    accounts = {row.key: row.cells[2] for row in books.accounts(Window()).rows}
    assert accounts["loss"] == "105.00"
    assert [row.key for row in books.accounts(Window(), text="loss").rows] == ["loss"]
    (row,) = books.entries("loss", "", Window()).rows
    assert (row.cells[1], str(row.cells[2]), row.cells[3]) == (written_off, "stock at cost", "+105.00")
    assert books.is_divided("deposit")
    (deposit,) = books.dimensions("deposit", Window()).rows
    assert deposit.key.startswith("C-0001/")
    assert len(books.dimensions("deposit", Window(), text="C-0001").rows) == 1
    assert not books.dimensions("deposit", Window(), text="nobody").rows
    assert len(books.entries("deposit", deposit.key, Window()).rows) == 1


def test_the_books_are_not_for_everybody(house: House) -> None:
    assert house.as_("administrator").books.readable() == []
    assert house.as_("storekeeper1").books.readable() == ["stock"]
    assert house.as_("finance1").books.readable() == ["stock", "money"]
    with pytest.raises(Refused):
        house.as_("storekeeper1").books.accounts(Window())
    with pytest.raises(Refused):
        house.as_("administrator").books.moves(AT.cursor, Window())


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("", ("", "")),
        ("2026-02", ("2026-02-01", "2026-02-28")),
        ("2026", ("2026-01-01", "2026-12-31")),
        ("2026-06-03", ("2026-06-03", "2026-06-03")),
        ("2026/6/3 2026/6/9", ("2026-06-03", "2026-06-09")),
        ("2026年6月3日 至 2026年6月", ("2026-06-03", "2026-06-30")),
        ("2026-06..", ("2026-06-01", "")),
        ("..2026-06", ("", "2026-06-30")),
    ],
)
def test_days_as_they_are_typed(typed: str, days: tuple[str, str]) -> None:
    span = read_span(typed)
    assert (f"{span.since or ''}", f"{span.until or ''}") == days
    assert read_span(str(span)) == span
    assert bool(span) is (typed != "")


@pytest.mark.parametrize("typed", ["yesterday", "2026-13", "2026-06-31", "2026-06-09 2026-06-03", "1 2 3"])
def test_what_is_no_stretch_of_days(typed: str) -> None:
    with pytest.raises(Invalid):
        read_span(typed)
    assert Span() == read_span(" ")
