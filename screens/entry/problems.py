"""What is wrong in a form, and where it stands: at a field, at a cell of its lines, at a line, or nowhere on the screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.message import Message, _
from screens.entry.field import FieldBox
from screens.entry.grid import LineGrid
from screens.entry.rows import Row
from workflows.engine.form import FieldError, FieldShape, Kind

_UNFOUND = _("not in the list; look it up by name, pinyin initials or code")
_NO_ANSWER = _("none of the answers; take one from the list")

Box = FieldBox | LineGrid
Place = tuple[Box, Row | None, str]
"""A field, or in lines the row and the name of the column; see `Problem`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a field, or at a cell of its lines (row, and column name; "" for the line as a whole)."""

    at: Box
    message: Message
    row: Row | None = None
    name: str = ""

    @property
    def place(self) -> Place:
        return self.at, self.row, self.name

    @property
    def is_typed(self) -> bool:
        """Whether what is wrong has been typed, and is not being typed just now."""
        if isinstance(self.at, LineGrid):
            if self.row is None or self.row.values.get(self.name) in (None, ""):
                return False
            here = self.at.active and len(self.at.rows) and self.at.rows[self.at.row] is self.row
            return not (here and self.at.name_at == self.name)
        return self.at.value not in (None, "") and not self.at.active


def placed(
    errors: Sequence[FieldError], boxes: Sequence[Box], rows: Mapping[str, Sequence[Row]]
) -> tuple[list[Problem], list[FieldError]]:
    """Return where each error stands, and those that stand at nothing shown.

    rows: by field, which row of the grid each line is that was handed in; the errors number those.
    """
    found: list[Problem] = []
    homeless: list[FieldError] = []
    known = {box.path: box for box in boxes}
    for error in errors:
        name, _dot, rest = error.path.partition(".")
        box = known.get(name)
        if box is None:
            homeless.append(error)
        elif isinstance(box, LineGrid):
            found.append(_in_lines(box, error, rest, rows.get(name, box.rows.rows)))
        else:
            found.append(Problem(box, _in_words(box.part, box.value, error.message)))
    return found, homeless


def _in_lines(grid: LineGrid, error: FieldError, rest: str, rows: Sequence[Row]) -> Problem:
    number, _dot, name = rest.partition(".")
    if not (number.isdigit() and int(number) < len(rows)):
        return Problem(grid, error.message)
    row, name = rows[int(number)], name.partition(".")[0]
    part = next((column.part for column in grid.rows.columns if column.name == name), None)
    message = error.message if part is None else _in_words(part, row.values.get(name), error.message)
    return Problem(grid, message, row, name)


def _in_words(part: FieldShape, value: object, message: Message) -> Message:
    """Return what to say of a value: the business lists the values of a choice, which nobody sees on the screen."""
    beside = part.choices is not None and value not in (None, "") and value not in list(part.choices)
    return _NO_ANSWER if beside else message


def unfound(boxes: Sequence[Box]) -> list[Problem]:
    """Return every look-up that was left with something in it that no answer fits; the business asks of it last."""
    found: list[Problem] = []
    for box in boxes:
        if isinstance(box, LineGrid):
            kinds = {column.name: column.part.kind for column in box.rows.columns}
            found += [Problem(box, _said(kinds[name]), row, name) for row in box.rows.rows for name in row.unfound]
        elif box.typed_in.unfound:
            found.append(Problem(box, _said(box.part.kind)))
    return [problem for problem in found if problem.is_typed]


def _said(kind: Kind) -> Message:
    return _NO_ANSWER if kind == "choice" else _UNFOUND
