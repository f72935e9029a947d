"""Dashboards on the screen: figures and charts by keys alone, tables, files, what lies behind, and the way back."""

import csv
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from textual.screen import Screen

from screens.board.behind import BehindScreen
from screens.board.screen import BoardScreen
from screens.case import CaseScreen
from screens.desk import DeskScreen
from screens.record import RecordScreen
from tests.screens.driving import Driver, at_desk
from tests.screens.fake_boards import CHARTS, FIGURES, HOSTILE
from tests.screens.fake_cases import CasesOffice
from tests.screens.fake_office import FakeOffice
from workflows.engine.figures import Column, Row

NARROW = (80, 24)


@asynccontextmanager
async def at_board(
    office: FakeOffice | None = None, size: tuple[int, int] = (140, 40), language: str = "en"
) -> AsyncIterator[Driver]:
    """Open the dashboard of the desk."""
    async with at_desk(office or CasesOffice(), size=size, language=language) as driver:
        await driver.press("F")
        yield driver


def board_of(driver: Driver) -> BoardScreen:
    screen = driver.app.screen
    assert isinstance(screen, BoardScreen)
    return screen


def shows(driver: Driver, kind: type[Screen[Any]]) -> bool:
    """Whether a screen of a kind is on top."""
    return isinstance(driver.app.screen, kind)


def said(driver: Driver) -> str:
    return driver.app.words.say(board_of(driver).status.said)


async def to_chart(driver: Driver, key: str) -> None:
    """Put the cursor of the list on a chart."""
    await driver.press("home", *["down"] * (len(FIGURES) + list(CHARTS).index(key)))


# --- figures ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["F", "f10"])
async def test_a_key_opens_it_and_escape_comes_back(key: str) -> None:
    async with at_desk(FakeOffice()) as driver:
        await driver.press("down", key)
        assert shows(driver, BoardScreen)
        await driver.press("escape")
        assert shows(driver, DeskScreen)
        assert driver.desk.list.cursor == 1


async def test_it_is_reached_by_typing_where_to_go() -> None:
    async with at_desk(FakeOffice()) as driver:
        await driver.press(":", *"dash")
        await driver.press("down", "enter")
        assert board_of(driver).key == "sales"


async def test_nobody_without_a_dashboard_is_offered_one() -> None:
    office = FakeOffice()
    office.boards.held = ()
    async with at_desk(office) as driver:
        assert "Dashboard" not in driver.text
        await driver.press("F")
        assert shows(driver, DeskScreen)


async def test_figures_stand_there_with_their_values() -> None:
    async with at_board() as driver:
        assert "1,358,539.45" in driver.text
        assert next(line for line in driver.lines if "Passed at once" in line).split()[3] == "–"


async def test_keys_work_while_figures_are_counted() -> None:
    office = FakeOffice()
    office.boards.hold = threading.Event()
    async with at_desk(office) as driver:
        try:
            driver.app.screen.press("F", "F")  # type: ignore[attr-defined]
            await driver.until(
                lambda: isinstance(driver.app.screen, BoardScreen) and bool(board_of(driver).list.figures)
            )
            board = board_of(driver)
            board.press("down", None)
            await driver.pilot.pause()
            assert board.list.cursor == 1
            assert "Reading …" in driver.text
            assert "1,358,539.45" not in driver.text
        finally:
            office.boards.hold.set()
        await driver.settle()
        assert "1,358,539.45" in driver.text
        assert "Reading" not in driver.text


async def test_how_a_figure_is_counted_is_said_on_demand() -> None:
    async with at_board() as driver:
        assert "By the ledger." not in driver.text
        await driver.press("i")
        assert "By the ledger." in driver.text
        await driver.press("i")
        assert "By the ledger." not in driver.text


async def test_nothing_changes_until_it_is_asked_for() -> None:
    async with at_board() as driver:
        office = driver.office
        office.company.others_finish(3)
        await driver.look()
        assert office.asked["figures"] == 1
        assert "changed — R" in driver.text
        await driver.press("R")
        assert office.asked["figures"] == 2
        assert said(driver) == "Up to date"
        assert "changed — R" not in driver.text


# --- charts -------------------------------------------------------------------------------------------------


async def test_a_chart_is_drawn_with_names_of_any_width() -> None:
    async with at_board() as driver:
        await to_chart(driver, "kinds")
        bars = {line[46:].split()[0]: line.count("█") for line in driver.lines if "█" in line}
        assert bars["material"] > bars["办公用品"] > 0
        assert "170,585.66" in driver.text
        assert {len(line) for line in driver.lines if "office" in line} <= {140}


