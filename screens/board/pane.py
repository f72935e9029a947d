"""What is under the cursor of a dashboard, large: a figure, or a chart, drawn or as a table."""

from collections.abc import Sequence
from decimal import Decimal

from db.message import Message, _
from screens.board.plot import time_chart
from screens.board.table import Table
from screens.board.values import shown
from screens.paint import BLANK, Line, Painted, Piece, chosen, clipped, length, line
from screens.words import Words, fit, wrap
from screens.words import width as cells_of
from workflows.engine.boards import ChartView, FigureView

READING = _("reading …")
_NOTHING = _("Nothing to show")
_MORE = _("{count} more in the table")
_BEHIND = _("Enter lists what lies behind it")
_INSIDE = _("Right or enter goes into the chart, enter then lists what lies behind a bar")

_BAR = 4
"""Of the cells, the part that is kept for the longest bar; names have the rest: a reason that is cut says nothing."""


class ChartPane(Painted):
    """One figure or chart."""

    DEFAULT_CSS = "ChartPane { height: 1fr; width: 1fr; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__()
        self.title: Message | str = ""
        self.about: FigureView | ChartView | None = None
        self.table = False
        self.explain = False
        self.at: int | None = None
        """The bar under the cursor; None: the cursor is in the list."""
        self._top = 0

    def show(self, title: Message | str, about: FigureView | ChartView | None) -> None:
        """Show a figure or chart; None: it is being read."""
        if about is not self.about:
            self._top = 0
        self.title, self.about = title, about
        if self.at is not None and isinstance(about, ChartView):
            self.at = min(self.at, len(about.rows) - 1) if about.rows else None
        self.redraw()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return title, chart or table, and how it is counted where that was asked."""
        words = self.frame.words
        lines: list[Line] = [((f" {words.say(self.title)}", "title"),)]
        about = self.about
        if about is None:
            return [*lines, ((f" {words.say(READING)}", "muted"),)] if self.title else []
        said = self._said(about, width, words)
        room = max(3, height - len(lines) - len(said))
        match about:
            case FigureView():
                lines += [BLANK, ((f"   {shown(about.value, about.unit, words)}", "title"),)]
            case ChartView() if not about.rows:
                lines.append(((f" {words.say(_NOTHING)}", "muted"),))
            case ChartView() if self.table:
                lines += self._table(about, width, room, words)
            case ChartView(form="bars"):
                lines += self._bars(about, width, room, words)
            case ChartView():
                lines += self._moments(about, width, room, words)
        return [*lines, *said]

    def _said(self, about: FigureView | ChartView, cells: int, words: Words) -> list[Line]:
        """How it is counted, when asked; else what enter does."""
        if self.explain:
            return [BLANK, *(line((f" {text}", "text")) for text in wrap(words.say(about.counted), cells - 2))]
        if self.at is None and about.traced:
            hint = _BEHIND if isinstance(about, FigureView) else _INSIDE
            return [BLANK, *(line((f" {text}", "muted")) for text in wrap(words.say(hint), cells - 2))]
        return []

    # --- drawn ----------------------------------------------------------------------------------------------

    def _moments(self, chart: ChartView, cells: int, height: int, words: Words) -> list[Line]:
        if self.at is None:
            return time_chart(chart, cells, height - 1, None, words)
        below = self._at_moment(chart, self.at, cells, words)
        return [*time_chart(chart, cells, height - len(below), self.at, words), *below]

    @staticmethod
    def _at_moment(chart: ChartView, at: int, cells: int, words: Words) -> list[Line]:
        """Say the values at the cursor, on as many lines as they take."""
        row = chart.rows[at]
        lines: list[list[Piece]] = [[(f" {words.say(row.title)}", "title")]]
        for column, value in zip(chart.columns, row.values, strict=True):
            said = f"{words.say(column.title)} {shown(value, column.unit, words)}"
            if length(lines[-1]) + 2 + cells_of(said) > cells:
                lines.append([])
            lines[-1].append((f"  {said}" if lines[-1] else f" {said}", "text"))
        return [clipped(pieces, cells) for pieces in lines]

    def _bars(self, chart: ChartView, cells: int, height: int, words: Words) -> list[Line]:
        """Draw a bar a row: name, bar, value; with names in Chinese, which a plot could not align."""
        drawn = next(index for index, column in enumerate(chart.columns) if column.drawn)
        rows = chart.rows[: chart.most] if chart.most else chart.rows
        texts = [shown(row.values[drawn], chart.columns[drawn].unit, words) for row in rows]
        right = max(map(cells_of, texts))
        name = min(max(cells_of(words.say(row.title)) for row in rows), max(8, cells - right - 5 - cells // _BAR))
        room = max(4, cells - name - right - 5)
        most = max((Decimal(row.values[drawn] or 0) for row in rows), default=Decimal(0)) or Decimal(1)
        lines: list[Line] = [((f" {words.say(chart.columns[drawn].title)}", "muted"),)]
        self._follow(len(rows), height - 2)
        for index in range(self._top, min(len(rows), self._top + max(1, height - 2))):
            value = max(Decimal(0), Decimal(rows[index].values[drawn] or 0))
            bar = "█" * int(value * room / most) or ("▏" if value else "")
            pieces: list[Piece] = [
                (f" {fit(words.say(rows[index].title), name)} ", "text"),
                (bar, "mine"),
                (" " * (room - len(bar)), "text"),
                (f" {fit(texts[index], right, right=True)}", "title"),
            ]
            lines.append(chosen(pieces) if index == self.at else tuple(pieces))
        if len(chart.rows) > len(rows):
            lines.append(((f" {words.say(_MORE(count=len(chart.rows) - len(rows)))}", "muted"),))
        return lines

    # --- as a table -----------------------------------------------------------------------------------------

    def _table(self, chart: ChartView, cells: int, height: int, words: Words) -> list[Line]:
        table = Table(chart, cells, words, whole=self.at is not None)
        room = max(1, height - len(table.headings) - len(table.below))
        self._follow(len(chart.rows), room)
        lines = list(table.headings)
        for index in range(self._top, min(len(chart.rows), self._top + room)):
            lines.append(chosen(table.row(index)) if index == self.at else table.row(index))
        return [*lines, *table.below]

    def _follow(self, rows: int, room: int) -> None:
        """Scroll as far as the row under the cursor asks."""
        at, room = self.at or 0, max(1, room)
        self._top = max(0, min(self._top, at, rows - room if rows > room else 0))
        if at >= self._top + room:
            self._top = at - room + 1
