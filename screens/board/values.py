"""Values of figures and charts as text, on the screen, in line mode and in files."""

import re
from datetime import date
from decimal import Decimal

from db.message import Message, _
from screens.words import MINUS, Words, money
from workflows.engine.boards import ChartView, FigureView
from workflows.engine.figures import Column, Row, Unit
from workflows.spreadsheet import Value

NOTHING = "–"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNITS: dict[Unit, Message] = {
    "percent": _("{value} %"),
    "points": _("{value} points"),
    "hours": _("{value} bh"),
    "days": _("{value} d"),
}
_IN: dict[Unit, Message] = {
    "yuan": _("{title} (yuan)"),
    "percent": _("{title} (%)"),
    "points": _("{title} (points)"),
    "hours": _("{title} (business hours)"),
    "days": _("{title} (days)"),
}
UNITS: dict[Unit, Message] = {
    "count": _("number"),
    "yuan": _("yuan"),
    "percent": _("%"),
    "points": _("points"),
    "hours": _("business hours"),
    "days": _("days"),
}


def shown(value: Decimal | int | None, unit: Unit, words: Words) -> str:
    """Return a value with its unit; a dash for nothing."""
    if value is None:
        return NOTHING
    if unit == "yuan":
        return money(Decimal(value))
    text = f"{value:,}".replace("-", MINUS)
    return words.say(_UNITS[unit](value=text)) if unit in _UNITS else text


def titled(column: Column, words: Words) -> str:
    """Return the heading of a column with its unit, for files, where the values stand alone."""
    return words.say(_IN[column.unit](title=column.title) if column.unit in _IN else column.title)


def table_of(chart: ChartView, words: Words) -> tuple[list[str], list[list[Value]]]:
    """Return a chart as headings and rows for a file."""
    headings = [words.say(chart.heading), *(titled(column, words) for column in chart.columns)]
    return headings, [[_named(row, words), *row.values] for row in chart.rows]


def _named(row: Row, words: Words) -> Value:
    """Return what a row of a file is called: a day or week as a date, whose year the screen leaves out."""
    title = words.say(row.title)
    if _DAY.fullmatch(row.key) and row.key.endswith(title):
        return date.fromisoformat(row.key)
    return title


def table_of_figures(figures: list[FigureView], words: Words) -> tuple[list[str], list[list[Value]]]:
    """Return the figures of a dashboard as headings and rows for a file."""
    headings = [words.say(text) for text in (_("Figure"), _("Reading"), _("Unit"), _("How counted"))]
    return headings, [
        [words.say(one.title), one.value, words.say(UNITS[one.unit]), words.say(one.counted)] for one in figures
    ]
