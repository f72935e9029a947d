"""The lines of a case in a table that is wider than the screen."""

from db.message import Message
from screens import case_lines
from screens.words import Words
from workflows.engine.view import Cell, Table

ENGLISH = Words("en")
HEADS = ["Product", "Kind", "National standard", "Guide price", "Guide price from", "Price", "Amount", "Remark"]


def table(*changed: int) -> Table:
    row = [Cell(f"value {at} of a line", changed=at in changed, before="1" if at in changed else "") for at in range(8)]
    return Table("lines", Message("Lines"), [Message(head) for head in HEADS], [row], [False] * 8)


def heads(view: Table, left: int = 0, cells: int = 80) -> str:
    return "".join(text for text, _role in case_lines.table(view, cells, ENGLISH, left, title=False)[0])


def test_a_table_begins_with_the_first_column_that_changed_where_it_would_be_out_of_view() -> None:
    assert "Price " not in heads(table()).replace("Guide price ", "")
    shown = heads(table(5, 6))
    assert shown.startswith("‹")
    assert "Product" in shown
    assert "Amount" in shown
    assert "Kind" not in shown


def test_it_begins_at_its_first_column_where_a_change_is_in_view_or_nothing_has_changed() -> None:
    assert heads(table(1, 6)) == heads(table(1))
    assert "Kind" in heads(table(1, 6))
    assert "Kind" in heads(table())
    assert "Kind" in heads(table(5, 6), cells=300)


def test_whoever_has_scrolled_sees_the_columns_he_went_to() -> None:
    assert "Kind" in heads(table(5, 6), left=1)
