"""The preview: what decides is never cut for what does not, in the narrowest of terminals too."""

from dataclasses import replace

import pytest

from db.message import Message
from screens.paint import in_view, length, line
from screens.preview import flowed, table_lines
from screens.words import Words
from tests.screens.driving import at_desk
from tests.screens.fake_office import FakeOffice
from workflows.engine.view import Cell, Check, Preview, Table

WORDS = Words("en")


def told(lines: object) -> list[str]:
    return ["".join(text for text, _role in pieces).rstrip() for pieces in lines]  # type: ignore[attr-defined]


def table(columns: list[str], *rows: list[str], numeric: set[int], changed: set[int] = frozenset()) -> Table:  # type: ignore[assignment]
    return Table(
        "lines", Message("Lines"), [Message(column) for column in columns],
        [[Cell(text, at in changed) for at, text in enumerate(row)] for row in rows],
        [at in numeric for at in range(len(columns))],
    )  # fmt: skip


RECEIPT = table(
    ["Line of the order", "Product", "Place", "Delivered", "Rejected", "To check", "Note"],
    ["1", "尼龙拉链", "MAIN/A-01", "7,344", "0", "87", ""],
    ["2", "反光条", "MAIN/A-02", "4,928", "0", "72", ""],
    numeric={0, 3, 4, 5},
)


def test_a_narrow_table_keeps_its_product_and_leaves_out_what_says_nothing_first() -> None:
    heading, first, _second = told(table_lines(RECEIPT, 41, WORDS))
    assert first.split() == ["1", "尼龙拉链", "7,344", "87"]
    assert heading.endswith("…")
    assert "Rejected" not in heading


def test_figures_are_left_out_whole_and_never_cut() -> None:
    for cells in range(16, 80):
        lines = table_lines(RECEIPT, cells, WORDS)
        assert all(length(pieces) <= cells for pieces in lines)
        assert told(lines)[1].split()[0] == "1"
        assert "7,344" in told(lines)[1] or "Deliv" not in told(lines)[0]


def test_what_has_changed_is_never_left_out() -> None:
    changed = table(
        ["Line", "Product", "Delivered", "Note"], ["1", "Lamp", "7,344", "wet"], numeric={0, 2}, changed={3}
    )
    assert "wet" in told(table_lines(changed, 24, WORDS))[1]


def test_pieces_flow_on_to_the_lines_there_are() -> None:
    pieces = [("✗ place: fill this in  ", "bad"), ("✓ in stock  ", "good"), ("approve → done", "text")]
    assert told(flowed(pieces, 60, 2)) == ["✗ place: fill this in  ✓ in stock  approve → done"]
    assert told(flowed(pieces, 38, 2)) == ["✗ place: fill this in  ✓ in stock", "approve → done"]
    assert told(flowed(pieces, 30, 1)) == ["✗ place: fill this in  ✓ in s…"]
    assert told(flowed([("one two three four", "text")], 9, 3)) == ["one two", "three", "four"]


def test_a_piece_that_was_wrapped_is_parted_from_the_next() -> None:
    pieces = [("✗ Carrier: fill this in, pieces: fill this in  ", "bad"), ("✓ unreserved  ", "good")]
    assert told(flowed(pieces, 40, 3)) == ["✗ Carrier: fill this in, pieces: fill", "this in  ✓ unreserved"]


def test_arrows_say_how_much_is_out_of_view() -> None:
    lines = [line(f"line {number}") for number in range(10)]
    assert told(in_view(lines, 0, 12, 20)) == [f"line {number}" for number in range(10)]
    assert told(in_view(lines, 0, 3, 20)) == ["line 0", "line 1", "line 2          ↓ 7"]
    assert told(in_view(lines, 4, 3, 20)) == ["line 4          ↑ 4", "line 5", "line 6          ↓ 3"]
    assert told(in_view(lines, 7, 3, 20)) == ["line 7          ↑ 7", "line 8", "line 9"]


class Waiting(FakeOffice):
    """An office whose items have a long history behind them and many checks before them."""

    def preview(self, *, task: int | None = None, case: int | None = None) -> Preview:
        return replace(
            super().preview(task=task, case=case),
            brief=[Message("Needs zips.")],
            why=[Message("07-13 15:46 周敏: Log a contact, long ago"), Message("Waits for 周敏 or the Sales manager")],
            checks=[
                Check(Message("filled"), [Message(f"{name}: fill this in") for name in ("Contacted on", "Way", "Result")]),
                Check(Message("in stock"), ()),
            ],
        )  # fmt: skip


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_whom_it_waits_for_is_not_cut(size: tuple[int, int]) -> None:
    async with at_desk(Waiting(), size=size) as desk:
        assert "Waits for 周敏 or the Sales manager" in desk.text
        assert size[0] < 80 or "Result: fill this in" in desk.text
