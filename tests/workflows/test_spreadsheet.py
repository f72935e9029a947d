"""Tables as files: formats by name, nothing that runs as a formula, nothing half written or overwritten."""

import csv
import re
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from workflows.spreadsheet import CannotWrite, Value, default_name, write_table

HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1", "\t=1", '=HYPERLINK("http://x")')
ROWS: list[list[Value]] = [
    ["应收", Decimal("1284.00"), 3, date(2026, 6, 9), None],
    ["-5", Decimal("-0.5"), -3, datetime(2026, 6, 9, 10, 30), "x"],
]


def written(path: Path, rows: list[list[Value]] | None = None) -> Path:
    return write_table(
        path, "Receivables/by age", ["Name", "Amount", "Count", "Day", "Note"], ROWS if rows is None else rows
    )


def test_a_csv_file_has_numbers_as_numbers_and_texts_as_texts(tmp_path: Path) -> None:
    path = written(tmp_path / "new" / "folder" / "a.CSV")
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(raw.decode("utf-8-sig").splitlines())) == [
        ["Name", "Amount", "Count", "Day", "Note"],
        ["应收", "1284.00", "3", "2026-06-09", ""],
        ["-5", "-0.5", "-3", "2026-06-09 10:30", "x"],
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(text: str, tmp_path: Path) -> None:
    rows: list[list[Value]] = [[text, None, None, None, text]]
    cells = list(csv.reader(written(tmp_path / "a.csv", rows).read_text(encoding="utf-8-sig").splitlines()))[1]
    assert cells[0] == f"'{text}"
    with ZipFile(written(tmp_path / "a.xlsx", rows)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert text in unescape(texts)


def test_a_workbook_has_numbers_as_numbers(tmp_path: Path) -> None:
    with ZipFile(written(tmp_path / "a.xlsx")) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        name = book.read("xl/workbook.xml").decode()
    assert re.search(r'<c r="B2"[^>]*><v>1284(\.00)?</v>', sheet)
    assert re.search(r'<c r="C3"[^>]*><v>-3</v>', sheet)
    assert re.search(r'<c r="A3"[^>]* t="s"', sheet)  # the text -5 stays a text
    assert 'name="Receivables by age"' in name


def test_a_workbook_has_days_as_days_and_shows_them_as_the_screen_does(tmp_path: Path) -> None:
    cells = load_workbook(written(tmp_path / "a.xlsx")).worksheets[0]
    assert [(cell.value, cell.number_format) for cell in (cells["D2"], cells["D3"])] == [
        (datetime(2026, 6, 9), "yyyy-mm-dd"),
        (datetime(2026, 6, 9, 10, 30), "yyyy-mm-dd hh:mm"),
    ]


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.csv.gz", ".csv"])
def test_the_name_must_say_the_format(name: str, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match=r"\.csv or \.xlsx"):
        written(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_stays_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mine")
    with pytest.raises(CannotWrite, match="there already"):
        written(path)
    assert path.read_text() == "mine"
    write_table(path, "", ["A"], [["b"]], replace=True)
    assert path.read_text(encoding="utf-8-sig").split() == ["A", "b"]
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


def test_a_folder_or_a_place_one_may_not_write_is_said(tmp_path: Path) -> None:
    (tmp_path / "dir.csv").mkdir()
    with pytest.raises(CannotWrite, match="is a folder"):
        written(tmp_path / "dir.csv")
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="choose another place"):
        written(tmp_path / "file" / "a.csv")


def test_the_proposed_name_can_be_a_file_anywhere() -> None:
    assert default_name("sales", "receivables-by-age", on=date(2026, 6, 9)) == "sales-receivables-by-age-2026-06-09.csv"
    assert default_name("management", "returned", "write-off/back/1", on=date(2026, 6, 9)) == (
        "management-returned-write-off-back-1-2026-06-09.csv"
    )
