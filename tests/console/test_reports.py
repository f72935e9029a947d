"""Dashboards by line mode: the list, a desk, one figure, one chart, what lies behind, files, and who may not."""

import csv
from pathlib import Path

import pytest

from tests.console.conftest import Console
from tests.workflows.house import House

REP = ("--as", "sales-rep1")
FINANCE = ("--as", "finance1")
SUPERVISOR = ("--as", "warehouse-supervisor")


@pytest.fixture
def owed(house: House) -> str:
    """The number of an order that is shipped and not paid, 1,000.00; 400.00 of it has been paid since."""
    return house.sold("C-0001", "1000.00", paid="400.00")


def test_the_list_says_what_there_is_and_what_is_not_yet(house: House, console: Console) -> None:
    data = console("report", "list", *REP, "--json").data
    assert {one["desk"] for one in data["reports"]} == {"sales"}
    assert {"desk": "sales", "name": "hit-rate", "kind": "figure"}.items() <= data["reports"][3].items()
    assert all(one["counted"] for one in data["reports"])
    assert ["annual-plan"] in [one["needs"] for one in data["missing"]]
    lines = console("report", *REP).out
    assert "receivables-by-age" in lines
    assert "Not yet, because processes are not built" in lines


def test_the_figures_of_a_desk(owed: str, console: Console) -> None:
    data = console("report", "sales", *REP, "--json").data
    values = {one["name"]: one["value"] for one in data["figures"]}
    assert values["receivables"] == "600.00"
    assert values["hit-rate"] is None
    assert "600.00" in console("report", "sales", *REP).out


def test_one_figure_with_how_it_is_counted(owed: str, console: Console) -> None:
    data = console("report", "receivables", *REP, "--json").data
    assert (data["desk"], data["value"], data["unit"]) == ("sales", "600.00", "yuan")
    assert "by the money ledger" in console("report", "receivables", *REP).out


def test_one_chart_as_a_table(owed: str, console: Console) -> None:
    data = console("report", "receivables-by-age", *REP, "--json").data
    assert [column["unit"] for column in data["columns"]] == ["yuan", "count", "count"]
    assert {row["key"]: row["values"][0] for row in data["rows"]} == {
        "0": "600.00", "30": "0.00", "60": "0.00", "90": "0.00", "91": "0.00",
    }  # fmt: skip
    chinese = console("report", "receivables-by-age", *REP, "--lang", "zh_CN").out
    assert "未到期" in chinese
    assert "统计口径" in chinese


def test_what_lies_behind_a_row(owed: str, console: Console) -> None:
    data = console("report", "receivables-by-age", "--behind", "--row", "0", *REP, "--json").data
    assert [(row["number"], row["amount"]) for row in data["rows"]] == [(owed, "600.00")]
    failed = console("report", "receivables-by-age", "--row", "12", *REP, "--json")
    assert (failed.code, failed.error["kind"]) == (5, "not-found")


def test_files_are_written_and_not_replaced_unasked(owed: str, console: Console, tmp_path: Path) -> None:
    path = tmp_path / "out" / "ages.csv"
    answer = console("report", "receivables-by-age", "--csv", str(path), *REP)
    assert answer.out == f"5 rows written to {path}\n"
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[:2] == [["Age", "Owed (yuan)", "Bills", "Number of customers"], ["not due", "600.00", "1", "1"]]
    again = console("report", "receivables-by-age", "--csv", str(path), *REP)
    assert again.code == 4
    assert "there already" in again.err
    assert console("report", "receivables-by-age", "--csv", str(path), "--replace", *REP).code == 0
    both = console(
        "report", "sales", "--csv", str(path), "--xlsx", str(tmp_path / "all.xlsx"), "--replace", *REP, "--json"
    )
    assert both.data["files"] == [str(path), str(tmp_path / "all.xlsx")]


@pytest.mark.parametrize(("option", "name"), [("--csv", "x.xlsx"), ("--xlsx", "x.csv"), ("--csv", "x")])
def test_a_file_is_named_by_its_format(console: Console, house: House, option: str, name: str) -> None:
    answer = console("report", "sales", option, name, *REP)
    assert answer.code == 2
    assert "end in" in answer.err


def test_nobody_sees_the_dashboard_of_another_desk(house: House, console: Console) -> None:
    assert console("report", "stock-value", *REP).code == 5
    assert console("report", "receivables", "--row", "1", *REP).code == 2
    assert console("report", "list", "--desk", "management", *REP).code == 5
    assert console("report", "stock-value", *SUPERVISOR).code == 0
    assert console("report", "list", "--as", "administrator", "--json").data == {"reports": [], "missing": []}


def test_money_is_for_those_who_read_the_ledger(house: House, console: Console) -> None:
    keys = {one["name"] for one in console("report", "list", "--as", "hr", "--json").data["reports"]}
    assert "probation" in keys
    assert not keys & {"sales-month", "receivables", "commission-owed", "budget-by-plan"}
    keys = {one["name"] for one in console("report", "list", *FINANCE, "--json").data["reports"]}
    assert {"sales-month", "receivables", "commission-owed", "budget-by-plan"} <= keys


def test_commission_of_others_is_for_their_manager(house: House, console: Console) -> None:
    assert console("report", "commission", *REP).code == 5
    assert console("report", "commission", "--as", "sales-manager").code == 0
    assert console("report", "my-commission", *REP).code == 0
