"""A register's records from a workbook (XLSX): what a spreadsheet has made of what was typed is noticed, not guessed.

A cell is taken as it is shown: `00123` where a number is shown with zeros before it, `13%` where it is shown as such. What
cannot be known any more is an error at its line and column: a text that has become a date, digits beyond the fifteenth, a
formula that has no result or a wrong one.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from console import sheet
from console.failure import Problem
from db.message import Message, _
from workflows.engine.form import FieldError, FieldShape, Form

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

_XLSX, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LARGEST = 256 * 1024 * 1024
_NUMBERS = frozenset({"money", "quantity", "percent", "integer", "days"})
_DAYS = frozenset({"date", "datetime"})
_KEPT = Decimal(10) ** 15
"""From here on a spreadsheet does not keep every digit."""
_ZEROS = re.compile(r"0{2,}")
_KEY = "key"

_NO_WORKBOOK = _("{path} is no workbook that can be read. Save it as .xlsx, or as CSV UTF-8, and import that.")
_OLD_ONE = _(
    "{path} is in the old format of Excel (.xls), or locked with a password. Save it as .xlsx without a password, or as"
    " CSV UTF-8, and import that."
)
_SHEETS = _("{path} has several sheets with something in them. Name one with --sheet: {sheets}")
_NO_SHEET = _("{path} has no sheet “{sheet}”. There are: {sheets}")
_NO_RESULT = _("is a formula without a result; open the file in a spreadsheet program, save it, and import that")
_FAILED = _("shows {error} in the file; mend the formula there, or type the value")
_DATED = _("has become the date {date} in the file; format the column as text there and type it again")
_TOO_LONG = _(
    "has more digits than the 15 a spreadsheet keeps of a number; format the column as text and type it again"
)


def is_workbook(raw: bytes) -> bool:
    """Whether a file is a workbook and no text, whatever it is called."""
    return raw.startswith((_XLSX, _OLD))


def read(
    model: type[Form], raw: bytes, path: str, name: str | None
) -> tuple[list[sheet.Line], list[tuple[int, FieldError]]]:
    """Return the rows of a sheet that are not blank, and every cell of them that cannot be taken.

    name: of the sheet; None: the only one with something in it. Raises Problem for a file or a head that is wrong.
    """
    if raw.startswith(_OLD):
        raise Problem("invalid", _OLD_ONE(path=path))
    with closing(_opened(raw, path, results=True)) as shown, closing(_opened(raw, path, results=False)) as typed:
        name = _sheet(shown, path, name)
        rows = zip(_rows(shown, name), _rows(typed, name), strict=False)
        return _lines(model, rows)


def _opened(raw: bytes, path: str, *, results: bool) -> Workbook:
    """Open a workbook. results: with the results of its formulas, as it was saved; else with the formulas."""
    from openpyxl import load_workbook  # not before it is needed: starting is to be quick

    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > _LARGEST:
            raise Problem("invalid", _("{path} is too large.")(path=path))
        return load_workbook(BytesIO(raw), read_only=True, data_only=results, keep_links=False)
    except Problem:
        raise
    except Exception as error:  # whatever the library meets in a file that is none
        raise Problem("invalid", _NO_WORKBOOK(path=path)) from error


def _sheet(book: Workbook, path: str, name: str | None) -> str:
    if name is not None and name not in book.sheetnames:
        raise Problem("not-found", _NO_SHEET(path=path, sheet=name, sheets=", ".join(book.sheetnames)))
    if name is not None:
        return name
    seen = [one.title for one in book.worksheets if one.sheet_state == "visible"]
    filled = [one for one in seen if any(cell.value is not None for row in _rows(book, one) for cell in row)]
    if len(filled) > 1:
        raise Problem("usage", _SHEETS(path=path, sheets=", ".join(filled)))
    return next(iter([*filled, *seen, *book.sheetnames]))


def _rows(book: Workbook, name: str) -> Iterator[Sequence[Any]]:
    page = book[name]
    page.reset_dimensions()  # what a file says of its size is often wrong
    return iter(page.iter_rows())


def _lines(
    model: type[Form], rows: Iterator[tuple[Sequence[Any], Sequence[Any]]]
) -> tuple[list[sheet.Line], list[tuple[int, FieldError]]]:
    first, _formulas = next(rows, ((), ()))
    head = [str(cell.value).strip() if cell.value is not None else "" for cell in first]
    while head and not head[-1]:
        head.pop()
    kinds = sheet.columns(model, head)
    found: list[sheet.Line] = []
    errors: list[tuple[int, FieldError]] = []
    for number, (shown, typed) in enumerate(rows, 2):
        cells: list[str] = []
        for index, (cell, formula) in enumerate(zip(shown, typed, strict=False)):
            part = kinds.get(head[index]) if index < len(head) else None
            taken = _taken(cell, formula, part.kind if part is not None else "text")
            if isinstance(taken, Message):
                errors.append((number, _wrong(head, index, part, taken)))
                taken = ""
            cells.append(taken)
        while len(cells) > len(head) and not cells[-1]:
            cells.pop()
        if any(cells):
            found.append(sheet.line(number, head, kinds, cells))
    return found, errors


def _wrong(head: Sequence[str], index: int, part: FieldShape | None, why: Message) -> FieldError:
    name = head[index] if index < len(head) else str(index + 1)
    return FieldError(name, part.title if part is not None else Message("{name}")(name=name), why)


def _taken(cell: Any, formula: Any, kind: str) -> str | Message:
    """Return what a cell shows, as it would be typed into a field of this kind; or why that cannot be known."""
    value, look = cell.value, str(getattr(cell, "number_format", "") or "")
    if value is None:
        return _NO_RESULT if formula.value is not None else ""
    if cell.data_type == "e":
        return _FAILED(error=str(value))
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return _number(value, look, kind)
        case datetime() | date():
            return _day(value, kind)
        case time():
            return f"{value:%H:%M}"
        case str():
            return sheet.plain(value)
    return _DATED(date=str(value))


def _number(value: int | float | Decimal, look: str, kind: str) -> str | Message:
    number = Decimal(format(value, ".15g"))
    if kind not in _NUMBERS and abs(number) >= _KEPT:
        return _TOO_LONG
    if "%" in look:
        number = number * 100
    text = f"{number.normalize():f}"
    if kind in _NUMBERS:
        return text
    if _ZEROS.fullmatch(look) and number == number.to_integral_value():
        return text.zfill(len(look))
    return f"{text}%" if "%" in look else text


def _day(value: datetime | date, kind: str) -> str | Message:
    if kind not in _DAYS:
        return _DATED(date=str(value)[:10])
    return value.isoformat() if kind == "datetime" else str(value)[:10]
