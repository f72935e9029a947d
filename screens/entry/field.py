"""One field of a form: its label, what is typed in it, and beside it what is wrong or worth knowing."""

from collections.abc import Sequence
from typing import Any

from textual.geometry import Offset

from db.message import Message
from screens.entry.asking import Asking, Host
from screens.entry.buffer import window, wrapped
from screens.entry.editor import Editor, Setting, fitted, shown
from screens.entry.typed import weekday
from screens.paint import Line, Piece
from screens.words import cut, fit, plain, width, wrap
from workflows.engine.form import FieldShape, Kind

GAP = 3
"""Cells between a label and its value: a blank, the sign of a required field, a blank."""

_CELLS: dict[Kind, int] = {
    "money": 18, "quantity": 18, "percent": 18, "days": 18, "integer": 18, "date": 18, "datetime": 18, "flag": 18,
    "choice": 30, "ref": 42, "case": 30, "text": 54, "long_text": 72, "texts": 72,
}  # fmt: skip
_LEAST_ROWS, _MOST_ROWS = 2, 8
_LEAST_NOTE, _NOTE = 12, 26
"""Cells a note must have to stand beside its value, and cells that values leave to it."""

_EDGE_KEYS = {"up": -1, "down": 1}


class FieldBox(Asking):
    """A field of a form.

    editable: it may be typed here; else it shows its value. required: the action wants it filled.
    label_width: cells of the labels of the form, so that all values begin in one column.
    """

    DEFAULT_CSS = "FieldBox { height: auto; width: 1fr; }"

    def __init__(
        self, part: FieldShape, setting: Setting, host: Host, *, editable: bool = True, required: bool = False
    ) -> None:
        super().__init__(host)
        self.part = part
        self.setting = setting
        self.editable = editable
        self.required = required
        self.label_width = 16
        self.error: Message | None = None
        self.typed_in: Editor = Editor(part, setting)
        self._first = 0

    @property
    def path(self) -> str:
        return self.part.name

    @property
    def value(self) -> Any:
        """The JSON value, as far as it has been typed."""
        return self.typed_in.value

    def load(self, value: Any) -> None:
        """Take a value that comes from elsewhere: a draft, or the program that fills a computed field."""
        if value != self.typed_in.value or not self.active:
            self.typed_in.load(value)
            self.redraw()

    @property
    def says_nothing(self) -> bool:
        """Whether it is only shown, and there is nothing to show that the program would fill in."""
        return not self.editable and not self.part.read and self.value in (None, "", [], False)

    def speak(self) -> None:
        """Show everything in the language that is spoken now, and names that have become known."""
        self.typed_in.rename()
        self.redraw()

    def fail(self, error: Message | None) -> None:
        """Show what is wrong here; None: nothing is."""
        if error != self.error:
            self.error = error
            self.redraw()

    # --- keys -----------------------------------------------------------------------------------------------

    def enter(self, *, back: bool = False) -> None:
        """Begin to type here; what stands here is marked, so that typing replaces it."""
        self.editor = self.typed_in
        if not self.editor.buffer.breaks:
            self.editor.buffer.select()
        super().enter(back=back)
        if self.part.kind == "choice" and self.value is None:
            self.ask("")

    def leave(self) -> None:
        super().leave()
        self.editor = None
        self._first = 0

    def press(self, key: str, character: str | None) -> bool:
        """Take a key: for the answers, for going on, for the text."""
        if self.answer_key(key):
            return True
        if key in ("tab", "shift+tab") or (key == "enter" and not self.typed_in.buffer.breaks):
            self.host.go(-1 if key == "shift+tab" else 1)
            return True
        if key in _EDGE_KEYS:
            by = _EDGE_KEYS[key]
            if not self.typed_in.buffer.move_row(by, self._text_cells() - 1):
                self.host.go(by)
            self.redraw()
            return True
        if not self.type_key(key, character):
            return False
        self.redraw()
        return True

    def paste(self, text: str) -> None:
        """Insert pasted text; breaks become blanks where the field has one line."""
        self.type_text(text)
        self.redraw()

    def settled(self, editor: Editor) -> None:
        self.host.value_changed(self)

    # --- drawing --------------------------------------------------------------------------------------------

    def _text_cells(self) -> int:
        return self._cells_in((self.size.width or 80) - self.label_width - GAP - 1)

    def _cells_in(self, room: int) -> int:
        """The cells of the value; one line of text leaves room for a note beside it."""
        if not self.typed_in.buffer.breaks:
            room = max(room - _NOTE, 24)
        return max(8, min(_CELLS.get(self.part.kind, 54), room))

    def cursor_offset(self) -> Offset:
        buffer, cells = self.typed_in.buffer, self._text_cells()
        start = self.label_width + GAP
        if self.part.kind == "flag":
            return Offset(start, 0)
        if buffer.breaks:
            row, cell = buffer.place(cells - 1)
            return Offset(start + cell, row - self._first_row(row))
        return Offset(start + width(plain(buffer.text[self._first : buffer.cursor])), 0)

    def answers_offset(self) -> Offset:
        return Offset(self.label_width + GAP, 0)

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Label, value and note; a note that finds no room beside the value stands under it."""
        say = self.setting.words.say
        labels = wrap(say(self.part.title), self.label_width, 2)
        values = self._values(width - self.label_width - GAP - 1)
        note, role = self._note()
        beside, below = self._placed(note, values, width)
        mark = "*" if self.required and self.editable else " "
        lines: list[Line] = []
        for row in range(max(len(labels), len(values) + len(below))):
            label = labels[row] if row < len(labels) else ""
            pieces: list[Piece] = [
                (fit(label, self.label_width, right=True), "title" if self.active else "muted"),
                (f" {mark if row == 0 else ' '} ", "key"),
            ]
            if row < len(values):
                pieces += values[row]
            elif row - len(values) < len(below):
                pieces.append((below[row - len(values)], role))
            if row == 0 and beside:
                pieces += [("  ", "text"), (beside, role)]
            lines.append(tuple(pieces))
        return lines

    def _note(self) -> tuple[str, str]:
        """What stands beside the value: what is wrong, else the weekday of a date, else a hint while one types."""
        say = self.setting.words.say
        if self.error is not None:
            return f"! {say(self.error)}", "bad"
        hint = self.part.label.hint
        if hint is not None and not self.editable and self.part.label.kept_by:
            return say(hint), "muted"
        if (day := weekday(self.part.kind, self.value)) is not None:
            return say(day), "muted"
        return (say(hint), "muted") if self.active and hint is not None else ("", "muted")

    def _placed(self, note: str, values: Sequence[Sequence[Piece]], cells: int) -> tuple[str, list[str]]:
        if not note:
            return "", []
        taken = sum(width(text) for text, _role in values[0])
        room = cells - self.label_width - GAP - taken - 3
        if room >= _LEAST_NOTE and width(note) <= room:
            return note, []
        return "", wrap(note, max(cells - self.label_width - GAP - 1, _LEAST_NOTE))

    def _values(self, room: int) -> list[list[Piece]]:
        cells = self._cells_in(room)
        if not self.editable:
            return self._read_only(room)
        if self.part.kind == "flag":
            return [self._flag(cells)]
        if self.typed_in.buffer.breaks:
            return self._block(cells)
        if self.active:
            return [self._typing(cells)]
        return [[(fitted(self.part, self.value, self.setting, cells), "field")]]

    def _read_only(self, room: int) -> list[list[Piece]]:
        role = "muted" if self.part.read else "text"
        text = self.typed_in.buffer.text if self.typed_in.buffer.breaks else shown(self.part, self.value, self.setting)
        cells = max(room, 8)
        return [[(plain(text[start:end]), role)] for start, end in wrapped(text, cells)]

    def _flag(self, cells: int) -> list[Piece]:
        words, base = self.setting.words, "typing" if self.active else "field"
        pieces: list[Piece] = []
        for answer in (True, False):
            chosen = self.value is answer
            said = words.flag(answer)
            pieces += [(f"[{said}]", "picked") if chosen else (f" {said} ", base), (" ", base)]
        if isinstance(self.value, str):
            pieces.append((plain(self.value), base))
        left = cells - sum(width(text) for text, _role in pieces)
        return [*pieces, (" " * left, base)]

    def _typing(self, cells: int) -> list[Piece]:
        buffer = self.typed_in.buffer
        self._first = window(buffer.text, buffer.cursor, cells, self._first)
        return typing(plain(buffer.text), buffer.cursor, cells, self._first, selected=buffer.selected)

    def _block(self, cells: int) -> list[list[Piece]]:
        """Several lines of text, as many rows as it has, within limits."""
        buffer = self.typed_in.buffer
        rows = buffer.rows(cells - 1)
        row, _cell = buffer.place(cells - 1)
        first = self._first_row(row)
        drawn = []
        for number in range(first, min(max(len(rows), _LEAST_ROWS), first + _MOST_ROWS)):
            start, end = rows[number] if number < len(rows) else (0, 0)
            text = plain(buffer.text[start:end].rstrip("\n"))
            if self.active and number == row:
                drawn.append(typing(text, buffer.cursor - start, cells, 0))
            else:
                drawn.append([(fit(text, cells), "typing" if self.active else "field")])
        return drawn

    def _first_row(self, row: int) -> int:
        return max(0, row - _MOST_ROWS + 1) if self.active else 0


def typing(text: str, cursor: int, cells: int, first: int, *, selected: bool = False) -> list[Piece]:
    """Return a line of text being typed, cut to `cells` from its character `first` on, with the cursor in it."""
    role = "picked" if selected else "typing"
    before, under, behind = text[first:cursor], text[cursor : cursor + 1] or " ", text[cursor + 1 :]
    room = cells - width(before) - width(under)
    behind = cut(behind, max(room, 0))
    rest = max(room - width(behind), 0)
    return [(before, role), (under, "edit"), (behind, role), (" " * rest, "typing")]
