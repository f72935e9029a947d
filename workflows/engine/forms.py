"""Typed values against a form: what may be typed at a step, what it makes of the form, and what is wrong with it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any, TypeVar

from db.message import Message, _
from workflows.engine.asked import condition_said, not_asked, settled
from workflows.engine.company import Company
from workflows.engine.errors import Invalid
from workflows.engine.form import (
    CaseLink,
    FieldError,
    FieldShape,
    Form,
    InvalidForm,
    as_json,
    computed,
    lenient,
    parse,
    references,
    shape,
    title_of,
    typed_values,
)
from workflows.engine.naming import is_named
from workflows.engine.process import Action, Process, Step

_Model = TypeVar("_Model", bound=Form)
_COMPUTED = _("is filled in by the program")
_NOT_HERE = _("cannot be changed at this step")
_LINES_FIXED = _("lines cannot be added or removed at this step")


def editable(process: Process, step: Step) -> frozenset[str]:
    """Return the paths that may be typed at a step: whole fields, or columns of lines (`lines.counted`)."""
    if "*" in step.edits:
        return frozenset(part.name for part in shape(process.form) if not part.read)
    return frozenset(step.edits)


def typed_now(process: Process, step: Step, form: Mapping[str, Any]) -> frozenset[str]:
    """Return what may be typed at a step without what is not asked for as the form is, whatever is typed here."""
    paths = editable(process, step)
    unasked = settled(process.form, form, {path.partition(".")[0] for path in paths})
    return frozenset(path for path in paths if path.partition(".")[0] not in unasked)


def typed_with(step: Step, action: Action) -> Step:
    """Return a step as it stands for one of its actions, with what may be typed for that action alone."""
    return replace(step, edits=(*step.edits, *action.edits)) if action.edits else step


def read_form(model: type[_Model], values: Mapping[str, Any]) -> tuple[_Model, dict[str, Any]]:
    """Return an unfinished form as far as it can be read, and its values as they are kept.

    Fields may be missing or wrong in a draft; unknown fields and those the program fills raise Invalid.
    """
    data = typed_values(model, dict(values))
    if errors := _foreign(model, data, ""):
        raise Invalid(errors)
    return lenient(model, data), data


def _foreign(model: type[Form], data: Mapping[str, Any], prefix: str) -> list[FieldError]:
    known = {part.name: part for part in shape(model)}
    errors = []
    for name, value in data.items():
        path = f"{prefix}{name}"
        part = known.get(name)
        if part is None:
            names = ", ".join(one.name for one in known.values() if not one.read)
            errors.append(FieldError(path, Message(path), _("unknown field; the form has {known}")(known=names)))
        elif part.read:
            errors.append(FieldError(path, part.title, _COMPUTED))
        elif part.line is not None and isinstance(value, list):
            for index, line in enumerate(value):
                if isinstance(line, Mapping):
                    errors.extend(_foreign(part.line, line, f"{path}.{index}."))
    return errors


def merged(
    company: Company,
    process: Process,
    step: Step,
    before: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    complete: bool,
    unseen: frozenset[str] = frozenset(),
    requires: Collection[str] = (),
) -> Form:
    """Return the form there was with what was typed at a step. unseen: fields the person does not see, which he
    cannot empty by leaving them out. requires: what the action wants filled, asked for only where the form is wrong
    already (the program may fill some of it in a right one).

    Raises Invalid for fields that may not be typed here, and (where `complete`) for everything that keeps the form
    from being a valid one: missing and wrong values, references to nothing. All of it comes together, so that
    nobody mends one field only to be told of the next.
    """
    typed = typed_values(process.form, dict(values), fixed_lines(step))
    data, errors = _with_typed(process, step, before, typed, unseen)
    if not complete:
        if errors:
            raise Invalid(errors)
        return lenient(process.form, data)
    try:
        form = parse(process.form, data)
    except InvalidForm as problem:
        form = lenient(process.form, data)
        errors += problem.errors
    errors += _dangling(company, form)
    if errors:
        by_hand = [path for path in requires if path not in computed(process.form)]
        raise Invalid(once_a_field([*errors, *check_requires(process.form, form, by_hand)]))
    return form


def once_a_field(errors: Iterable[FieldError]) -> list[FieldError]:
    """Keep the first thing that is wrong with each field: what follows from it helps nobody."""
    first: dict[str, FieldError] = {}
    for error in errors:
        first.setdefault(error.path, error)
    return list(first.values())


def fixed_lines(step: Step) -> set[str]:
    """Return the names of the lines of which only some columns are typed at a step."""
    return {path.partition(".")[0] for path in step.edits if "." in path}


def typed_draft(
    process: Process, form: Mapping[str, Any], values: Mapping[str, Any], unseen: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return a draft's values with what was typed in it, right or wrong; fields that are not typed there raise Invalid."""
    data, errors = _with_typed(process, process.draft, form, typed_values(process.form, dict(values)), unseen)
    if errors:
        raise Invalid(errors)
    return data


