"""Values of a form in words: choices by their label, references by name, amounts with two decimals."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from db.message import Message, _
from workflows.engine.company import Company
from workflows.engine.form import Choice, FieldShape, Form, read_stored, shape
from workflows.engine.naming import named
from workflows.engine.view import Cell, FieldView, Table

_NUMERIC = {"money", "quantity", "percent", "days", "integer"}
YES, NO = _("yes"), _("no")


def shown(company: Company, part: FieldShape, value: Any) -> Message | str:
    """Return one value as a person reads it; "" for nothing."""
    match value:
        case None | "":
            return ""
        case bool():
            return YES if value else NO
        case Choice():
            return value.label
        case Decimal():
            return f"{value:,.2f}" if part.kind == "money" else f"{value:,f}"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return f"{value:%Y-%m-%d}"
        case list():
            return ", ".join(str(one) for one in value)
        case str() if part.kind == "ref":
            return named(company, part.register, value)
        case _:
            return str(value)


def stored(company: Company, model: type[Form], path: str, raw: Any) -> Message | str:
    """Return a value as it was kept (JSON) as a person reads it; what cannot be read any more as it stands."""
    found = read_stored(model, path, raw)
    if raw is None or found is None or found[1] is None:
        return "" if raw is None else str(raw)
    return shown(company, *found)


def fields_of(company: Company, form: Form, hidden: frozenset[str], changed: dict[str, Any]) -> list[FieldView]:
    """Return the filled fields of a form, lines apart, without the hidden ones. changed: path → value before."""
    views = []
    for part in shape(type(form)):
        value = getattr(form, part.name)
        if part.line is not None or part.name in hidden or value in (None, "", []):
            continue
        views.append(FieldView(part.name, part.title, _cell(company, type(form), part, value, part.name, changed)))
    return views


def tables_of(
    company: Company, form: Form, hidden: frozenset[str], changed: dict[str, Any], *, brief: bool = False
) -> list[Table]:
    """Return the lines of a form as tables; columns nothing is in are left out.

    brief: those too in which every line says what it says unless somebody changes it (unusable: yes).
    """
    tables = []
    for part in shape(type(form)):
        rows: Sequence[Form] = getattr(form, part.name) or () if part.line is not None else ()
        if part.line is None or not rows or part.name in hidden:
            continue
        columns = [
            column
            for column in shape(part.line)
            if f"{part.name}.{column.name}" not in hidden
            and any(getattr(row, column.name) not in _nothing_said(part.line, column, brief) for row in rows)
        ]
        cells = [
            [
                _cell(
                    company,
                    type(form),
                    column,
                    getattr(row, column.name),
                    f"{part.name}.{index}.{column.name}",
                    changed,
                )
                for column in columns
            ]
            for index, row in enumerate(rows)
        ]
        numeric = [column.kind in _NUMERIC for column in columns]
        tables.append(Table(part.name, part.title, [column.title for column in columns], cells, numeric))
    return tables


def _nothing_said(line: type[Form], column: FieldShape, brief: bool) -> list[Any]:
    default = line.model_fields[column.name].default
    return [None, "", [], *([default] if brief and not column.required else [])]


def _cell(
    company: Company, model: type[Form], part: FieldShape, value: Any, path: str, changed: dict[str, Any]
) -> Cell:
    was = stored(company, model, path, changed.get(path))
    return Cell(shown(company, part, value), path in changed, was, part.kind in _NUMERIC)
