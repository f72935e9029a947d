"""A grid of lines as it is seen: where one is in it, which columns and rows are in view, what is wrong where."""

from collections.abc import Sequence

from textual.geometry import Offset

from db.message import Message
from screens.entry import gridpaint
from screens.entry.asking import Asking, Host
from screens.entry.buffer import window
from screens.entry.editor import Editor, Setting
from screens.entry.rows import Column, Row, Rows
from screens.paint import Line
from screens.words import plain, width
from workflows.engine.form import FieldShape

FRAME = 3
"""Rows of a grid that are not lines: its title, headings, totals."""
_LEAST_ROOM = 6


class GridView(Asking):
    """The lines of a form. `rows` holds them; room: rows of the screen it may take."""

    DEFAULT_CSS = "GridView { height: auto; width: 1fr; }"

    def __init__(self, part: FieldShape, rows: Rows, setting: Setting, host: Host) -> None:
        super().__init__(host)
        self.part = part
        self.rows = rows
        self.setting = setting
        self.room = 12
        self.error: Message | None = None
        self.row = 0
        self.name_at = ""
        self.top = 0
        self.left = 0
        self._first = 0
        self.columns: list[Column] = []
        self.cells: dict[str, tuple[int, int]] = {}
        self._cells: dict[Editor, tuple[Row, Column]] = {}
        self.layout_columns()

    # --- where one is ---------------------------------------------------------------------------------------

    @property
    def path(self) -> str:
        return self.part.name

    @property
    def at(self) -> int:
        """The number of the column one is in."""
        return next((index for index, column in enumerate(self.columns) if column.name == self.name_at), 0)

    @property
    def says_nothing(self) -> bool:
        """Whether there are no lines and none may be typed."""
        return not self._typed_columns() and not len(self.rows)

    def _typed_columns(self) -> list[int]:
        return [index for index, column in enumerate(self.columns) if column.editable]

    def go_to(self, row: int, name: str = "") -> None:
        """Go to a cell, finishing the one that is being typed."""
        self.settle()
        self.row = min(max(row, 0), max(len(self.rows) - 1, 0))
        self.name_at = name or self.name_at
        if self.active:
            self._begin()
        self._show_cell()
        self.redraw()

    def point(self, x: int, y: int) -> None:
        """Go to the cell at a place of the widget, if there is one."""
        body = self.below()
        index = self.top + y - FRAME + 1
        slots = gridpaint.slots(self, self.size.width or 80)
        slot = next((slot for slot in slots if slot.start <= x < slot.start + slot.cells + gridpaint.GAP), None)
        if y >= FRAME - 1 and index < len(body) and slot is not None:
            self.go_to(body[index].row, self.columns[slot.index].name)

    def _go_column(self, index: int) -> None:
        columns = self.columns
        if columns:
            self.go_to(self.row, columns[min(max(index, 0), len(columns) - 1)].name)

    def _begin(self) -> None:
        """Have the value of the cell ready to be typed, marked."""
        self.editor = None
        self._first = 0
        columns = self.columns
        if not columns or not len(self.rows):
            return
        column, row = columns[self.at], self.rows[self.row]
        self.name_at = column.name
        if column.editable:
            self.editor = self._editor(row, column)
            self.editor.buffer.select()
            if self.active and column.part.kind == "choice" and self.editor.value is None:
                self.ask("")

    def _editor(self, row: Row, column: Column) -> Editor:
        editor = Editor(column.part, self.setting, row.values.get(column.name))
        editor.buffer.breaks = False
        self._cells = {known: cell for known, cell in self._cells.items() if known.waiting is not None}
        self._cells[editor] = (row, column)
        return editor

    def enter(self, *, back: bool = False) -> None:
        """Begin to type: where one was, the first time where something is to be filled, from below in the last line."""
        if not self.name_at and (typed := self._typed_columns()):
            first = self.rows.unfilled()
            self.row, self.name_at = first if first is not None else (self.row, self.columns[typed[0]].name)
        if back:
            self.row = max(len(self.rows) - 1, 0)
        self._begin()
        super().enter(back=back)
        self._show_cell()
        self.redraw()

    def leave(self) -> None:
        super().leave()
        self.editor = None
        self.redraw()

    # --- errors ---------------------------------------------------------------------------------------------

    def fail(self, errors: Sequence[tuple[Row | None, str, Message]]) -> None:
        """Show what is wrong: row (None: the lines as a whole), column ("": the line as a whole), sentence."""
        before = self.error, {row: dict(row.errors) for row in self.rows.rows if row.errors}
        self.rows.clear_errors()
        self.error = None
        for row, name, message in errors:
            if row is None:
                self.error = message
            else:
                row.errors[name] = message
        if before != (self.error, {row: row.errors for row in self.rows.rows if row.errors}):
            self.resized()

    # --- drawing --------------------------------------------------------------------------------------------

    def speak(self) -> None:
        """Show everything in the language that is spoken now, and names that have become known."""
        if self.editor is not None:
            self.editor.rename()
        self.layout_columns()
        self.redraw()

    def layout_columns(self) -> None:
        """Say which columns are shown, and give each its cells."""
        # What is only read is there once it holds something; a column that is hidden here never does.
        self.columns = [column for column in self.rows.columns if column.editable or self.rows.filled(column.name)]
        self.cells = gridpaint.column_cells(self.rows, self.columns, self.setting)

    def resized(self) -> None:
        """Lay the columns out anew; where one types stays in view."""
        self.layout_columns()
        self._show_cell()
        self.redraw()

    def below(self) -> list[gridpaint.Shown]:
        """The rows of the body: every line, and under it what is wrong with it."""
        cells = max((self.size.width or 80) - gridpaint.gutter(self.rows) - 2, 20)
        return gridpaint.body(self.rows, self.columns, self.setting, cells)

    def _show_cell(self) -> None:
        """Scroll so that the cell one is in can be seen, and with it what is wrong with its line."""
        body = self.below()
        room = max(self._height(len(body)) - FRAME, 1)
        here = [index for index, shown in enumerate(body) if shown.row == self.row]
        if here:
            self.top = min(self.top, here[0])
            if here[-1] >= self.top + room:
                self.top = min(here[-1] - room + 1, here[0])
        self.top = max(0, min(self.top, len(body) - room))
        self.left = gridpaint.scrolled(self, self.size.width or 80)

    def _height(self, body: int) -> int:
        return min(body + FRAME, max(self.room, _LEAST_ROOM))

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """The title, headings, the lines in view, totals."""
        body = self.below()
        rows = self._height(len(body)) - FRAME
        painter = gridpaint.Painter(self, width)
        lines = [painter.line(shown) for shown in body[self.top : self.top + max(rows, 0)]]
        return [painter.title(), painter.headings(), *lines, painter.totals()]

    def typing(self, cells: int) -> tuple[str, int, int, bool]:
        """Return what the cell being typed shows: its text, the cursor in it, the first character, whether marked."""
        assert self.editor is not None
        buffer = self.editor.buffer
        self._first = window(buffer.text, buffer.cursor, cells, self._first)
        return plain(buffer.text), buffer.cursor, self._first, buffer.selected

    def cursor_offset(self) -> Offset:
        offset = self.answers_offset()
        if self.editor is None:
            return Offset(offset.x, offset.y - 1)
        buffer = self.editor.buffer
        return Offset(offset.x + width(plain(buffer.text[self._first : buffer.cursor])), offset.y)

    def answers_offset(self) -> Offset:
        index = next((index for index, shown in enumerate(self.below()) if shown.row == self.row), 0)
        return Offset(gridpaint.start_of(self, self.at), FRAME - 1 + index - self.top)
