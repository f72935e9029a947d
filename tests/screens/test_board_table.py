"""A chart as a table: whatever there is no room for gives way in its order, and no value is ever cut."""

from datetime import date

from db.message import Message
from screens.board.table import Table
from screens.board.values import table_of
from screens.paint import Line, length
from screens.words import Words
from workflows.engine.boards import ChartView
from workflows.engine.figures import Column, Row

DEPARTMENTS = ["Cleaning department", "Engineering department", "Customer-service department", "Quality department"]
NUMBERS = (17, 2, 1305, 40)


def table(cells: int, *, whole: bool = False) -> Table:
    chart = ChartView(
        "weeks", Message("Complaints"), "stacked", Message("Week"), Message("By department."), True,
        [Column(name) for name in DEPARTMENTS], [Row("1", "2026-06-01", NUMBERS)], (),
    )  # fmt: skip
    return Table(chart, cells, Words("en"), whole=whole)


def text(line: Line) -> str:
    return "".join(piece for piece, _role in line)


def test_where_there_is_room_headings_stand_on_one_line() -> None:
    made = table(140)
    assert text(made.headings[0]).split() == ["Week", *" ".join(DEPARTMENTS).split()]
    assert len(made.headings) == 1
    assert text(made.row(0)).split() == ["2026-06-01", "17", "2", "1,305", "40"]


def test_headings_are_broken_at_their_words_first() -> None:
    made = table(84)
    assert [text(line).split() for line in made.headings] == [
        ["Cleaning", "Engineering", "Customer-service", "Quality"],
        ["Week", "department", "department", "department", "department"],
    ]
    assert not made.below


def test_a_word_that_all_headings_end_in_gives_way_before_any_is_broken() -> None:
    made = table(62, whole=True)
    assert [text(line).split() for line in made.headings] == [
        ["Week", "Cleaning", "Engineering", "Customer-service", "Quality"]
    ]


def test_columns_are_left_out_at_the_right_and_that_is_said() -> None:
    made = table(43)
    assert text(made.row(0)).split() == ["2026-06-01", "17", "2"]
    assert text(made.below[0]).strip() == "2 more columns: enter, or in the export"


def test_a_whole_table_breaks_words_instead_and_keeps_every_value() -> None:
    made = table(43, whole=True)
    assert text(made.row(0)).split() == ["2026-06-01", "17", "2", "1,305", "40"]
    assert not made.below
    assert all(length(line) <= 43 for line in [*made.headings, made.row(0)])


def test_in_a_file_a_week_is_a_date_and_a_month_stays_a_month() -> None:
    rows = [Row("2026-06-01", "06-01", (1,)), Row("2026-06-01", "2026-06", (2,)), Row("lead", "Leads", (3,))]
    chart = ChartView(
        "weeks", Message("Complaints"), "stacked", Message("Week"), Message("By week."), True,
        [Column("Complaints")], rows, (),
    )  # fmt: skip
    assert [row[0] for row in table_of(chart, Words("en"))[1]] == [date(2026, 6, 1), "2026-06", "Leads"]
