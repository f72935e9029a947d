"""How a grid of lines looks: which columns fit, how wide they are, what stands in every row of the screen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.message import Message, _, plural
from screens.entry.editor import Setting, fitted, shown
from screens.entry.field import typing
from screens.entry.rows import Column, Row, Rows
from screens.entry.typed import grouped
from screens.paint import Line, Piece
from screens.words import fit, width, wrap
from workflows.engine.form import Kind

if TYPE_CHECKING:
    from screens.entry.gridview import GridView

GAP = 2
_LOOKED_AT = 300
"""Lines whose content says how wide a column is."""

_CELLS: dict[Kind, tuple[int, int]] = {
    "money": (10, 16), "quantity": (8, 14), "percent": (6, 9), "days": (5, 8), "integer": (5, 10), "flag": (4, 8),
    "date": (10, 10), "datetime": (16, 16), "choice": (8, 22), "ref": (18, 40), "case": (14, 18), "text": (10, 36),
    "long_text": (12, 40), "texts": (12, 40), "lines": (6, 10),
}  # fmt: skip
_HEADING = 12
"""A heading up to so many cells is shown whole."""

_LINES = plural("{count} line", "{count} lines")
_IN_LINE = _("{field}: {problem}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the screen: a line of the form, or (`text`) a row of what is wrong with it."""

    row: int
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A column in view: its number, where it begins, how many cells it has."""

    index: int
    start: int
    cells: int


def gutter(rows: Rows) -> int:
    """Cells of the line numbers, with the sign of the line one is in."""
    return len(str(max(len(rows), 1))) + 2


def column_cells(rows: Rows, columns: Sequence[Column], setting: Setting) -> dict[str, tuple[int, int]]:
    """Return for every column the cells it must have, and those it would like to have."""
    cells = {}
    for column in columns:
        least, most = _CELLS.get(column.part.kind, (10, 36))
        title = width(setting.words.say(column.part.title)) + (column.required and column.editable)
        content = max(
            (width(shown(column.part, row.values.get(column.name), setting)) for row in rows.rows[:_LOOKED_AT]),
            default=0,
        )
        least = max(least, min(title, _HEADING))
        cells[column.name] = least, max(least, min(most, max(content, title)))
    return cells


def slots(grid: "GridView", room: int) -> list[Slot]:
    """Return the columns in view: the first one always, then from the one scrolled to as many as fit."""
    names = [column.name for column in grid.columns]
    if not names:
        return []
    sizes = _shrunk([grid.cells[name] for name in names], room - gutter(grid.rows) - 1)
    found: list[Slot] = []
    start = gutter(grid.rows)
    for index in [0, *range(max(grid.left, 1), len(names))]:
        cells = sizes[index]
        if found and start + cells > room - 1:
            break
        cells = max(min(cells, room - 1 - start), 4)
        found.append(Slot(index, start, cells))
        start += cells + GAP
    return found


def _shrunk(wishes: Sequence[tuple[int, int]], room: int) -> list[int]:
    """Give every column what it would like where there is room, else take from those that have most to give."""
    sizes = [most for _least, most in wishes]
    excess = sum(sizes) + GAP * (len(sizes) - 1) - room
    while excess > 0:
        spare = [size - least for size, (least, _most) in zip(sizes, wishes, strict=True)]
        widest = max(range(len(sizes)), key=lambda index: spare[index])
        if spare[widest] <= 0:
            break
        sizes[widest] -= 1
        excess -= 1
    return sizes


def scrolled(grid: "GridView", room: int) -> int:
    """Return the column to show first behind the fixed one, so that the one being typed is in view."""
    at = grid.at
    if at == 0:
        return grid.left if at in (slot.index for slot in slots(grid, room)) and grid.left <= 1 else 1
    grid.left = min(max(grid.left, 1), at)
    while at not in (slot.index for slot in slots(grid, room)) and grid.left < at:
        grid.left += 1
    return grid.left


def start_of(grid: "GridView", index: int) -> int:
    """Return where a column begins."""
    return next((slot.start for slot in slots(grid, grid.size.width or 80) if slot.index == index), 0)


def body(rows: Rows, columns: Sequence[Column], setting: Setting, cells: int) -> list[Shown]:
    """Return the rows of the screen: every line, and under it what is wrong with it."""
    found = []
    for index, row in enumerate(rows.rows):
        found.append(Shown(index))
        if row.errors:
            found += [Shown(index, text) for text in _wrong(row, columns, setting, cells)]
    return found


def _wrong(row: Row, columns: Sequence[Column], setting: Setting, cells: int) -> Iterator[str]:
    titles: dict[str, Message] = {column.name: column.part.title for column in columns}
    for name, problem in row.errors.items():
        title = titles.get(name)
        message = problem if title is None else _IN_LINE(field=title, problem=problem)
        yield from wrap(f"! {setting.words.say(message)}", cells)


class Painter:
    """Draws one grid at one width."""

    def __init__(self, grid: "GridView", room: int) -> None:
        self.grid = grid
        self.room = room
        self.slots = slots(grid, room)
        self.gutter = gutter(grid.rows)

    def _line(self, gutter: Piece, cells: Sequence[Sequence[Piece]]) -> Line:
        pieces: list[Piece] = [gutter]
        for number, cell in enumerate(cells):
            if number:
                pieces.append((" " * GAP, "text"))
            pieces += cell
        return tuple(pieces)

    def title(self) -> Line:
        """What the lines are, and what is wrong with them as a whole, or worth knowing where one types."""
        grid, say = self.grid, self.grid.setting.words.say
        said: Piece = (f" {say(grid.part.title)}", "title" if grid.active else "muted")
        if grid.error is not None:
            return said, (f"  ! {say(grid.error)}", "bad")
        hint = grid.part.label.hint
        if grid.active and grid.columns and grid.columns[grid.at].part.label.hint is not None:
            hint = grid.columns[grid.at].part.label.hint
        return (said, (f"  {say(hint)}", "muted")) if grid.active and hint is not None else (said,)

    def headings(self) -> Line:
        """The titles of the columns; arrows where there are more to either side."""
        grid, say = self.grid, self.grid.setting.words.say
        cells: list[list[Piece]] = []
        for slot in self.slots:
            column = grid.columns[slot.index]
            mark = "*" if column.required and column.editable else ""
            title = f"{say(column.part.title)}{mark}"
            role = "title" if grid.active and slot.index == grid.at else "muted"
            cells.append([(fit(title, slot.cells, right=column.numeric), role)])
        line = self._line((" " * self.gutter, "muted"), cells)
        before = len(self.slots) > 1 and self.slots[1].index > 1
        after = bool(self.slots) and self.slots[-1].index + 1 < len(grid.columns)
        if before:
            line = (("‹".rjust(self.gutter - 1) + " ", "key"), *line[1:])
        return (*line, (" ›", "key")) if after else line

    def line(self, shown_row: Shown) -> Line:
        """One row of the body."""
        if shown_row.text is not None:
            return ((" " * self.gutter, "text"), (shown_row.text, "bad"))
        grid, row = self.grid, self.grid.rows[shown_row.row]
        here = grid.active and shown_row.row == grid.row
        number = str(shown_row.row + 1).rjust(self.gutter - 2)
        mark = "›" if here else " "
        return self._line(
            (f"{mark}{number} ", "title" if here else "muted"),
            [
                self._cell(row, grid.columns[slot.index], slot.cells, here and slot.index == grid.at)
                for slot in self.slots
            ],
        )

    def _cell(self, row: Row, column: Column, cells: int, here: bool) -> list[Piece]:
        grid, right = self.grid, column.numeric
        text = fitted(column.part, row.values.get(column.name), grid.setting, cells, right=right)
        if here and grid.editor is not None:
            typed, cursor, first, marked = grid.typing(cells)
            return [(text, "picked")] if marked else typing(typed, cursor, cells, first)
        if column.name in row.errors:
            return [(text if text.strip() else fit("!", cells, right=right), "bad")]
        role = "typing" if here else "field" if column.editable else "muted"
        return [(text, role)]

    def totals(self) -> Line:
        """How many lines there are, and the sums of the columns that are added up."""
        grid = self.grid
        count = sum(not grid.rows.blank(row) for row in grid.rows.rows)
        said = grid.setting.words.say(_LINES(count=count))
        cells: list[list[Piece]] = []
        for number, slot in enumerate(self.slots):
            column = grid.columns[slot.index]
            total = grid.rows.total(column.name) if column.part.label.total and column.numeric else None
            if total is not None:
                cells.append([(fit(grouped(column.part.kind, total), slot.cells, right=True), "title")])
            else:
                cells.append([(fit(said if number == 0 else "", slot.cells), "muted")])
        return self._line((" " * self.gutter, "muted"), cells)
