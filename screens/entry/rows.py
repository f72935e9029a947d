"""The lines of a form while they are typed: values, what is wrong with them, totals. Knows nothing of a screen.

A line that is still blank is no line: it is not handed in, and the numbers of those that are lead back to it.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import StringIO
from typing import Any

from pydantic_core import PydanticUndefined

from db.message import Message
from screens.entry.typed import NUMBERS, decimal
from workflows.engine.form import FieldShape, Form, Line, shape


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the grid. editable: typed here; required: the action wants it filled on every line."""

    part: FieldShape
    editable: bool
    required: bool = False

    @property
    def name(self) -> str:
        return self.part.name

    @property
    def numeric(self) -> bool:
        return self.part.kind in NUMBERS


@dataclass(eq=False, slots=True)
class Row:
    """A line: JSON values by column, and what is wrong by column ("" for the line as a whole).

    unfound: columns in which something was typed that no answer fits.
    """

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Message] = field(default_factory=dict)
    unfound: set[str] = field(default_factory=set)


class Rows:
    """The lines.

    fixed: none may be added or removed; then a blank one counts like any other. asked: the cell an action waits for.
    """

    def __init__(
        self, model: type[Line], columns: Sequence[Column], *, fixed: bool = False, asked: tuple[int, str] | None = None
    ) -> None:
        self.model = model
        self.columns = list(columns)
        self.fixed = fixed
        self.asked = asked
        self.rows: list[Row] = []
        self._given = defaults(model, [column.name for column in columns if column.editable])
        self._removed: list[tuple[int, Row]] = []

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Row:
        return self.rows[index]

    def load(self, values: Iterable[Any]) -> None:
        """Take the lines of a form; without any there is a blank one to begin with."""
        self.rows = [Row({**self._given, **value}) for value in values if isinstance(value, dict)]
        self._removed.clear()
        if not self.rows and not self.fixed:
            self.add(0)

    # --- lines ----------------------------------------------------------------------------------------------

    def add(self, at: int) -> Row:
        """Put a new line at `at`, with the values a line begins with."""
        row = Row(dict(self._given))
        self.rows.insert(at, row)
        return row

    def remove(self, at: int) -> None:
        """Take a line out; `bring_back` returns it. The last one leaves a blank line."""
        self._removed.append((at, self.rows.pop(at)))
        if not self.rows:
            self.add(0)

    @property
    def removed(self) -> bool:
        """Whether a line was removed that can be brought back."""
        return bool(self._removed)

    def bring_back(self) -> int | None:
        """Put back the line removed last; return where, or None when there is none."""
        if not self._removed:
            return None
        at, row = self._removed.pop()
        if len(self.rows) == 1 and self.blank(self.rows[0]):
            self.rows.clear()
        at = min(at, len(self.rows))
        self.rows.insert(at, row)
        return at

    def blank(self, row: Row) -> bool:
        """Whether nothing has been typed in a line that could be taken for one."""
        return not self.fixed and all(
            row.values.get(column.name) in (None, "", []) or row.values.get(column.name) == self._given.get(column.name)
            for column in self.columns
            if not column.part.read
        )

    # --- values ---------------------------------------------------------------------------------------------

    def handed_in(self) -> tuple[list[dict[str, Any]], list[Row]]:
        """Return the lines as JSON values without computed ones, and the row each of them is."""
        kept = [row for row in self.rows if not self.blank(row)]
        typed = {part.name for part in shape(self.model) if not part.read}
        values = [
            {name: value for name, value in row.values.items() if name in typed and value not in (None, "")}
            for row in kept
        ]
        return values, kept

    def computed(self, rows: Sequence[Row], values: Sequence[Any]) -> bool:
        """Take over the computed values of lines handed in before; whether anything changed."""
        computed = [part.name for part in shape(self.model) if part.read]
        changed = False
        for row, line in zip(rows, values, strict=False):
            for name in computed if isinstance(line, dict) else ():
                value = line.get(name)
                if row.values.get(name) != value:
                    changed = True
                    row.values[name] = value
        return changed

    def filled(self, name: str) -> bool:
        """Whether any line has a value in a column."""
        return any(row.values.get(name) not in (None, "") for row in self.rows)

    def unfilled(self) -> tuple[int, str] | None:
        """Return the first cell that is still to be typed: one that must be filled, else the one asked for, else any."""
        typed = [column for column in self.columns if column.editable]
        required = [column for column in typed if column.required]
        if not required and self._is_empty(self.asked):
            return self.asked
        wanted = required or typed
        for index, row in enumerate(self.rows):
            for column in typed if self.blank(row) else wanted:
                if row.values.get(column.name) in (None, "", []):
                    return index, column.name
        return None

    def _is_empty(self, cell: tuple[int, str] | None) -> bool:
        """Whether it is a cell that may be typed and in which nothing stands."""
        row, name = cell or (len(self.rows), "")
        typed = any(column.editable and column.name == name for column in self.columns)
        return typed and row < len(self.rows) and self.rows[row].values.get(name) in (None, "", [])

    def incomplete(self, *, wanted: bool) -> bool:
        """Whether a line that was begun lacks what it must have; wanted: also whether there is no line at all."""
        must = [column.name for column in self.columns if column.editable and column.required]
        begun = [row for row in self.rows if not self.blank(row)]
        lacking = any(row.values.get(name) in (None, "", []) for row in begun for name in must)
        return lacking or (wanted and not begun)

    def total(self, name: str) -> Decimal | None:
        """Return the sum of a column over the lines there are; None when nothing in it is a number."""
        lines = [row for row in self.rows if not self.blank(row)]
        numbers = [number for row in lines if (number := decimal(row.values.get(name))) is not None]
        return sum(numbers, Decimal(0)) if numbers else None

    # --- errors ---------------------------------------------------------------------------------------------

    def clear_errors(self) -> None:
        for row in self.rows:
            row.errors.clear()

    def failing(self) -> Iterator[tuple[int, str]]:
        """Yield every cell with an error: number of the row, name of the column, in the order of reading."""
        order = {column.name: place for place, column in enumerate(self.columns)}
        for index, row in enumerate(self.rows):
            for name in sorted(row.errors, key=lambda name: order.get(name, -1)):
                yield index, name


def defaults(model: type[Form], names: Iterable[str]) -> dict[str, Any]:
    """Return the values that fields begin with, as JSON; those that begin empty are left out."""
    found = {name: model.model_fields[name].default for name in names if name in model.model_fields}
    return {
        name: _as_json(value)
        for name, value in found.items()
        if value is not PydanticUndefined and value not in (None, "")
    }


def _as_json(value: Any) -> Any:
    """Return a default as JSON says it: the key of a choice, an exact number as text."""
    if isinstance(value, Decimal):
        return str(value)
    return getattr(value, "value", value)


def cells_of(text: str) -> list[list[str]]:
    """Return pasted text as rows of cells: tabs between cells, as spreadsheets copy them, quotes taken off."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if '"' not in text:
        return [line.split("\t") for line in text.split("\n")]
    return list(csv.reader(StringIO(text), dialect="excel-tab"))


def is_block(text: str) -> bool:
    """Whether pasted text is several cells rather than text for one."""
    return "\t" in text or "\n" in text.strip("\r\n").replace("\r", "\n")