async def test_a_chart_over_time_has_its_limit_and_marks_the_moment() -> None:
    async with at_board() as driver:
        await to_chart(driver, "cycle")
        assert "limit 8 d" in driver.text
        assert "▲" not in driver.text
        await driver.press("right")
        marked = next(index for index, line in enumerate(driver.lines) if "▲" in line)
        assert "03-12  Days 6 d" in driver.lines[marked + 1]
        await driver.press("left", "left")
        assert "03-10  Days 4 d" in driver.text


async def test_series_are_told_apart_without_colour() -> None:
    async with at_board() as driver:
        await to_chart(driver, "weeks")
        assert "█ Sales  ▒ Warehouse" in driver.text


async def test_names_of_series_are_broken_by_their_width_not_their_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = tuple(Column(f"第{number}个很长的部门名称") for number in "一二三四五六")
    rows = [Row(row.key, row.title, (1,) * 6) for row in CHARTS["weeks"].rows]
    monkeypatch.setitem(CHARTS, "weeks", replace(CHARTS["weeks"], columns=columns, rows=rows))
    async with at_board(size=NARROW) as driver:
        await to_chart(driver, "weeks")
        assert all(str(column.title) in driver.text for column in columns)


async def test_bars_beside_each_other_are_as_high_as_the_most_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHARTS, "weeks", replace(CHARTS["weeks"], form="beside"))
    async with at_board() as driver:
        await to_chart(driver, "weeks")
        assert "█ Sales  ▒ Warehouse" in driver.text
        # No day has more than 4 of either; stacked it would be 5.
        assert next(line.split("┤")[0].split()[-1] for line in driver.lines if "┤" in line) == "4"


async def test_what_is_counted_is_marked_in_whole_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHARTS, "weeks", replace(CHARTS["weeks"], form="beside"))
    async with at_board() as driver:
        await to_chart(driver, "weeks")
        assert [line.split("┤")[0].split()[-1] for line in driver.lines if "┤" in line] == ["4", "3", "2", "1", "0"]


async def test_a_name_is_whole_while_the_bar_beside_it_can_be_short(monkeypatch: pytest.MonkeyPatch) -> None:
    why = "sent back, consumption or prices doubtful · Quotation"
    monkeypatch.setitem(CHARTS, "kinds", replace(CHARTS["kinds"], rows=(Row("why", why, (Decimal(4), 1)),)))
    async with at_board() as driver:
        await to_chart(driver, "kinds")
        assert why in driver.text


async def test_a_moment_without_a_value_is_not_bridged_by_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    days = CHARTS["cycle"].rows
    apart = [Row(row.key, row.title, (Decimal(4) if at in (1, 9) else None,)) for at, row in enumerate(days)]
    monkeypatch.setitem(CHARTS, "cycle", replace(CHARTS["cycle"], rows=apart))
    async with at_board() as driver:
        await to_chart(driver, "cycle")
        assert sum(line.count("*") for line in driver.lines if "│" in line) == 2


async def test_lines_far_above_nothing_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    high = [Row(row.key, row.title, (Decimal(90 + at),)) for at, row in enumerate(CHARTS["cycle"].rows)]
    monkeypatch.setitem(CHARTS, "cycle", replace(CHARTS["cycle"], rows=high, lines=()))
    async with at_board() as driver:
        await to_chart(driver, "cycle")
        ticks = [line.split("┤")[0].split()[-1] for line in driver.lines if "┤" in line]
        assert ticks[-1] == "90"
        assert len(ticks) > 3


async def test_a_name_in_the_legend_that_just_fits_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    fitting = "n" * 41  # 43 cells beside the list; sign and spaces take the rest
    monkeypatch.setitem(CHARTS, "weeks", replace(CHARTS["weeks"], columns=(Column("A"), Column(fitting[:-1]))))
    async with at_board(size=NARROW) as driver:
        await to_chart(driver, "weeks")
        assert fitting[:-1] in driver.text


async def test_a_long_legend_leaves_room_for_the_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = tuple(Column(f"Department {number} of the house") for number in range(9))
    rows = [Row(row.key, row.title, (1,) * 9) for row in CHARTS["weeks"].rows]
    monkeypatch.setitem(CHARTS, "weeks", replace(CHARTS["weeks"], columns=columns, rows=rows))
    async with at_board(size=NARROW) as driver:
        await to_chart(driver, "weeks")
        assert "* Department" in driver.text
        assert sum("│" in line or "┤" in line for line in driver.lines) >= 5


