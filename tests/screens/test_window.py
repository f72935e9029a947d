"""The part of a queue that is in memory."""

from dataclasses import replace

from screens.window import PAGES_KEPT, Window, compared
from tests.screens.fake_office import row
from workflows.engine.view import Page


def page(first: int, last: int, total: int = 1000) -> Page:
    rows = [row(number) for number in range(first, last + 1)]
    return Page(rows, str(first), str(last), first > 1, last < total, total)


def ids(window: Window) -> list[int]:
    return [one.task_id for one in window.rows]


def test_it_grows_at_both_ends() -> None:
    window = Window()
    window.load(page(11, 20))
    window.add_after(page(21, 30))
    assert window.add_before(page(1, 10)) == 10
    assert ids(window) == list(range(1, 31))
    assert not window.more_before
    assert window.more_after
    assert (window.first, window.last) == ("1", "30")
    assert window.index(21) == 20
    assert window.index(99) is None


def test_it_lets_go_of_the_far_end() -> None:
    window = Window()
    window.load(page(1, 10))
    for first in range(11, 10 * (PAGES_KEPT + 3), 10):
        window.add_after(page(first, first + 9))
    assert len(window.rows) == 10 * PAGES_KEPT
    assert window.more_before
    assert window.first == str(window.rows[0].task_id)


def test_an_empty_one_has_no_ends() -> None:
    window = Window()
    assert (window.first, window.last, window.more_before, window.more_after) == (None, None, False, False)


def test_new_and_gone_and_changed_are_told_apart() -> None:
    window = Window()
    window.load(page(1, 10, 10))
    rows = [row(99), *(row(number) for number in range(1, 10) if number != 4)]
    rows[2] = replace(rows[2], seq=2)
    news = compared(window, Page(rows, "99", "9", False, True, 11))
    assert news.new == 1
    assert news.gone == {4}
    assert news.changed


def test_what_was_not_read_again_is_neither_new_nor_gone() -> None:
    window = Window()
    window.load(page(100, 160))
    assert compared(window, page(90, 130)).gone == set()
    assert compared(window, page(90, 130)).new == 0
    assert compared(window, page(120, 180)).new == 0
    assert not compared(window, page(120, 180)).changed


def test_only_rows_of_the_same_version_are_replaced() -> None:
    window = Window()
    window.load(page(1, 3, 3))
    window.replace([replace(row(1), claimed="other"), replace(row(2), claimed="other", seq=2)])
    assert [one.claimed for one in window.rows] == ["other", "", ""]