def _with_typed(
    process: Process, step: Step, form: Mapping[str, Any], typed: Mapping[str, Any], unseen: frozenset[str]
) -> tuple[dict[str, Any], list[FieldError]]:
    """Lay what was typed over the form (where only columns of lines may be typed, row by row); return the fields
    that may not be typed as well."""
    allowed, known = editable(process, step), {part.name for part in shape(process.form)}
    changed = _without_read(process.form, typed, form)
    data, errors = dict(form), _foreign(process.form, changed, "")
    for name, value in changed.items():
        if name in allowed or value == form.get(name):
            data[name] = value
            continue
        if name not in known:
            continue
        columns = {path.partition(".")[2] for path in allowed if path.startswith(f"{name}.")}
        if not columns or not isinstance(value, list):
            errors.append(FieldError(name, title_of(process.form, name), _NOT_HERE))
            continue
        rows, wrong = _columns_typed(process, name, columns, form.get(name, []), value)
        data[name] = rows
        errors.extend(wrong)
    if step.draft and typed:  # a draft is handed in whole: what was emptied is gone
        gone = allowed - set(typed) - unseen
        data = {name: value for name, value in data.items() if name not in gone}
    data, unasked = _as_asked(process.form, step, form, data, changed)
    return data, once_a_field([*errors, *unasked])


def _as_asked(
    model: type[Form], step: Step, form: Mapping[str, Any], data: dict[str, Any], changed: Mapping[str, Any]
) -> tuple[dict[str, Any], list[FieldError]]:
    """Drop what is not asked for any more; return an error for what is typed there all the same.

    Where nothing is typed that decides about it, what stands there stays: to drop it would be a change nobody made.
    """
    unasked, errors = not_asked(model, data), []
    if not unasked:
        return data, []
    for part in shape(model):
        value, when = changed.get(part.name), part.label.when
        if part.name in unasked and when is not None and _is_new(model, part, value, form):
            said = _("{condition}: empty it")(condition=condition_said(model, when))
            errors.append(FieldError(part.name, part.title, said))
    typed = {part.name for part in shape(model) if not part.read}
    answered = {name for name, value in changed.items() if value != form.get(name)}
    gone = unasked & typed if step.draft else unasked & typed - settled(model, data, answered)
    return {name: value for name, value in data.items() if name not in gone}, errors


def _is_new(model: type[Form], part: FieldShape, value: Any, form: Mapping[str, Any]) -> bool:
    """Whether a value says something that was not there before: neither nothing nor what a form begins with."""
    begins = model.model_fields[part.name].get_default(call_default_factory=True)
    return not _empty(value) and value not in (begins, form.get(part.name))


def _without_read(model: type[Form], typed: Mapping[str, Any], form: Mapping[str, Any]) -> dict[str, Any]:
    """Drop computed values that were handed back as they were read; changed ones stay, to be refused."""
    kept: dict[str, Any] = {}
    for part in shape(model):
        if part.name not in typed:
            continue
        value, before = typed[part.name], form.get(part.name)
        if part.read and value == before:
            continue
        if part.line is not None and isinstance(value, list):
            known = before if isinstance(before, list) else []
            value = [
                _without_read_row(part.line, row, known[index] if index < len(known) else {})
                if isinstance(row, Mapping)
                else row
                for index, row in enumerate(value)
            ]
        kept[part.name] = value
    kept.update({name: value for name, value in typed.items() if name not in {part.name for part in shape(model)}})
    return kept


