"""Tables as files for spreadsheets: CSV and XLSX.

Nothing that a person once typed is run there: in CSV a text that would be taken for a formula gets an apostrophe before
it, in XLSX every text is written as text. A file is written beside its place and put there when it is whole; one that is
there already is left alone unless it is to be replaced.
"""

import csv
import io
import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from db.message import _
from workflows.engine.errors import CommandError
from workflows.files import why

Value = str | Decimal | int | date | None
"""What may stand in a cell. Numbers stay numbers, days days; a datetime is told to the minute."""

_FORMULA = re.compile("^[=+\\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_MARK = "\ufeff"
"""Makes spreadsheets read a CSV file as UTF-8."""
_WIDEST = 60
_MOMENTS: dict[type[date], str] = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm"}
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


class CannotWrite(CommandError):
    """The file cannot be written there; the message names the path and the remedy."""

    kind = "invalid"


class AlreadyThere(CannotWrite):
    """Something is there that is not to be replaced."""

    kind = "conflict"


def defused(text: str) -> str:
    """Return a text so that no spreadsheet takes it for a formula; numbers stay numbers."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def write_table(
    path: Path, title: str, headings: Sequence[str], rows: Sequence[Sequence[Value]], *, replace: bool = False
) -> Path:
    """Write a table to a file, in the format its name ends in (.csv, .xlsx); return where it stands, in full.

    Missing folders are made. Raises CannotWrite.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise CannotWrite(_("“{path}”: let the name end in .csv or .xlsx")(path=str(path)))
    path = path.expanduser().absolute()
    if path.is_dir():
        raise CannotWrite(_("“{path}” is a folder; add the name of a file")(path=str(path)))
    if path.exists() and not replace:
        raise AlreadyThere(_("“{path}” is there already; choose another name")(path=str(path)))
    building = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        building.write_bytes(write(title, headings, rows))
        os.replace(building, path)
    except OSError as problem:
        with suppress(OSError):
            building.unlink(missing_ok=True)
        raise CannotWrite(
            _("“{path}” cannot be written ({problem}); choose another place")(path=str(path), problem=why(problem))
        ) from None
    return path


def _csv(_title: str, headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([defused(heading) for heading in headings])
    writer.writerows([_text(value) for value in row] for row in rows)
    return (_MARK + out.getvalue()).encode("utf-8", "backslashreplace")


def _text(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return defused(value)
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def _xlsx(title: str, headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    # Imported here: a workbook is written now and then, the program starts every morning.
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_NOT_IN_NAMES.sub(" ", title)[:31].strip() or None)
    bold = book.add_format({"bold": True})
    formats = {places: book.add_format({"num_format": f"#,##0.{'0' * places}"}) for places in (1, 2, 3)}
    moments = {kind: book.add_format({"num_format": form}) for kind, form in _MOMENTS.items()}
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
        texts = [heading, *(_text(row[column]) for row in rows)]
        sheet.set_column(column, column, min(_WIDEST, max(map(_cells, texts)) + 2))
        for at, row in enumerate(rows, 1):
            value = row[column]
            if isinstance(value, Decimal | int):
                places = max(0, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 0
                sheet.write_number(at, column, value, formats.get(places))
            elif isinstance(value, date):
                sheet.write_datetime(at, column, value, moments[type(value)])
            elif value is not None:
                sheet.write_string(at, column, value)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _cells(text: str) -> int:
    """About how wide a text is in a column: Chinese characters take two."""
    return sum(2 if character > "\u2e7f" else 1 for character in text)


_WRITERS: dict[str, Callable[[str, Sequence[str], Sequence[Sequence[Value]]], bytes]] = {".csv": _csv, ".xlsx": _xlsx}


def default_name(*parts: str, on: date, suffix: str = ".csv") -> str:
    """Return the name of a file for an export: `sales-receivables-by-age-2026-11-27.csv`."""
    plain = [re.sub(r"[^\w-]+", "-", part).strip("-") for part in parts if part]
    return f"{'-'.join([*plain, on.isoformat()])}{suffix}"
