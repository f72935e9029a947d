"""The lines of a form as a grid that is typed in place.

Tab goes to the next cell that may be typed, past the last one it adds a line; on a line still blank it leaves the
grid. A cell one comes to is marked, so that typing replaces it; F2 goes into its text. What is wrong stands under its
line. Only the rows in view are drawn.
"""

from collections.abc import Sequence
from typing import Any

from textual.geometry import Offset

from db.message import Message
from screens.entry import gridpaint
from screens.entry.asking import Asking, Host
from screens.entry.buffer import window
from screens.entry.editor import Editor, Setting
from screens.entry.rows import Column, Row, Rows, cells_of, is_block
from screens.paint import Line
from screens.words import plain, width
from workflows.engine.form import FieldShape

FRAME = 3
"""Rows of a grid that are not lines: its title, headings, totals."""
_LEAST_ROOM = 6


class LineGrid(Asking):
    """The lines of a form. `rows` holds them; room: rows of the screen it may take."""

    DEFAULT_CSS = "LineGrid { height: auto; width: 1fr; }"

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

    def _editor(self, row: Row, column: Column) -> Editor:
        editor = Editor(column.part, self.setting, row.values.get(column.name))
        editor.buffer.breaks = False
        self._cells = {known: cell for known, cell in self._cells.items() if known.waiting is not None}
        self._cells[editor] = (row, column)
        return editor

    def enter(self, *, back: bool = False) -> None:
        """Begin to type: in the cell one was last in, or from below in the last line."""
        if not self.name_at and (typed := self._typed_columns()):
            self.name_at = self.columns[typed[0]].name
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

    # --- keys -----------------------------------------------------------------------------------------------

    def press(self, key: str, character: str | None) -> bool:
        """Take a key: for the answers, for going on, for the text of the cell."""
        if self.answer_key(key):
            return True
        if self._move_key(key):
            return True
        if key == "f2" and self.editor is not None:
            self.editor.buffer.move(len(self.editor.buffer.text))
        elif key == "ctrl+d":
            self.remove_line()
        elif key == "ctrl+z" and not (self.editor is not None and self.editor.typed):
            self.bring_back()
        elif not self.type_key(key, character):
            # A letter over a cell that is only read must not run a command behind it.
            return character is not None and character.isprintable()
        self.redraw()
        return True

    def _move_key(self, key: str) -> bool:
        resting = self.editor is None or self.editor.buffer.selected or not self.editor.buffer.text
        page = max(self.size.height - FRAME - 1, 1)
        columns = len(self.columns)
        match key:
            case "tab" | "enter":
                self._next(1)
            case "shift+tab":
                self._next(-1)
            case "up" | "down":
                self._go_row(-1 if key == "up" else 1)
            case "pageup" | "pagedown":
                self.go_to(self.row + (page if key == "pagedown" else -page))
            case "ctrl+home" | "ctrl+end":
                self.go_to(0 if key == "ctrl+home" else len(self.rows) - 1)
            case "left" | "right" if resting:
                self._go_column(self.at + (1 if key == "right" else -1))
            case "home" | "end" if resting:
                self._go_column(0 if key == "home" else columns - 1)
            case _:
                return False
        return True

    def _go_row(self, by: int) -> None:
        if 0 <= self.row + by < len(self.rows):
            self.go_to(self.row + by)
        else:
            self.host.go(by)

    def _next(self, by: int) -> None:
        """Go to the next cell that may be typed; past the last one add a line, or leave where there is none to add."""
        self.settle()
        typed = self._typed_columns()
        row, last = self.row, len(self.rows) - 1
        if by > 0 and row == last and last > 0 and self.rows.blank(self.rows[row]):
            self._drop_blank()
            self.host.go(1)
            return
        beside = [index for index in typed if (index > self.at if by > 0 else index < self.at)]
        if beside:
            self._go_column(beside[0] if by > 0 else beside[-1])
        elif typed and 0 <= row + by <= last:
            self.go_to(row + by, self.columns[typed[0] if by > 0 else typed[-1]].name)
        elif by > 0 and typed and not self.rows.fixed and not self.rows.blank(self.rows[row]):
            self.add_line()
        else:
            self.host.go(by)

    def _drop_blank(self) -> None:
        self.editor = None
        self.rows.rows.pop()
        self.row = len(self.rows) - 1
        self._resized()

    # --- lines ----------------------------------------------------------------------------------------------

    def add_line(self) -> None:
        """Add a line below this one and begin to type it."""
        if self.rows.fixed:
            return
        self.settle()
        self.rows.add(self.row + 1)
        typed = self._typed_columns()
        self.go_to(self.row + 1, self.columns[typed[0]].name if typed else "")
        self._resized()
        self.host.value_changed(self)

    def remove_line(self) -> bool:
        """Remove this line; False where lines may not be removed. `bring_back` undoes it."""
        if self.rows.fixed or not len(self.rows):
            return False
        self.settle()
        self.editor = None
        self.rows.remove(self.row)
        self.go_to(self.row)
        self._resized()
        self.host.value_changed(self)
        return True

    def bring_back(self) -> bool:
        """Put back the line removed last."""
        at = self.rows.bring_back()
        if at is None:
            return False
        self.editor = None
        self.go_to(at)
        self._resized()
        self.host.value_changed(self)
        return True

    # --- values ---------------------------------------------------------------------------------------------

    def load(self, values: Any) -> None:
        """Take lines that come from elsewhere."""
        self.editor = None
        self.rows.load(values if isinstance(values, list) else [])
        self.row = min(self.row, max(len(self.rows) - 1, 0))
        if self.active:
            self._begin()
        self._resized()

    def _typed(self, editor: Editor, text: str, value: object, answers: Any) -> None:
        self._write(editor)
        super()._typed(editor, text, value, answers)

    def take(self, index: int) -> None:
        super().take(index)
        if self.editor is not None:
            self._write(self.editor)
            self.redraw()

    def settle(self) -> None:
        editor = self.editor
        if editor is not None:
            super().settle()
            self._write(editor)

    def settled(self, editor: Editor) -> None:
        self._write(editor)
        self.host.value_changed(self)

    def _write(self, editor: Editor) -> None:
        """Keep what is being typed in its line."""
        cell = self._cells.get(editor)
        if cell is None:
            return
        row, column = cell
        if row.values.get(column.name) != editor.value:
            row.values[column.name] = editor.value
            row.errors.pop(column.name, None)

    def paste(self, text: str) -> None:
        """Insert pasted text; several cells fill the columns typed from here on and as many lines as they need."""
        if not is_block(text):
            self.type_text(text.strip("\r\n"))
            self.redraw()
            return
        self.settle()
        self.editor = None
        columns = [column for column in self.columns[self.at :] if column.editable]
        for offset, cells in enumerate(cells_of(text)):
            if self.row + offset == len(self.rows):
                if self.rows.fixed:
                    break
                self.rows.add(len(self.rows))
            self._fill(self.rows[self.row + offset], columns, cells)
        if self.active:
            self._begin()
        self._resized()
        self.host.value_changed(self)

    def _fill(self, row: Row, columns: Sequence[Column], cells: Sequence[str]) -> None:
        for column, text in zip(columns, cells, strict=False):
            editor = self._editor(row, column)
            editor.load(None)
            editor.careful = True
            editor.insert(text.strip())
            editor.settle()
            self._write(editor)
            if editor.waiting is not None:
                self.host.answers_for(self, editor, editor.waiting)

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
            self._resized()

    # --- drawing --------------------------------------------------------------------------------------------

    def speak(self) -> None:
        """Show everything in the language that is spoken now, and names that have become known."""
        if self.editor is not None:
            self.editor.rename()
        self.layout_columns()
        self.redraw()

    def layout_columns(self) -> None:
        """Say which columns are shown, and give each its cells."""
        # A computed column is there once it holds something; one that is hidden here never does.
        self.columns = [
            column for column in self.rows.columns if not column.part.read or self.rows.filled(column.name)
        ]
        self.cells = gridpaint.column_cells(self.rows, self.columns, self.setting)

    def _resized(self) -> None:
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