def _without_read_row(model: type[Form], row: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    computed = {part.name for part in shape(model) if part.read}
    return {name: value for name, value in row.items() if name not in computed or value != before.get(name)}


def _columns_typed(
    process: Process, name: str, columns: set[str], before: Sequence[Any], typed: Sequence[Any]
) -> tuple[list[dict[str, Any]], list[FieldError]]:
    rows, errors = [dict(row) for row in before], []
    if len(typed) != len(rows):
        return rows, [FieldError(name, title_of(process.form, name), _LINES_FIXED)]
    for index, (row, line) in enumerate(zip(rows, typed, strict=True)):
        if not isinstance(line, Mapping):
            continue
        for column, value in line.items():
            if column in columns:
                row[column] = value
            elif row.get(column) != value:
                path = f"{name}.{index}.{column}"
                errors.append(FieldError(path, title_of(process.form, path), _NOT_HERE))
        for column in columns - set(line):
            row.pop(column, None)
    return rows, errors


def _dangling(company: Company, form: Form) -> list[FieldError]:
    """References to nothing, each with the remedy."""
    errors = []
    there: dict[tuple[str, str], bool] = {}  # the lines of a sheet name the same places and persons again and again
    for path, ref, key in references(form):
        if isinstance(ref, CaseLink):
            found = company.cases.find(key)
            wrong = found is None or (ref.process not in ("", found.process))
            message = _("there is no case {key}; type its number, as WO-2026-000123")(key=key)
            if found and wrong and ref.process in company.catalogue.processes:
                asked = company.catalogue.processes[ref.process].title
                message = _("{key} is no case of “{process}”; look it up by number or customer")(key=key, process=asked)
        else:
            if (ref.register, key) not in there:
                there[ref.register, key] = is_named(company, ref.register, key)
            wrong = not there[ref.register, key]
            message = _("{key} is not in the register; look it up by name, pinyin initials or code")(key=key)
        if wrong:
            errors.append(FieldError(path, title_of(type(form), path), message))
    return errors


def check_requires(model: type[Form], form: Form, requires: Iterable[str]) -> list[FieldError]:
    """Return an error for every field an action wants filled that is not; `lines.counted` means on every line.

    0 is filled; an empty text, an empty list and nothing are not. What is not asked for need not be filled.
    """
    errors, unasked = [], not_asked(model, vars(form))
    for path in requires:
        name, _dot, column = path.partition(".")
        if name in unasked:
            continue
        value = getattr(form, name)
        if not column:
            if _empty(value):
                errors.append(FieldError(name, title_of(model, name), _("fill this in")))
            continue
        for index, line in enumerate(value):
            if _empty(getattr(line, column)):
                at = f"{name}.{index}.{column}"
                errors.append(FieldError(at, title_of(model, at), _("fill this in")))
    return errors


def _empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[list[Any]]:
    """Return what changed between two forms: [path, before, after], values as JSON, None where there was nothing."""
    return [[path, old, new] for path, old, new in _unlike(before, after, "")]


def _unlike(before: Any, after: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """The paths at which two values differ; parts that are the same, most of a long sheet, are not gone through."""
    parts: Iterable[tuple[Any, Any, Any]]
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        was, now = (value if isinstance(value, Mapping) else {} for value in (before, after))
        parts = ((name, was.get(name), now.get(name)) for name in {**was, **now})
    elif isinstance(before, list) or isinstance(after, list):
        rows = zip_longest(*(value if isinstance(value, list) else () for value in (before, after)))
        parts = ((index, *pair) for index, pair in enumerate(rows))
    else:
        old, new = (None if value == "" else value for value in (before, after))
        if old != new:
            yield path, old, new
        return
    for name, old, new in parts:
        if old != new:
            yield from _unlike(old, new, f"{path}.{name}" if path else name)


def without(values: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """Return the values of a form without hidden fields (`note`) and columns (`lines.price`)."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if name in hidden:
            continue
        if isinstance(value, list):
            value = [
                {column: inner for column, inner in row.items() if f"{name}.{column}" not in hidden}
                if isinstance(row, Mapping)
                else row
                for row in value
            ]
        kept[name] = value
    return kept


def is_complete(form: Form) -> bool:
    """Whether a form, read leniently, is a valid one."""
    try:
        parse(type(form), as_json(form))
    except InvalidForm:
        return False
    return True


__all__ = ["as_json", "check_requires", "differences", "editable", "merged", "read_form", "typed_draft", "without"]
