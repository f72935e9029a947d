"""Forms: one pydantic model per paper form.

The entry screen, the line mode's `--data`, the JSON schema, the printed document and the validation all come
from the model, so nothing about a field is written twice. A process declares its form like this::

    class DamagedGoods(Line):
        product: ProductRef = field(_("Product"))
        quantity: Quantity = field(_("Quantity"))

    class WriteOffForm(Form):
        warehouse: WarehouseRef = field(_("Warehouse"))
        lines: list[DamagedGoods] = field(_("Lines"), default_factory=list)

Field types: `Text`, `LongText`, `Money` (yuan, exact to the fen), `Quantity` (exact to 0.001, above 0),
`Percent` (0–100), `Days` (halves), `bool`, `int`, `date`, `Moment`, a `Choice`, a reference to a register
(`CustomerRef` …), `list[SomeLine]`. Each may be `… | None` where it is filled later.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, ErrorDetails, PydanticUndefined

from db.message import Message, _
from workflows.engine.values import (
    Asked,
    CardRef,
    CaseLink,
    CaseRef,
    Choice,
    Count,
    CustomerRef,
    Days,
    DepartmentRef,
    EmployeeRef,
    Is,
    IsNot,
    Key,
    LocationRef,
    LongText,
    Moment,
    Money,
    Percent,
    PlanRef,
    PolicyRef,
    ProductRef,
    Quantity,
    Ref,
    Score,
    SignedMoney,
    SignedQuantity,
    SupplierRef,
    Text,
    UnitRef,
    WarehouseRef,
    hidden_character,
    written_out,
)

__all__ = [
    "Asked",
    "CardRef",
    "CaseLink",
    "CaseRef",
    "Choice",
    "Count",
    "CustomerRef",
    "Days",
    "DepartmentRef",
    "EmployeeRef",
    "FieldError",
    "FieldShape",
    "Form",
    "InvalidForm",
    "Is",
    "IsNot",
    "Key",
    "Kind",
    "Label",
    "Line",
    "LocationRef",
    "LongText",
    "Moment",
    "Money",
    "Percent",
    "PlanRef",
    "PolicyRef",
    "ProductRef",
    "Quantity",
    "Ref",
    "Score",
    "SignedMoney",
    "SignedQuantity",
    "SupplierRef",
    "Text",
    "UnitRef",
    "WarehouseRef",
    "as_json",
    "computed",
    "field",
    "hidden_character",
    "lenient",
    "parse",
    "references",
    "shape",
    "title_of",
    "typed_values",
]


class Form(BaseModel):
    """What a case holds. Unknown fields are errors; values are checked when they are set."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True, validate_default=False)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return written_out(handler(source))


class Line(Form):
    """One line of a form that has lines."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a field is called, and who may read it.

    read: filled by the program, refused as input. seen_by: keys of the posts that see it, and who else does:
    "requester", "owner" (of the customer), "person" (whom it pays, rewards or is about), "decider"; None: whoever
    sees the case. total: the sum of this column is shown below. kept_by: keys of the processes that alone change a
    register's field once they are built; nobody types it then. when: the answer of another field it is asked for at.
    scanned: a scanner may fill it; that fills its line, so enter goes on to the next one. tick: a box the
    paper has although it only says yes.
    """

    title: Message
    hint: Message | None = None
    read: bool = False
    seen_by: frozenset[str] | None = None
    total: bool = False
    kept_by: tuple[str, ...] = ()
    when: Asked | None = None
    scanned: bool = False
    tick: bool = False


def field(
    title: Message,
    *,
    default: Any = PydanticUndefined,
    default_factory: Callable[[], Any] | None = None,
    hint: Message | None = None,
    read: bool = False,
    seen_by: Iterable[str] | None = None,
    total: bool = False,
    kept_by: Iterable[str] = (),
    when: Asked | None = None,
    scanned: bool = False,
    tick: bool = False,
) -> Any:
    """Declare a field: its words for people, its default, and whether the program fills it.

    A `read` field without a default is None until the program fills it. when: it is asked for only where another field
    says so, `when=Is("kind", Kind.SERVICE)`; see `workflows.engine.asked`. tick: the paper has this box to be ticked.
    """
    filled = None if read and default is PydanticUndefined else default
    info: FieldInfo = (
        cast("FieldInfo", Field(default_factory=default_factory))
        if default_factory
        else cast("FieldInfo", Field(default=filled))
    )
    posts = None if seen_by is None else frozenset(seen_by)
    info.metadata.append(Label(title, hint, read, posts, total, tuple(kept_by), when, scanned, tick))
    return info


