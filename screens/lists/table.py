"""A list drawn by the line: columns as wide as what is in them, those that matter least left out where it is narrow."""

from collections.abc import Sequence

from textual import events
from textual.message import Message as Event

from db.message import _
from screens.lists.window import RowWindow
from screens.paint import Line, Painted, Piece, chosen, line
from screens.words import Words, fit, width
from workflows.engine.rows import ListRow, RowColumn

_GAP = 2
_LEAST = 22
"""Cells that the column which takes what is left must have."""
_NOTHING, _NO_MATCH = _("Nothing here"), _("Nothing matches. Esc shows everything again.")


class RowTable(Painted):
    """Rows with a cursor. What to read, and when, is the screen's business."""

    DEFAULT_CSS = "RowTable { height: 1fr; width: 1fr; }"

    class Clicked(Event):
        """A row was clicked, or the wheel was turned."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__()
        self.window = RowWindow()
        self.cursor = 0
        self.top = 0
        self.loaded = False
        self.narrowed = False
        """Whether something typed keeps rows out."""
        self._wide: dict[int, int] = {}
        """Cells that columns have needed so far: they grow with what is read, and never jump back and forth."""
        self._measured: tuple[Sequence[ListRow], object] = ((), None)
        """The rows that were measured last, and for what: a cursor that moves changes nothing about them."""

    # --- where the cursor is ------------------------------------------------------------------------------------

    @property
    def row(self) -> ListRow | None:
        """The row under the cursor."""
        rows = self.window.rows
        return rows[self.cursor] if self.cursor < len(rows) else None

    @property
    def room(self) -> int:
        """How many rows fit on the screen."""
        return max(1, self.size.height - 1)

    @property
    def screen_row(self) -> int:
        """The line of the screen the cursor is on."""
        return max(0, self.cursor - self.top)

    def move_to(self, index: int) -> None:
        """Put the cursor on a row that is held, scrolling no further than needed."""
        self.cursor = max(0, min(len(self.window.rows) - 1, index))
        self.top = self._first()
        self.redraw()

    def hold(self, key: str | None, screen_row: int) -> None:
        """Put the cursor on a row, on the line of the screen it was on; a row that is not held: stay near."""
        index = self.window.index(key)
        self.cursor = max(0, min(len(self.window.rows) - 1, self.cursor if index is None else index))
        self.top = max(0, self.cursor - screen_row)
        self.redraw()

    def shifted(self, by: int) -> None:
        """Rows were put in front, or let go there: keep everything where it is on the screen."""
        self.cursor = max(0, self.cursor + by)
        self.top = max(0, self.top + by)
        self.redraw()

    def _first(self) -> int:
        """The first row on the screen; a question above the footer takes some lines for a while, `top` stays."""
        top = max(0, min(self.top, len(self.window.rows) - self.room))
        return max(self.cursor - self.room + 1, min(top, self.cursor))

    def forget_widths(self) -> None:
        """Another list, or another language: other widths."""
        self._wide.clear()
        self._measured = (), None

    # --- drawing ------------------------------------------------------------------------------------------------

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the headings and the rows on the screen."""
        words = self.frame.words
        if not self.loaded:
            return [()]
        columns = self._columns(width, words)
        lines = [self._heading(columns, words)]
        rows = self.window.rows
        if not rows:
            return [*lines, (), line((f" {words.say(_NO_MATCH if self.narrowed else _NOTHING)}", "muted"))]
        for index in range(self._first(), min(self._first() + max(1, height - 1), len(rows))):
            drawn = self._row(rows[index], columns, words)
            lines.append(chosen(drawn) if index == self.cursor else drawn)
        return lines

    def _columns(self, cells: int, words: Words) -> list[tuple[int, RowColumn, int]]:
        """Return the columns there is room for: their place, the column, their cells."""
        columns = self.window.columns
        measured, drawn = self._measured, (cells, words.language)
        if measured[0] is not self.window.rows or measured[1] != drawn:
            self._measure(cells, words)
            self._measured = self.window.rows, drawn
        shown: list[int] = []
        for at in sorted(range(len(columns)), key=lambda at: (columns[at].rank, at)):
            fixed = sum(self._least(one) + _GAP for one in [*shown, at])
            if columns[at].rank == 0 or fixed <= cells - 1:
                shown.append(at)
        shown.sort()
        used = sum(self._wide[at] for at in shown if columns[at].most) + _GAP * (len(shown) - 1) + 2
        rest = max(6, cells - used)
        return [(at, columns[at], self._wide[at] if columns[at].most else min(rest, self._wide[at])) for at in shown]

    def _measure(self, cells: int, words: Words) -> None:
        for at, column in enumerate(self.window.columns):
            needed = max([0, *(width(words.say(row.cells[at])) for row in self.window.rows)])
            said = width(words.say(column.title))
            most = column.most or cells
            self._wide[at] = max(self._wide.get(at, 0), min(max(needed, said), max(most, said)))

    def _least(self, at: int) -> int:
        return self._wide[at] if self.window.columns[at].most else min(self._wide[at], _LEAST)

    def _heading(self, columns: Sequence[tuple[int, RowColumn, int]], words: Words) -> Line:
        said = [fit(words.say(column.title), cells, right=column.numeric) for _at, column, cells in columns]
        return line((" " + (" " * _GAP).join(said), "muted"))

    def _row(self, row: ListRow, columns: Sequence[tuple[int, RowColumn, int]], words: Words) -> Line:
        pieces: list[Piece] = [(" ", "text")]
        for number, (at, column, cells) in enumerate(columns):
            role = "gone" if row.gone else "title" if number == 0 else "text"
            pieces += [(" " * _GAP, "text")] if number else []
            pieces.append((fit(words.say(row.cells[at]), cells, right=column.numeric), role))
        return tuple(pieces)

    # --- mouse, where it is switched on -------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Go to the row that was clicked."""
        if event.y >= 1:
            self.post_message(self.Clicked(self._first() + event.y - 1))

    def on_mouse_scroll_down(self) -> None:
        """Go down."""
        self.post_message(self.Clicked(self.cursor + 3))

    def on_mouse_scroll_up(self) -> None:
        """Go up."""
        self.post_message(self.Clicked(self.cursor - 3))