async def test_every_chart_is_a_table_too() -> None:
    async with at_board() as driver:
        await to_chart(driver, "kinds")
        assert "Products" not in driver.text
        await driver.press("t")
        row = next(line for line in driver.lines if "办公用品" in line)
        assert row[46:].split() == ["办公用品", "41,166.76", "10"]
        await driver.press("t")
        assert "█" in driver.text


async def test_counting_anew_keeps_the_place_in_a_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_board() as driver:
        await to_chart(driver, "kinds")
        await driver.press("right", "end")
        assert board_of(driver).pane.at == 3
        monkeypatch.setitem(CHARTS, "kinds", replace(CHARTS["kinds"], rows=CHARTS["kinds"].rows[:2]))
        await driver.press("R", "enter")
        assert driver.office.asked["behind kinds hostile"] == 1
        await driver.press("escape")
        assert board_of(driver).pane.at == 1


async def test_a_chart_without_rows_says_so() -> None:
    async with at_board() as driver:
        await to_chart(driver, "empty")
        assert "Nothing to show" in driver.text
        await driver.press("right", "t", "enter")
        assert shows(driver, BoardScreen)


async def test_a_narrow_screen_gives_a_chart_the_whole_width() -> None:
    async with at_board(size=NARROW) as driver:
        await to_chart(driver, "kinds")
        assert any("Stock value" in line for line in driver.lines)
        await driver.press("enter")
        assert not any("Stock value" in line for line in driver.lines)
        await driver.press("escape")
        assert any("Stock value" in line for line in driver.lines)


async def test_a_name_from_the_data_is_no_markup() -> None:
    async with at_board() as driver:
        await to_chart(driver, "kinds")
        assert HOSTILE in driver.text


# --- what lies behind ---------------------------------------------------------------------------------------


async def test_enter_lists_what_lies_behind_a_bar_and_escape_comes_back_to_it() -> None:
    async with at_board() as driver:
        await to_chart(driver, "kinds")
        await driver.press("enter", "down", "enter")
        assert shows(driver, BehindScreen)
        assert driver.office.asked["behind kinds hostile"] == 1
        assert "40 listed, 2 more that you may not see" in driver.text
        await driver.press("down", "enter")
        assert shows(driver, CaseScreen)
        assert "WO-2026-000002" in driver.text
        await driver.press("escape")
        assert shows(driver, BehindScreen)
        behind = driver.app.screen
        assert isinstance(behind, BehindScreen)
        assert behind.list.cursor == 1
        await driver.press("escape")
        assert board_of(driver).pane.at == 1
        await driver.press("escape")
        assert board_of(driver).pane.at is None
        assert shows(driver, BoardScreen)


async def test_a_late_case_says_so_in_words_not_in_colour_alone() -> None:
    async with at_board() as driver:
        await driver.press("down", "enter")
        assert "! review" in next(line for line in driver.lines if "WO-2026-000002" in line)


async def test_a_record_behind_a_figure_opens_too() -> None:
    async with at_board() as driver:
        await driver.press("down", "enter", "end", "enter")
        assert shows(driver, RecordScreen)
        await driver.press("escape")
        assert shows(driver, BehindScreen)


async def test_a_figure_with_nothing_to_trace_stays_where_it_is() -> None:
    async with at_board() as driver:
        await driver.press("enter")
        assert shows(driver, BoardScreen)


async def test_a_case_opened_from_a_figure_is_in_no_queue() -> None:
    async with at_board() as driver:
        await driver.press("down", "enter", "enter", "J")
        assert shows(driver, CaseScreen)
        assert "Next case" not in driver.text
        assert "WO-2026-000001" in driver.text


async def test_the_way_back_from_a_queue_leads_to_the_place_on_the_dashboard() -> None:
    async with at_board() as driver:
        await to_chart(driver, "cycle")
        await driver.press("enter", "left", "left", "t", "i", "enter", "down", "down", "enter")
        assert shows(driver, CaseScreen)
        number = next(line.split()[0] for line in driver.lines if "WO-2026" in line)
        await driver.press(":", *"counts", "enter")
        assert shows(driver, DeskScreen)
        await driver.press("backspace")
        assert shows(driver, CaseScreen)
        assert number in driver.text
        await driver.press("escape")
        behind = driver.app.screen
        assert isinstance(behind, BehindScreen)
        assert (behind.key, behind.row, behind.list.cursor) == ("cycle", "03-10", 2)
        await driver.press("escape")
        board = board_of(driver)
        assert board.chart is not None
        assert (board.chart.key, board.pane.at, board.pane.table, board.pane.explain) == ("cycle", 9, True, True)
        await driver.press("escape", "up")
        assert board.list.cursor == len(FIGURES)


