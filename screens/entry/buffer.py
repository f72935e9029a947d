"""The text under the cursor: one editing core for every field and for every cell of a grid.

Positions count characters; everything that concerns the screen counts cells, of which a Chinese character takes two.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate

from rich.cells import cell_len, get_character_cell_size

_UNDO_LIMIT = 100


@dataclass
class Buffer:
    """Text, a cursor in it, and what it was before.

    selected: the whole text is marked, so that the next character replaces it (as after moving to a field by Tab).
    breaks: whether it may hold line breaks.
    """

    text: str = ""
    cursor: int = 0
    breaks: bool = False
    selected: bool = False
    _before: list[tuple[str, int]] = field(default_factory=list)
    _typing: bool = False

    def put(self, text: str) -> None:
        """Take `text` as the whole content: another value than before, with nothing to undo."""
        self.text = text
        self.cursor = len(text)
        self.selected = False
        self._before.clear()
        self._typing = False

    def select(self) -> None:
        """Mark everything, so that typing replaces it."""
        self.cursor = len(self.text)
        self.selected = bool(self.text)
        self._typing = False

    # --- editing --------------------------------------------------------------------------------------------

    def insert(self, text: str) -> None:
        """Put `text` at the cursor, or in place of everything when that is marked."""
        if not self.breaks:
            text = " ".join(text.splitlines())
        self._remember(typing=len(text) == 1 and not self.selected)
        start = "" if self.selected else self.text[: self.cursor]
        end = "" if self.selected else self.text[self.cursor :]
        self.text = start + text + end
        self.cursor = len(start) + len(text)
        self.selected = False

    def _cut(self, start: int, end: int) -> None:
        if self.selected:
            start, end = 0, len(self.text)
        if start < end:
            self._remember()
            self.text = self.text[:start] + self.text[end:]
        self.cursor = start
        self.selected = False

    def _remember(self, *, typing: bool = False) -> None:
        """Keep the state before an edit; characters typed in one go are one step."""
        if not (typing and self._typing):
            self._before.append((self.text, self.cursor))
            del self._before[:-_UNDO_LIMIT]
        self._typing = typing

    def undo(self) -> None:
        """Go back to before the last edit."""
        if self._before:
            self.text, self.cursor = self._before.pop()
            self.selected = self._typing = False

    # --- moving ---------------------------------------------------------------------------------------------

    def move(self, cursor: int) -> None:
        self.cursor = min(max(cursor, 0), len(self.text))
        self.selected = self._typing = False

    def _word_left(self) -> int:
        start = self.cursor
        while start and not self.text[start - 1].isalnum():
            start -= 1
        while start and self.text[start - 1].isalnum():
            start -= 1
        return start

    def _word_right(self) -> int:
        end = self.cursor
        while end < len(self.text) and not self.text[end].isalnum():
            end += 1
        while end < len(self.text) and self.text[end].isalnum():
            end += 1
        return end

    def _line_start(self) -> int:
        return self.text.rfind("\n", 0, self.cursor) + 1

    def _line_end(self) -> int:
        end = self.text.find("\n", self.cursor)
        return len(self.text) if end < 0 else end

    def key(self, key: str, character: str | None) -> bool:
        """Do what `key` means while typing; False when it means nothing here."""
        if character is not None and character.isprintable():
            self.insert(character)
        elif key == "space":
            # Some terminals send the key without its character.
            self.insert(" ")
        elif key == "enter" and self.breaks:
            self.insert("\n")
        elif act := _KEYS.get(key):
            act(self)
        else:
            return False
        return True

    # --- cells ----------------------------------------------------------------------------------------------

    def rows(self, width: int) -> list[tuple[int, int]]:
        """Return where the text stands when it is broken at `width` cells: (start, end) of every row."""
        return wrapped(self.text, width)

    def place(self, width: int) -> tuple[int, int]:
        """Return the row and the cell of the cursor when the text is broken at `width` cells."""
        rows = self.rows(width)
        found = next(
            (
                number
                for number, (start, end) in enumerate(rows)
                if start <= self.cursor <= end and (number + 1 == len(rows) or self.cursor < rows[number + 1][0])
            ),
            len(rows) - 1,
        )
        return found, cell_len(self.text[rows[found][0] : self.cursor])

    def move_row(self, by: int, width: int) -> bool:
        """Move the cursor up or down by rows; False at the edge."""
        row, cell = self.place(width)
        rows = self.rows(width)
        if not 0 <= row + by < len(rows):
            return False
        start, end = rows[row + by]
        self.move(start + index_at(self.text[start:end], cell))
        return True


def index_at(text: str, cell: int) -> int:
    """Return the index of the character that stands at `cell` cells from the start, or the length."""
    for index, until in enumerate(accumulate(map(get_character_cell_size, text))):
        if until > cell:
            return index
    return len(text)


def wrapped(text: str, width: int) -> list[tuple[int, int]]:
    """Break `text` at line breaks and at `width` cells; return (start, end) of every row, at least one.

    A row ends at a blank where there is one, which then stands at the end of the row and may hang over its edge.
    """
    rows: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        while cell_len(text[start:end]) > width:
            stop = start + max(index_at(text[start:end], width), 1)
            blank = text.rfind(" ", start, stop + 1)
            if blank > start:
                stop = blank + 1
            rows.append((start, stop))
            start = stop
        rows.append((start, end))
        start = end + 1
    return rows


def _backspace(buffer: Buffer) -> None:
    buffer._cut(max(buffer.cursor - 1, 0), buffer.cursor)


def _left(buffer: Buffer) -> None:
    buffer.move(0 if buffer.selected else buffer.cursor - 1)


_KEYS: dict[str, Callable[[Buffer], None]] = {
    "left": _left,
    "right": lambda buffer: buffer.move(buffer.cursor + 1),
    "ctrl+left": lambda buffer: buffer.move(buffer._word_left()),
    "ctrl+right": lambda buffer: buffer.move(buffer._word_right()),
    "home": lambda buffer: buffer.move(buffer._line_start()),
    "ctrl+a": lambda buffer: buffer.move(buffer._line_start()),
    "end": lambda buffer: buffer.move(buffer._line_end()),
    "ctrl+e": lambda buffer: buffer.move(buffer._line_end()),
    "backspace": _backspace,
    "delete": lambda buffer: buffer._cut(buffer.cursor, min(buffer.cursor + 1, len(buffer.text))),
    "ctrl+w": lambda buffer: buffer._cut(buffer._word_left(), buffer.cursor),
    "ctrl+u": lambda buffer: buffer._cut(buffer._line_start(), buffer.cursor),
    "ctrl+k": lambda buffer: buffer._cut(buffer.cursor, buffer._line_end()),
    "ctrl+z": Buffer.undo,
}


def window(text: str, cursor: int, cells: int, start: int) -> int:
    """Return the first character to show so that the cursor stands inside `cells`; `start`: the one shown first now.

    At the end of the text the cursor takes a cell of its own.
    """
    start = min(start, cursor, len(text))
    while start < cursor and cell_len(text[start:cursor]) >= cells:
        start += 1
    while start and cell_len(text[start - 1 :]) < cells:
        start -= 1
    return start
