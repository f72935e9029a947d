"""Every dashboard as it is declared: complete, told in both languages, honest about what is not built."""

import subprocess
import sys

import pytest

from tests.workflows.house import House
from workflows.catalogue import CATALOGUE
from workflows.engine.figures import Board, Chart, Figure
from workflows.posts import ADMINISTRATOR, DESKS, GENERAL_MANAGER, POSTS

BOARDS = CATALOGUE.boards
EVERY: list[Figure | Chart] = [
    *(one for board in BOARDS for one in board.figures),
    *(one for board in BOARDS for one in board.charts),
]


def test_every_desk_has_one() -> None:
    assert [board.desk.key for board in BOARDS] == list(DESKS)


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.desk.key)
def test_keys_are_given_once_and_stand_for_no_desk(board: Board) -> None:
    assert len(set(board.keys)) == len(board.keys)
    assert not set(board.keys) & {*DESKS, "list"}


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.key)
def test_each_says_in_a_sentence_how_it_is_counted(one: Figure | Chart) -> None:
    assert str(one.counted).endswith(".")
    assert len(str(one.counted)) > 20
    assert one.posts <= POSTS.keys()


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.key)
def test_each_leads_to_what_it_was_counted_from(one: Figure | Chart) -> None:
    assert one.behind is not None


def test_what_is_missing_needs_processes_that_are_not_built() -> None:
    waiting = [one for board in BOARDS for one in board.missing]
    assert waiting
    for one in waiting:
        assert one.needs
        assert not set(one.needs) & CATALOGUE.processes.keys(), str(one.title)


def test_the_general_manager_sees_all_and_the_administrator_none(house: House) -> None:
    assert {desk.key for desk in house.as_("general-manager").boards.desks()} == set(DESKS)
    assert house.as_("administrator").boards.desks() == []
    assert all(GENERAL_MANAGER in board.posts and ADMINISTRATOR not in board.posts for board in BOARDS)


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.key)
def test_each_can_be_counted_in_an_empty_company(one: Figure | Chart, house: House) -> None:
    boards = house.as_("general-manager").boards
    desk = next(board.desk.key for board in BOARDS if one in (*board.figures, *board.charts))
    if isinstance(one, Figure):
        assert boards.figure(desk, one.key).value in (None, 0) or one.key == "headcount"
        return
    view = boards.chart(desk, one.key)
    assert all(len(row.values) == len(view.columns) for row in view.rows)


def test_the_start_of_the_program_loads_nothing_of_it() -> None:
    begin = "import sys, console.main, screens.app, screens.desk, workflows.catalogue, workflows.engine.engine;"
    parts = "('plotext', 'textual_plotext', 'xlsxwriter', 'workflows.figures', 'screens.board.screen', 'db.figures')"
    asked = f"{begin} print([name for name in {parts} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
