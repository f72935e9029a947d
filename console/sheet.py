"""Registers as CSV: one row a record, one column a field, the first column `key`.

Lists (lines, several texts) are JSON in one cell; several texts may also stand there with semicolons between them. On
the way out a text that a spreadsheet would run as a formula gets an apostrophe before it; on the way in that apostrophe
is dropped again. Files are UTF-8 with the mark that makes spreadsheets read them as such.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from console.failure import Problem
from db.message import _
from workflows.engine.form import FieldShape, Form, shape
from workflows.spreadsheet import defused

_DEFUSED = re.compile("^'[=+\\-@＝＋－＠\t\r]")
_BETWEEN = re.compile("[;；、\n]")
_SEPARATORS = ",;\t"

Line = tuple[int, str, dict[str, Any]]
"""Number of the line, key, typed fields."""


def written(model: type[Form], records: Iterable[tuple[str, dict[str, Any]]], hidden: frozenset[str]) -> str:
    """Return records (key and fields as JSON values) as the text of a CSV file."""
    parts = [part for part in shape(model) if part.name not in hidden]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["key", *(part.name for part in parts)])
    for key, data in records:
        writer.writerow([defused(key), *(_cell(part, data.get(part.name)) for part in parts)])
    return "\ufeff" + out.getvalue()


def _cell(part: FieldShape, value: Any) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return defused(str(value))


def read(model: type[Form], text: str) -> Iterator[Line]:
    """Yield every row that is not blank; raise Problem for a wrong head.

    Columns are set apart as the first line does it: spreadsheets write commas, semicolons or tabs.
    """
    text = text.removeprefix("\ufeff")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        head = [name.strip() for name in next(rows, [])]
        kinds = columns(model, head)
        for row in rows:
            cells = [plain(cell) for cell in row]
            if any(cells):
                yield line(rows.line_num, head, kinds, cells)
    except csv.Error as error:
        raise Problem("invalid", _("Line {line} is not CSV ({problem}).")(
            line=rows.line_num, problem=str(error)
        )) from None  # fmt: skip


def _separator(text: str) -> str:
    first = text.partition("\n")[0]
    return max(_SEPARATORS, key=first.count)


def plain(cell: str) -> str:
    """Return the text of a cell without blanks around it, and without what kept it from running as a formula."""
    return _DEFUSED.sub(lambda found: found[0][1:], cell.strip())


def columns(model: type[Form], head: Sequence[str]) -> dict[str, FieldShape]:
    """Return the fields that columns may be for, by name; raise Problem for a head that names others, or one twice."""
    known = {part.name: part for part in shape(model) if not part.read}
    unknown = [name for name in head if name not in ("key", *known)]
    if not head or unknown or len(set(head)) != len(head):
        raise Problem(
            "invalid",
            _("The first line must name the columns, each once: {known}")(known=", ".join(["key", *known])),
            [_("there is no column {name}")(name=name or "–") for name in unknown],
            [(name, _("there is no such column")) for name in unknown],
        )
    return known


def line(number: int, head: Sequence[str], kinds: dict[str, FieldShape], cells: Sequence[str]) -> Line:
    """Return a row as it is typed: its number, its key, its fields. Raises Problem where it has too many cells."""
    if len(cells) > len(head):
        raise Problem("invalid", _("Line {line} has {cells} cells, the first line names {columns}.")(
            line=number, cells=len(cells), columns=len(head)
        ))  # fmt: skip
    values = dict(zip(head, [*cells, *[""] * (len(head) - len(cells))], strict=True))
    key = values.pop("key", "")
    return number, key, {name: _typed(kinds[name], cell) for name, cell in values.items()}


def _typed(part: FieldShape, cell: str) -> Any:
    if part.kind == "texts" and not cell.startswith("["):
        return [text.strip() for text in _BETWEEN.split(cell) if text.strip()]
    if part.kind in ("lines", "texts") and cell:
        try:
            return json.loads(cell, parse_float=str)
        except ValueError:
            return cell  # the model says what is wrong with it
    return cell or None