async def test_the_list_behind_a_figure_is_reopened_where_it_was() -> None:
    async with at_board() as driver:
        await driver.press("down", "enter", "down", "down", "down", ":", *"counts", "enter", "backspace")
        behind = driver.app.screen
        assert isinstance(behind, BehindScreen)
        assert (behind.key, behind.row, behind.list.cursor) == ("late", None, 3)
        await driver.press("escape")
        assert board_of(driver).list.cursor == 1


async def test_a_jump_to_the_queue_below_leads_back_to_the_dashboard_too() -> None:
    async with at_board() as driver:
        queue = driver.app.words.say(
            next(
                screen.tab.title for screen in driver.app.screen_stack if isinstance(screen, DeskScreen) and screen.tab
            )
        )
        await driver.press("down", ":", *queue.lower(), "enter")
        assert shows(driver, DeskScreen)
        await driver.press("backspace")
        assert board_of(driver).list.cursor == 1


async def test_a_list_behind_a_figure_says_that_something_has_changed() -> None:
    async with at_board() as driver:
        await driver.press("down", "enter", "down", "down")
        driver.office.company.others_finish(3)
        await driver.look()
        assert "changed — R" in driver.text
        await driver.press("R")
        assert "changed — R" not in driver.text
        behind = driver.app.screen
        assert isinstance(behind, BehindScreen)
        assert behind.list.cursor == 2


async def test_what_cannot_be_listed_is_said() -> None:
    async with at_board() as driver:
        await driver.press("down", "down", "enter")
        assert "There is no such figure" in driver.text
        await driver.press("escape")
        assert shows(driver, BoardScreen)


# --- files --------------------------------------------------------------------------------------------------


async def test_a_chart_is_exported_to_where_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with at_board() as driver:
        await to_chart(driver, "kinds")
        await driver.press("s")
        assert "exports/warehouse-kinds-2026-03-12.csv" in driver.text
        await driver.press("enter")
        assert said(driver) == f"4 rows written to {tmp_path}/exports/warehouse-kinds-2026-03-12.csv"
    text = (tmp_path / "exports/warehouse-kinds-2026-03-12.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ["Kind", "Value (yuan)", "Products"]
    assert rows[2] == [f"'{HOSTILE}", "126713.49", "23"]


async def test_the_name_of_the_file_says_its_format(tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    async with at_board() as driver:
        await driver.press("f6", "ctrl+u", *str(path), "enter")
        assert said(driver) == f"3 rows written to {path}"
    assert "xl/workbook.xml" in ZipFile(path).namelist()


async def test_a_bad_path_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("mine")
    async with at_board() as driver:
        for name, remedy in (
            ("there.csv", "is there already; choose another name"),
            ("there.pdf", "let the name end in .csv or .xlsx"),
            ("there.csv/x.csv", "choose another place"),
        ):
            await driver.press("s", "ctrl+u", *f"{tmp_path}/{name}", "enter")
            assert said(driver).endswith(remedy) or remedy in said(driver)
    assert (tmp_path / "there.csv").read_text() == "mine"


async def test_a_list_behind_a_figure_is_exported_too(tmp_path: Path) -> None:
    path = tmp_path / "behind.csv"
    async with at_board() as driver:
        await driver.press("down", "enter", "s", "ctrl+u", *str(path), "enter")
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 41


# --- desks and languages --------------------------------------------------------------------------------------


async def test_the_dashboard_of_another_desk_is_two_keys_away() -> None:
    async with at_board() as driver:
        await driver.press("D", "2")
        assert board_of(driver).key == "sales"
        assert driver.office.asked["figures"] == 2


async def test_the_language_changes_in_place() -> None:
    async with at_board() as driver:
        await to_chart(driver, "cycle")
        await driver.press("right", "L")
        assert "看板" in driver.text
        assert "5 天" not in driver.text
        assert "6 天" in driver.text
        assert board_of(driver).pane.at == 11


async def test_the_ways_through_a_chart_are_directions_in_chinese_too() -> None:
    async with at_board(language="zh_CN") as driver:
        await to_chart(driver, "kinds")
        await driver.press("?")
        assert "向右" in driver.text
        assert "向左" in driver.text
