"""Values of a form in words: choices by their label, references by name, amounts with two decimals."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from db.message import Message, _
from workflows.engine.asked import not_asked
from workflows.engine.company import Company
from workflows.engine.comparing import SAME, Comparison, LinePair
from workflows.engine.form import Choice, FieldShape, Form, lenient, read_stored, shape, title_of
from workflows.engine.naming import named
from workflows.engine.view import Cell, Change, FieldView, RowMark, Table

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
            return (f"{value:,.2f}" if part.kind == "money" else f"{value:,f}").replace("-", "−")
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


def fields_of(
    company: Company, form: Form, hidden: frozenset[str], since: Comparison = SAME, *, unsaid: bool = True
) -> list[FieldView]:
    """Return the filled fields of a form, lines apart, without the hidden ones; those emptied since then, too.

    unsaid: also what says no as long as nobody has said yes.
    """
    views, unasked = [], not_asked(type(form), vars(form))
    for part in shape(type(form)):
        value, begins = getattr(form, part.name), type(form).model_fields[part.name].default
        said = not ((part.name in unasked and value == begins) or (not unsaid and value is begins is False))
        empty = value in (None, "", []) or not said
        if part.line is not None or part.name in hidden or (empty and part.name not in since.fields):
            continue
        views.append(FieldView(part.name, part.title, _cell(company, type(form), part, value, since.fields)))
    return views


def tables_of(
    company: Company, form: Form, hidden: frozenset[str], since: Comparison = SAME, *, brief: bool = False
) -> list[Table]:
    """Return the lines of a form as tables, lines removed since then among them; columns nothing is in are left out,
    and flags nobody has set.

    brief: those too in which every line says what it says unless somebody changes it (unusable: yes).
    """
    tables = []
    for part in shape(type(form)):
        if part.line is None or part.name in hidden:
            continue
        now: Sequence[Form] = getattr(form, part.name) or ()
        pairs = since.lines.get(part.name) or [LinePair(at, at, {}) for at in range(len(now))]
        before = since.rows_before(part.name)
        rows = [
            now[one.now] if one.now is not None else lenient(part.line, dict(before[one.before or 0])) for one in pairs
        ]
        if not rows:
            continue
        columns = [
            column
            for column in shape(part.line)
            if f"{part.name}.{column.name}" not in hidden
            and (
                any(getattr(row, column.name) not in _nothing_said(part.line, column, brief) for row in rows)
                or any(column.name in one.changed for one in pairs)
            )
        ]
        cells = [
            [_cell(company, part.line, column, getattr(row, column.name), one.changed) for column in columns]
            for row, one in zip(rows, pairs, strict=True)
        ]
        numeric = [column.kind in _NUMERIC for column in columns]
        marks = [row_mark(one) for one in pairs] if part.name in since.lines else []
        tables.append(Table(part.name, part.title, [column.title for column in columns], cells, numeric, marks))
    return tables


def row_mark(pair: LinePair) -> RowMark:
    """Return what became of a line."""
    if pair.before is None:
        return "added"
    return "removed" if pair.now is None else "changed" if pair.changed else ""


def changes_of(
    company: Company, model: type[Form], now: Mapping[str, Any], since: Comparison, hidden: frozenset[str]
) -> list[Change]:
    """Return every difference as field, before and after, in the order of the form; hidden fields left out."""
    changes: list[Change] = []
    for part in shape(model):
        if part.name in hidden:
            continue
        if part.name in since.fields:
            before, after = since.fields[part.name], now.get(part.name)
            told = (stored(company, model, part.name, before), stored(company, model, part.name, after))
            changes.append(Change(part.title, *told))
        for pair in since.lines.get(part.name, ()):
            changes += _changes_of_line(company, model, part, now, since, pair, hidden)
    return changes


def change_said(change: Change) -> Message:
    """Return a difference as one sentence."""
    match change.kind:
        case "added":
            return _("{line} added: {said}")(line=change.title, said=change.after)
        case "removed":
            return _("{line} removed: {said}")(line=change.title, said=change.before)
        case _:
            return _("{field}: {before} → {after}")(
                field=change.title, before=change.before or "—", after=change.after or "—"
            )


def _changes_of_line(
    company: Company,
    model: type[Form],
    part: FieldShape,
    now: Mapping[str, Any],
    since: Comparison,
    pair: LinePair,
    hidden: frozenset[str],
) -> Iterator[Change]:
    rows, before = now.get(part.name) or [], since.rows_before(part.name)
    kind = row_mark(pair)
    if kind in ("added", "removed"):
        at = pair.now if pair.now is not None else pair.before or 0
        said = _line_said(company, part, rows[at] if kind == "added" else before[at], hidden)
        title = title_of(model, f"{part.name}.{at}")
        yield Change(title, "", said, "added") if kind == "added" else Change(title, said, "", "removed")
    for column, was in pair.changed.items():
        if f"{part.name}.{column}" not in hidden:
            path = f"{part.name}.{pair.now}.{column}"
            yield Change(
                title_of(model, path), stored(company, model, path, was),
                stored(company, model, path, rows[pair.now or 0].get(column)),
            )  # fmt: skip


def _line_said(company: Company, part: FieldShape, row: Mapping[str, Any], hidden: frozenset[str]) -> Message | str:
    """Return a line in a few words: its first filled columns."""
    assert part.line is not None
    said = [
        stored(company, part.line, column.name, row.get(column.name))
        for column in shape(part.line)
        if column.line is None and f"{part.name}.{column.name}" not in hidden and row.get(column.name) not in (None, "")
    ]
    joined = said[0] if said else ""
    for one in said[1:4]:
        joined = _("{first} · {second}")(first=joined, second=one)
    return joined


def _nothing_said(line: type[Form], column: FieldShape, brief: bool) -> list[Any]:
    default = line.model_fields[column.name].default
    unset = column.kind == "flag" and default is False
    return [None, "", [], *([default] if unset or (brief and not column.required) else [])]


def _cell(company: Company, model: type[Form], part: FieldShape, value: Any, changed: Mapping[str, Any]) -> Cell:
    was = stored(company, model, part.name, changed.get(part.name))
    return Cell(shown(company, part, value), part.name in changed, was, part.kind in _NUMERIC)
