"""What companies bring their lists in: workbooks, and CSV as spreadsheets of many languages write it."""

from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.console.conftest import Answer, Console
from tests.workflows.house import House

ADMIN = ("--as", "administrator")
HEAD = ["key", "name", "phones", "tax_number", "credit_limit", "reduction", "terms_from", "no_calls"]


def workbook(*rows: list[Any], looks: dict[str, str] | None = None, **more: list[list[Any]]) -> bytes:
    """Return a workbook with these rows. looks: cell → how a number in it is shown; more: further sheets."""
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for place, look in (looks or {}).items():
        page[place].number_format = look
    for title, lines in more.items():
        further = book.create_sheet(title)
        for line in lines:
            further.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def imported(console: Console, raw: bytes, *more: str, register: str = "customers") -> Answer:
    return console("register", "import", register, "-", *more, *ADMIN, "--json", stdin=raw)


def test_a_customer_list_in_a_workbook_comes_in_as_it_is_shown(house: House, console: Console) -> None:
    raw = workbook(
        HEAD,
        ["C-9000", "恒达电器", 13800138000, "91330100MA2000000X", 50000.5, 0.13, datetime(2026, 3, 1), True],
        [None] * len(HEAD),
        ["C-9001", " 宏图贸易 ", "0571-88001122；13900139000", 123, 0.1 + 0.2, 13, "2026-03-02", False],
        looks={"F2": "0%", "D4": "00000"},
    )
    assert imported(console, raw).data == {
        "register": "customers", "new": 2, "changed": 0, "unchanged": 0, "dry_run": False,
    }  # fmt: skip
    first, second = (house.company.registers.data("customers", key) or {} for key in ("C-9000", "C-9001"))
    assert (first["phones"], first["tax_number"]) == (["13800138000"], "91330100MA2000000X")
    assert (first["credit_limit"], first["reduction"], first["terms_from"]) == ("50000.50", "13", "2026-03-01")
    assert (first["no_calls"], second["no_calls"]) == (True, False)
    assert (second["name"], second["phones"]) == ("宏图贸易", ["0571-88001122", "13900139000"])
    assert (second["tax_number"], second["credit_limit"]) == ("00123", "0.30")


def test_what_a_spreadsheet_has_made_of_a_text_is_said_and_nothing_is_imported(house: House, console: Console) -> None:
    raw = workbook(
        HEAD,
        ["C-9000", date(2026, 3, 1), None, 913301000000000123, None, None, None, None],
        ["C-9001", "=A1&B1", None, None, "=1/0", None, None, None],
        ["C-9002", "", None, None, None, None, None, None],
    )
    answer = imported(console, raw)
    assert answer.code == 2
    assert answer.error["message"] == "3 lines need another look; nothing was imported"
    assert [reason.split(";")[0] for reason in answer.error["reasons"]] == [
        "line 2, Name: has become the date 2026-03-01 in the file",
        "line 2, Tax number: has more digits than the 15 a spreadsheet keeps of a number",
        "line 3, Name: is a formula without a result",
        "line 3, Credit limit: is a formula without a result",
        "line 4, Name: fill this in",
    ]
    assert house.company.registers.get("customers", "C-9000") is None


def test_a_time_and_an_error_in_a_cell(house: House, console: Console) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["key", "name", "source"])
    page.append(["C-9000", "恒达", time(9, 30)])
    page.append(["C-9001", "#N/A", ""])
    page["B3"].data_type = "e"
    out = BytesIO()
    book.save(out)
    answer = imported(console, out.getvalue())
    assert answer.error["reasons"] == [
        "line 3, Name: shows #N/A in the file; mend the formula there, or type the value"
    ]


def test_of_several_sheets_one_is_named(house: House, console: Console) -> None:
    rows = [["key", "name"], ["C-9000", "恒达电器"]]
    raw = workbook(["note", "说明"], 客户=rows, 空=[])
    answer = imported(console, raw)
    assert (answer.code, answer.error["kind"]) == (2, "usage")
    assert answer.error["message"].endswith("Name one with --sheet: Sheet, 客户")
    assert imported(console, raw, "--sheet", "客户").data["new"] == 1
    assert "There are: Sheet, 客户, 空" in imported(console, raw, "--sheet", "供应商").error["message"]
    assert imported(console, workbook(客户=[["key", "name"], ["C-9001", "宏图"]])).data["new"] == 1


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        pytest.param(b"PK\x03\x04broken", "is no workbook that can be read. Save it as .xlsx", id="broken"),
        pytest.param(b"\xd0\xcf\x11\xe0old", "locked with a password. Save it as .xlsx without a password", id="old"),
        pytest.param(workbook(["key", "colour"]), "The first line must name the columns", id="an unknown column"),
        pytest.param(
            workbook(["key"], ["C-9000", "x"]), "Line 2 has 2 cells, the first line names 1", id="a cell beside"
        ),
        pytest.param(workbook(), "The first line must name the columns", id="an empty one"),
    ],
)
def test_a_workbook_that_will_not_do_says_what_to_do(house: House, console: Console, raw: bytes, said: str) -> None:
    answer = imported(console, raw)
    assert (answer.code, said in answer.error["message"]) == (2, True), answer.error


@pytest.mark.parametrize(
    ("raw", "more"),
    [
        pytest.param("\ufeffkey,name\r\nC-9000,恒达电器\r\n".encode(), (), id="UTF-8 with its mark"),
        pytest.param("key,name\nC-9000,恒达电器\n".encode("gbk"), ("--encoding", "gbk"), id="GBK"),
        pytest.param("key;name\r\nC-9000;恒达电器\r\n".encode(), (), id="semicolons"),
        pytest.param('key;name\r\nC-9000;"恒达电器"\r\n'.encode("gbk"), ("--encoding", "gbk"), id="semicolons in GBK"),
        pytest.param("key\tname\r\nC-9000\t恒达电器\r\n".encode(), (), id="tabs"),
    ],
)
def test_csv_as_spreadsheets_write_it(house: House, console: Console, raw: bytes, more: tuple[str, ...]) -> None:
    assert imported(console, raw, *more).data["new"] == 1
    assert house.company.registers.name("customers", "C-9000") == "恒达电器"


def test_text_in_another_encoding_is_told_what_to_try(house: House, console: Console) -> None:
    answer = imported(console, "key,name\nC-9000,恒达电器\n".encode("gbk"))
    assert answer.error["message"] == "-, line 2: this is not UTF-8 text."
    assert "--encoding gbk" in answer.error["reasons"][0]
    assert imported(console, b"key,name\n", "--sheet", "x").error["kind"] == "usage"


def test_what_is_exported_can_be_saved_as_a_workbook_and_imported(
    house: House, console: Console, tmp_path: Path
) -> None:
    import csv

    path = tmp_path / "products.csv"
    assert console("register", "export", "products", str(path), *ADMIN).code == 0
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    answer = imported(console, workbook(*rows), "--update", register="products")
    assert (answer.data["new"], answer.data["changed"]) == (0, 0)
    assert answer.data["unchanged"] == len(rows) - 1