# --- reading a form's shape ---------------------------------------------------------------------------------

Kind = Literal[
    "text", "long_text", "money", "quantity", "percent", "days", "integer", "flag", "date", "datetime", "choice",
    "ref", "case", "lines", "texts",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field as screens, schema, import and print need it.

    choices: the answers of a choice. register: of a reference. line: the model of one line.
    required: must be filled before the form as a whole is complete.
    """

    name: str
    kind: Kind
    label: Label
    required: bool
    choices: type[Choice] | None = None
    register: str = ""
    line: "type[Line] | None" = None

    @property
    def title(self) -> Message:
        return self.label.title

    @property
    def read(self) -> bool:
        return self.label.read


_SHAPES: dict[type[Form], tuple[FieldShape, ...]] = {}
_ALIASES: tuple[tuple[Any, Kind], ...] = (
    (LongText, "long_text"), (Money, "money"), (SignedMoney, "money"), (Percent, "percent"), (Days, "days"),
)  # fmt: skip


def shape(model: type[Form]) -> tuple[FieldShape, ...]:
    """Return the fields of `model` in the order they are declared."""
    if model not in _SHAPES:
        _SHAPES[model] = tuple(_shape_of(model, name, info) for name, info in model.model_fields.items())
    return _SHAPES[model]


def computed(model: type[Form]) -> frozenset[str]:
    """Return the paths of the fields and columns the program fills."""
    return frozenset(
        [part.name for part in shape(model) if part.read]
        + [f"{part.name}.{one.name}" for part in shape(model) if part.line for one in shape(part.line) if one.read]
    )


def _shape_of(model: type[Form], name: str, info: FieldInfo) -> FieldShape:
    label = next((mark for mark in info.metadata if isinstance(mark, Label)), None)
    if label is None:
        raise TypeError(f"{model.__name__}.{name}: declare it with field(title)")
    declared = _without_none(_declared(model, name))
    base, marks = _taken_apart(declared)
    for mark in marks:
        if isinstance(mark, Ref):
            return FieldShape(name, "ref", label, info.is_required(), register=mark.register)
        if isinstance(mark, CaseLink):
            return FieldShape(name, "case", label, info.is_required(), register=mark.process)
    if get_origin(base) is list:
        (item,) = get_args(base)
        item_base, _marks = _taken_apart(item)
        if isinstance(item_base, type) and issubclass(item_base, Line):
            return FieldShape(name, "lines", label, info.is_required(), line=item_base)
        return FieldShape(name, "texts", label, info.is_required())
    for alias, kind in _ALIASES:
        if declared == alias:
            return FieldShape(name, kind, label, info.is_required())
    if isinstance(base, type) and issubclass(base, Choice):
        return FieldShape(name, "choice", label, info.is_required(), choices=base)
    kinds: dict[Any, Kind] = {
        str: "text", Decimal: "quantity", bool: "flag", int: "integer", datetime: "datetime", date: "date",
    }  # fmt: skip
    if base not in kinds:
        raise TypeError(f"{model.__name__}.{name}: {base!r} is not a field type")
    return FieldShape(name, kinds[base], label, info.is_required())


def _declared(model: type[Form], name: str) -> Any:
    """Return a field's annotation as it was written, in the model or in one it builds upon.

    pydantic's own `annotation` has lost what a field refers to and whether it is money.
    """
    return next(base.__annotations__[name] for base in model.__mro__ if name in vars(base).get("__annotations__", {}))


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        kept = [arg for arg in get_args(annotation) if arg is not NoneType]
        return kept[0] if len(kept) == 1 else annotation
    return annotation


def _taken_apart(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(annotation) is Annotated:
        base, *marks = get_args(annotation)
        return base, tuple(marks)
    return annotation, ()


def references(form: Form) -> Iterator[tuple[str, Ref | CaseLink, str]]:
    """Yield every filled reference of a form: its path (`lines.0.product`), what it refers to, its key."""
    for part in shape(type(form)):
        value = getattr(form, part.name)
        if not value:
            continue
        if part.kind == "ref":
            yield part.name, Ref(part.register), value
        elif part.kind == "case":
            yield part.name, CaseLink(part.register), value
        elif part.kind == "lines":
            for index, line in enumerate(value):
                for path, ref, key in references(line):
                    yield f"{part.name}.{index}.{path}", ref, key


_LINES = _("Lines")
"""What the lines of a form are called that have no name of their own."""


def title_of(model: type[Form], path: str) -> Message:
    """Return the words for the field at `path`; for a field of a line with the line's number, from 1.

    “Line 1, Quantity”; where a form has several kinds of lines those with a name of their own say it: “Offers, line 1,
    Price”.
    """
    name, _dot, rest = path.partition(".")
    found = next((part for part in shape(model) if part.name == name), None)
    if found is None:
        return Message(name)
    if found.line is None or not rest:
        return found.title
    index, _dot, inner = rest.partition(".")
    if not index.isdigit():
        return _("{lines}: {field}")(lines=found.title, field=title_of(found.line, rest))
    named = found.title != _LINES and sum(part.line is not None for part in shape(model)) > 1
    line = (_("{lines}, line {number}") if named else _("Line {number}"))(lines=found.title, number=int(index) + 1)
    return _("{line}, {field}")(line=line, field=title_of(found.line, inner)) if inner else line


# --- reading input ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong at one field, and the remedy, in one sentence. path: `lines.0.quantity`."""

    path: str
    title: Message
    message: Message

    def __str__(self) -> str:
        return f"{self.title}: {self.message}"


class InvalidForm(Exception):
    """Input that does not make a form. Every error is listed; what was typed is the caller's to keep."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = errors


_Model = TypeVar("_Model", bound=Form)

_EXPLAINED: dict[str, Message] = {
    "missing": _("fill this in"),
    "extra_forbidden": _("unknown field; the form has {known}"),
    "hidden_character": _("holds the invisible control character U+{code}; type the text again without it"),
    "decimal_places": _("at most {places} decimals"),
    "decimal_max_places": _("at most {decimal_places} decimals"),
    "half_days": _("whole or half days only, as 3 or 3.5"),
    "day_hours": _("must be hours of the day, as 09:00-12:00 14:00-18:00"),
    "string_too_long": _("at most {max_length} characters"),
    "string_type": _("must be text"),
    "greater_than": _("must be more than {gt}"),
    "greater_than_equal": _("must be at least {ge}"),
    "less_than": _("must be less than {lt}"),
    "less_than_equal": _("must be at most {le}"),
    "decimal_parsing": _("must be a number, as 1250.50"),
    "decimal_type": _("must be a number, as 1250.50"),
    "finite_number": _("must be a number, as 1250.50"),
    "int_parsing": _("must be a whole number"),
    "int_type": _("must be a whole number"),
    "int_from_float": _("must be a whole number"),
    "bool_parsing": _("must be yes or no"),
    "bool_type": _("must be yes or no"),
    "enum": _("must be one of: {expected}"),
    "list_type": _("must be a list of lines"),
    "model_type": _("must be a line with fields"),
    "model_attributes_type": _("must be a line with fields"),
}
_DATE = _("must be a date, as 2026-06-30")
_TIME = _("must be a date and time, as 2026-06-30 14:30")
_NOT_VALID = _("is not valid here")


def parse(model: type[_Model], data: Mapping[str, Any]) -> _Model:
    """Return the form that `data` (JSON values, or what was typed) describes; raise InvalidForm otherwise."""
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        errors = [_explained(model, error) for error in problem.errors(include_url=False)]
        raise InvalidForm(errors) from None


def _explained(model: type[Form], error: ErrorDetails) -> FieldError:
    path = ".".join(str(part) for part in error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if error.get("input") in (None, "") and kind != "extra_forbidden":
        kind = "missing"
    if kind.startswith("datetime_"):
        message = _TIME
    elif kind.startswith("date_"):
        message = _DATE
    elif kind == "enum":
        message = _EXPLAINED[kind](expected=_listed(_choices_at(model, error["loc"])))
    elif kind == "extra_forbidden":
        message = _EXPLAINED[kind](known=", ".join(_names_beside(model, error["loc"])))
    else:
        known = {name: value for name, value in context.items() if isinstance(value, str | int | Decimal)}
        message = _EXPLAINED.get(kind, _NOT_VALID)(**known)
    return FieldError(path, title_of(model, path), message)


def _model_of(model: type[Form], location: tuple[int | str, ...]) -> type[Form]:
    """Return the model that holds the field at `location`."""
    for part in location[:-1]:
        inner = next((piece.line for piece in shape(model) if piece.name == part), None)
        model = inner or model
    return model


def _listed(choices: Iterable[Choice]) -> Message | str:
    """Return choices with what is typed for each in line mode, and its words."""
    said = [_("{key} ({words})")(key=str(choice), words=choice.label) for choice in choices]
    return reduce(lambda one, other: _("{one}, {other}")(one=one, other=other), said) if said else ""


def _choices_at(model: type[Form], location: tuple[int | str, ...]) -> list[Choice]:
    for part in shape(_model_of(model, location)):
        if part.name == location[-1] and part.choices:
            return list(part.choices)
    return []


def _names_beside(model: type[Form], location: tuple[int | str, ...]) -> list[str]:
    return [part.name for part in shape(_model_of(model, location)) if not part.read]


def lenient(model: type[_Model], data: Mapping[str, Any]) -> _Model:
    """Return what can be read of an unfinished draft: fields that are missing or wrong are None (or []).

    For showing only; nothing is decided on such a form.
    """
    try:
        return model.model_validate(data)
    except ValidationError:
        values = {part.name: _read_part(model, part, data.get(part.name)) for part in shape(model)}
        return cast("_Model", model.model_construct(**values))


def _read_part(model: type[Form], part: FieldShape, raw: Any) -> Any:
    if part.line is None:
        return _read_alone(model, part.name, raw)
    return [lenient(part.line, line) for line in raw if isinstance(line, dict)] if isinstance(raw, list) else []


def _read_alone(model: type[Form], name: str, raw: Any) -> Any:
    if raw is None:
        return None
    try:
        return getattr(model.__pydantic_validator__.validate_assignment(model.model_construct(), name, raw), name)
    except ValidationError:
        return None


def read_stored(model: type[Form], path: str, raw: Any) -> tuple[FieldShape, Any] | None:
    """Return the field at `path` and a value kept of it; None for what the form has no field for any more."""
    name, _dot, rest = path.partition(".")
    part = next((one for one in shape(model) if one.name == name), None)
    if part is None or part.line is None:
        return None if part is None else (part, _read_alone(model, name, raw))
    return read_stored(part.line, rest.partition(".")[2], raw)


def as_json(form: Form) -> dict[str, Any]:
    """Return the form as JSON values; exact numbers are text, fields that are None are left out."""
    return form.model_dump(mode="json", exclude_none=True)


def typed_values(model: type[Form], data: dict[str, Any], fixed: Collection[str] = ()) -> dict[str, Any]:
    """Return `data` without empty answers (None, "", blank lines), as screens hand them in.

    fixed: names of lines that are not added to or removed here; their blank lines stay.
    """
    kept: dict[str, Any] = {}
    for name, value in data.items():
        part = next((piece for piece in shape(model) if piece.name == name), None)
        if part is not None and part.line is not None and isinstance(value, list):
            line = part.line
            rows = [typed_values(line, row) if isinstance(row, dict) else row for row in value]
            kept[name] = [row for row in rows if row != {} or name in fixed]
        elif value is not None and value != "":
            kept[name] = value
    return kept
