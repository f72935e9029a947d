"""The lines of a form as a grid that is typed in place.

Tab goes to the next cell that may be typed, past the last one it adds a line; on a line still blank it leaves the
grid. Where a scanner has filled a cell, its Enter goes to the next line at once. A cell one comes to is marked, so that
typing replaces it; F2 goes into its text. What is wrong stands under its line. Only the rows in view are drawn.
"""

from collections.abc import Sequence
from typing import Any

from screens.entry.editor import Editor
from screens.entry.gridview import FRAME, GridView
from screens.entry.rows import Column, Row, cells_of, is_block


class LineGrid(GridView):
    """The lines of a form, typed in place."""

    DEFAULT_CSS = "LineGrid { height: auto; width: 1fr; }"

    # --- keys -----------------------------------------------------------------------------------------------

    def press(self, key: str, character: str | None) -> bool:
        """Take a key: for the answers, for going on, for the text of the cell."""
        if self.answer_key(key):
            return True
        if self._move_key(key):
            return True
        if key == "f2" and self.editor is not None:
            self.editor.buffer.move(len(self.editor.buffer.text))
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
                self._next(1, whole_line=key == "enter" and self._is_scanned())
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

    def _is_scanned(self) -> bool:
        """Whether a code may just have been read into the cell: it says all of its line, as the rest has its defaults."""
        return self.editor is not None and self.editor.part.label.scanned and bool(self.editor.buffer.text.strip())

    def _next(self, by: int, *, whole_line: bool = False) -> None:
        """Go to the next cell that may be typed; past the last one add a line, or leave where there is none to add.

        whole_line: this line is done, whatever else may be typed in it.
        """
        self.settle()
        typed = self._typed_columns()
        row, last = self.row, len(self.rows) - 1
        if by > 0 and row == last and last > 0 and self.rows.blank(self.rows[row]):
            self._drop_blank()
            self.host.go(1)
            return
        beside = [index for index in typed if (index > self.at if by > 0 else index < self.at)]
        if beside and not whole_line:
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
        self.resized()

    # --- lines ----------------------------------------------------------------------------------------------

    def add_line(self) -> None:
        """Add a line below this one and begin to type it."""
        if self.rows.fixed:
            return
        self.settle()
        self.rows.add(self.row + 1)
        typed = self._typed_columns()
        self.go_to(self.row + 1, self.columns[typed[0]].name if typed else "")
        self.resized()
        self.host.value_changed(self)

    def remove_line(self) -> bool:
        """Remove this line; False where lines may not be removed. `bring_back` undoes it."""
        if self.rows.fixed or not len(self.rows):
            return False
        self.settle()
        self.editor = None
        self.rows.remove(self.row)
        self.go_to(self.row)
        self.resized()
        self.host.value_changed(self)
        return True

    def bring_back(self) -> bool:
        """Put back the line removed last."""
        at = self.rows.bring_back()
        if at is None:
            return False
        self.editor = None
        self.go_to(at)
        self.resized()
        self.host.value_changed(self)
        return True

    # --- values ---------------------------------------------------------------------------------------------

    def load(self, values: Any) -> None:
        """Take lines that come from elsewhere."""
        self.editor = None
        self.rows.load(values if isinstance(values, list) else [])
        self.row = self.top = self.left = 0
        self.name_at = ""
        if self.active:
            self._begin()
        self.resized()

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
        (row.unfound.add if editor.unfound else row.unfound.discard)(column.name)
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
        self.resized()
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
